package e2e

import (
	"compress/gzip"
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/entask/entask/internal/postgres/pgtest"
)

// collector is an OTLP endpoint that keeps what it is sent.
func collector(t testing.TB) (url string, got func() string) {
	t.Helper()
	var all lockedBuffer
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		var body io.Reader = r.Body
		if r.Header.Get("Content-Encoding") == "gzip" {
			body, _ = gzip.NewReader(r.Body)
		}
		_, _ = io.Copy(&all, body)
	}))
	t.Cleanup(server.Close)
	return server.URL, all.String
}

// TestObserved follows one request from the client's trace into the collector, the
// log and the metrics.
func TestObserved(t *testing.T) {
	const trace = "4bf92f3577b34da6a3ce929d0e0e4736"
	metrics := freeAddress(t)
	url, sent := collector(t)
	s := start(t, pgtest.NewDatabase(t), "METRICS_ADDR="+metrics, "OTEL_EXPORTER_OTLP_ENDPOINT="+url, "OTEL_SERVICE_NAME=renamed")
	s.do(t, call{Method: http.MethodGet, Path: tasks + "?q=hunter2", User: "ann", Header: map[string]string{
		"Traceparent": "00-" + trace + "-00f067aa0ba902b7-01",
	}})
	s.do(t, call{Method: http.MethodGet, Path: taskPath("hunter2"), User: "ann"})
	s.do(t, call{Method: http.MethodGet, Path: tasks})

	want := []string{
		`{http_request_method="GET",http_response_status_code="200",http_route="/api/v1/tasks",url_scheme="http"} 1`,
		`{http_request_method="GET",http_response_status_code="401",http_route="/api/v1/tasks",url_scheme="http"} 1`,
		`{http_request_method="GET",http_response_status_code="422",http_route="/api/v1/tasks/{task_id}",url_scheme="http"} 1`,
	}
	there := *s
	there.URL = "http://" + metrics
	var got []string
	for range 100 { // a request is counted shortly after its answer
		got = nil
		for line := range strings.Lines(string(there.get(t, "", "/metrics").Body)) {
			if labels, ok := strings.CutPrefix(strings.TrimSpace(line), "http_server_request_duration_seconds_count"); ok {
				got = append(got, labels)
			}
		}
		if len(got) == len(want) {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("counted\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}

	s.stop(t) // sends the remaining traces
	id, err := hex.DecodeString(trace)
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{"renamed", string(id), "GET /api/v1/tasks", "GET /api/v1/tasks/{task_id}"} {
		if !strings.Contains(sent(), part) {
			t.Errorf("the collector got no %q", part)
		}
	}
	if strings.Contains(sent(), "?q=") || strings.Contains(sent(), token(t, "ann")) {
		t.Error("the collector got a query or a token")
	}
	if !strings.Contains(s.log.String(), `"trace_id":"`+trace+`"`) {
		t.Errorf("no line of the trace in the log:\n%s", s.log)
	}
}
