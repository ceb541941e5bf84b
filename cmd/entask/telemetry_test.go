package main

import (
	"compress/gzip"
	"context"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/entask/entask/ent/migrate"
)

// tell sends a request and returns the status of its answer.
func (p *production) tell(method, path, token string, header ...string) int {
	r := httptest.NewRequest(method, path, nil)
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	p.handler.ServeHTTP(w, r)
	return w.Code
}

// scrape returns what Prometheus reads.
func (p *production) scrape() string {
	w := httptest.NewRecorder()
	p.observed.Metrics().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	return w.Body.String()
}

// breakDown makes every statement on rows fail with an error that names a table.
func (p *production) breakDown(t *testing.T) {
	t.Helper()
	for _, table := range migrate.Tables {
		rename := fmt.Sprintf(`ALTER TABLE "%[1]s" RENAME TO "hidden_%[1]s"`, table.Name)
		check(t, p.db.Driver().Exec(t.Context(), rename, []any{}, nil))
	}
}

// TestMetrics compares the labels with what the service serves, and with the names in
// the documentation.
func TestMetrics(t *testing.T) {
	p := newProduction(t)
	for _, sent := range []struct {
		method, path, token string
		status              int
	}{
		{"GET", p.list + "?limit=1", p.token, 200},
		{"GET", p.list + "?limit=none", p.token, 422},
		{"GET", p.one, p.token, 200},
		{"GET", p.one, "", 401},
		{"GET", p.one, "hunter2", 401},
		{"GET", p.list + "/0193d0f0-0000-7000-8000-000000000000", p.token, 404},
		{"POST", p.one, p.token, 405},
		{"HUNTER2", p.one, p.token, 405},
		{"GET", "/api/v1/hunter2", p.token, 404},
	} {
		if got := p.tell(sent.method, sent.path, sent.token); got != sent.status {
			t.Fatalf("%s %s: status %d, want %d", sent.method, sent.path, got, sent.status)
		}
	}
	p.breakDown(t)
	p.tell("GET", p.one, p.token)
	const count = "http_server_request_duration_seconds_count"
	want := []string{
		`{error_type="500",http_request_method="GET",http_response_status_code="500",http_route="` + p.item + `",url_scheme="http"} 1`,
		`{http_request_method="GET",http_response_status_code="404",http_route="` + p.item + `",url_scheme="http"} 1`,
		`{http_request_method="GET",http_response_status_code="200",http_route="` + p.list + `",url_scheme="http"} 1`,
		`{http_request_method="GET",http_response_status_code="200",http_route="` + p.item + `",url_scheme="http"} 1`,
		`{http_request_method="GET",http_response_status_code="401",http_route="` + p.item + `",url_scheme="http"} 2`,
		`{http_request_method="GET",http_response_status_code="404",url_scheme="http"} 1`,
		`{http_request_method="GET",http_response_status_code="422",http_route="` + p.list + `",url_scheme="http"} 1`,
		`{http_request_method="POST",http_response_status_code="201",http_route="` + p.list + `",url_scheme="http"} 1`,
		`{http_request_method="POST",http_response_status_code="405",url_scheme="http"} 1`,
		`{http_request_method="_OTHER",http_response_status_code="405",url_scheme="http"} 1`,
	}
	text := p.scrape()
	var got []string
	for line := range strings.Lines(text) {
		if labels, ok := strings.CutPrefix(strings.TrimSpace(line), count); ok {
			got = append(got, labels)
		}
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("counted\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	page, err := os.ReadFile("../../docs/observability.md")
	check(t, err)
	for _, name := range regexp.MustCompile(`\b(?:error|go|http|process|target|url)_[a-z_]+`).FindAllString(string(page), -1) {
		if !regexp.MustCompile(`[\n{, ]` + name + `[ {=]`).MatchString(text) {
			t.Errorf("docs/observability.md names %s, which no scrape has", name)
		}
	}
}

// collector is an OTLP endpoint that keeps what it is sent.
func collector(t *testing.T) (url string, got func() string) {
	t.Helper()
	var mu sync.Mutex
	var all strings.Builder
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		var body io.Reader = r.Body
		if r.Header.Get("Content-Encoding") == "gzip" {
			body, _ = gzip.NewReader(r.Body)
		}
		text, _ := io.ReadAll(body)
		mu.Lock()
		defer mu.Unlock()
		all.Write(text)
	}))
	t.Cleanup(server.Close)
	return server.URL, func() string { mu.Lock(); defer mu.Unlock(); return all.String() }
}

// TestTraces: the variables of OpenTelemetry send traces to a collector, without what
// only our own log may contain.
func TestTraces(t *testing.T) {
	url, sent := collector(t)
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", url)
	p := newProduction(t)
	const trace = "4bf92f3577b34da6a3ce929d0e0e4736"
	p.tell("GET", p.one+"?q=hunter2", p.token, "Traceparent", "00-"+trace+"-00f067aa0ba902b7-01", "X-Request-Id", "one-and-only")
	p.breakDown(t)
	if got := p.tell("GET", p.one, p.token); got != http.StatusInternalServerError {
		t.Fatalf("status %d, want 500", got)
	}
	check(t, p.observed.Tracer.(interface{ ForceFlush(context.Context) error }).ForceFlush(t.Context()))
	id, err := hex.DecodeString(trace)
	check(t, err)
	for _, part := range []string{string(id), "GET " + p.item, "POST " + p.list, "one-and-only", "exception.type", "*pgconn."} {
		if !strings.Contains(sent(), part) {
			t.Errorf("the collector got no %q", part)
		}
	}
	for _, secret := range []string{"hunter2", p.token, "SELECT", "does not exist"} {
		if strings.Contains(sent(), secret) {
			t.Errorf("the collector got %q", secret)
		}
	}
}
