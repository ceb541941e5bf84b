package telemetry_test

import (
	"compress/gzip"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"

	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/propagation"

	"github.com/entask/entask/internal/service/telemetry"
)

// start sets telemetry up with the variables, given as OpenTelemetry reads them:
// in the process's environment.
func start(t *testing.T, vars map[string]string) (*telemetry.Telemetry, error) {
	t.Helper()
	for name, value := range vars {
		t.Setenv(name, value)
	}
	return telemetry.New(t.Context(), telemetry.Options{
		Version: "1.2.3", Getenv: os.Getenv, Logger: slog.New(slog.DiscardHandler),
	})
}

func scrape(t testing.TB, tel *telemetry.Telemetry) string {
	t.Helper()
	server := httptest.NewServer(tel.Metrics())
	defer server.Close()
	resp, err := http.Get(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("scrape: %d %v", resp.StatusCode, err)
	}
	return string(text)
}

func TestMetrics(t *testing.T) {
	tel, err := start(t, map[string]string{"OTEL_RESOURCE_ATTRIBUTES": "deployment.environment.name=test"})
	if err != nil {
		t.Fatal(err)
	}
	meter := tel.Meter.Meter("test")
	things, err := meter.Int64Counter("things.done", metric.WithUnit("{thing}"))
	if err != nil {
		t.Fatal(err)
	}
	duration, err := meter.Float64Histogram("things.duration", metric.WithUnit("s"))
	if err != nil {
		t.Fatal(err)
	}
	things.Add(t.Context(), 3)
	duration.Record(t.Context(), 0.0007)
	got := scrape(t, tel)
	for _, line := range []string{
		`things_done_total 3`,
		`things_duration_seconds_bucket{le="0.0005"} 0`,
		`things_duration_seconds_bucket{le="0.001"} 1`,
		`go_goroutines \d+`,
		`process_open_fds \d+`,
		`target_info{deployment_environment_name="test",service_name="entask",service_version="1.2.3",.*} 1`,
	} {
		if !regexp.MustCompile(`(?m)^` + line + `$`).MatchString(got) {
			t.Errorf("no %s in\n%s", line, got)
		}
	}
	if err := tel.Shutdown(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestTwoAtOnce(t *testing.T) {
	for range 2 { // each has a registry of its own
		if _, err := start(t, nil); err != nil {
			t.Fatal(err)
		}
	}
}

// collector is an OTLP endpoint that keeps what it is sent.
func collector(t testing.TB) (url string, got func() string) {
	t.Helper()
	var all strings.Builder
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		var body io.Reader = r.Body
		if r.Header.Get("Content-Encoding") == "gzip" {
			body, _ = gzip.NewReader(r.Body)
		}
		text, _ := io.ReadAll(body)
		all.WriteString(r.URL.Path + " " + string(text))
	}))
	t.Cleanup(server.Close)
	return server.URL, all.String
}

func TestTraces(t *testing.T) {
	url, sent := collector(t)
	tel, err := start(t, map[string]string{"OTEL_EXPORTER_OTLP_ENDPOINT": url, "OTEL_SERVICE_NAME": "renamed"})
	if err != nil {
		t.Fatal(err)
	}
	ctx := tel.Propagator.Extract(t.Context(), propagation.HeaderCarrier{
		"Traceparent": {"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"},
	})
	_, span := tel.Tracer.Tracer("test").Start(ctx, "the-operation")
	if got := span.SpanContext().TraceID().String(); got != "4bf92f3577b34da6a3ce929d0e0e4736" {
		t.Errorf("trace id = %s, want the client's", got)
	}
	span.End()
	if err := tel.Shutdown(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{"/v1/traces", "the-operation", "renamed"} {
		if !strings.Contains(sent(), part) {
			t.Errorf("the collector got no %s in %q", part, sent())
		}
	}
}

func TestSamplerFromTheEnvironment(t *testing.T) {
	url, _ := collector(t)
	tel, err := start(t, map[string]string{"OTEL_EXPORTER_OTLP_ENDPOINT": url, "OTEL_TRACES_SAMPLER": "always_off"})
	if err != nil {
		t.Fatal(err)
	}
	if _, span := tel.Tracer.Tracer("test").Start(t.Context(), "x"); span.IsRecording() {
		t.Error("a span is recorded in spite of the sampler")
	}
}

func TestTracesAreAskedFor(t *testing.T) {
	const endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT"
	for _, tc := range []struct {
		name string
		vars map[string]string
		on   bool
		err  string
	}{
		{"nothing set", nil, false, ""},
		{"an endpoint", map[string]string{endpoint: "http://127.0.0.1:1"}, true, ""},
		{"an endpoint for traces", map[string]string{"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://127.0.0.1:1"}, true, ""},
		{"an exporter", map[string]string{"OTEL_TRACES_EXPORTER": "otlp"}, true, ""},
		{"no exporter", map[string]string{endpoint: "http://127.0.0.1:1", "OTEL_TRACES_EXPORTER": "none"}, false, ""},
		{"disabled", map[string]string{endpoint: "http://127.0.0.1:1", "OTEL_SDK_DISABLED": "TRUE"}, false, ""},
		{"another exporter", map[string]string{"OTEL_TRACES_EXPORTER": "zipkin"}, false,
			`set up traces: OTEL_TRACES_EXPORTER: must be otlp or none, not "zipkin"`},
		{"another protocol", map[string]string{endpoint: "http://127.0.0.1:1", "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"}, false,
			`set up traces: OTEL_EXPORTER_OTLP_PROTOCOL: must be http/protobuf, not "grpc"`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			tel, err := start(t, tc.vars)
			if tc.err != "" {
				if err == nil || err.Error() != tc.err {
					t.Errorf("got %v, want %s", err, tc.err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if got := tel.Tracer != nil && tel.Propagator != nil; got != tc.on {
				t.Errorf("traced = %v, want %v", got, tc.on)
			}
		})
	}
}
