package server_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/entask/entask/internal/runtime/request"
	"github.com/entask/entask/internal/service/server"
	"github.com/entask/entask/internal/service/telemetry"
)

// things is an API of one operation, on a path with a parameter, which answers with
// the status that a query names.
func things(w http.ResponseWriter, r *http.Request) {
	if !strings.HasPrefix(r.URL.Path, "/api/things/") {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	request.Match(r.Context(), request.Route{Operation: "readThing", Pattern: "/api/things/{id}"})
	switch r.URL.RawQuery {
	case "refused":
		w.WriteHeader(http.StatusUnauthorized)
	case "away":
		request.Failed(r.Context(), errors.New("SELECT 1: refused"))
		w.WriteHeader(http.StatusServiceUnavailable)
	case "panic":
		panic("hunter2")
	case "late":
		_, _ = io.WriteString(w, strings.Repeat("half an answer", 1000))
		panic("hunter2")
	default:
		_, _ = io.WriteString(w, "a thing")
	}
}

// counted are the samples of one name in what Prometheus reads, once all requests
// are among them: a request is measured a moment after its answer.
func counted(t testing.TB, tel *telemetry.Telemetry, name string, requests int) []string {
	t.Helper()
	for wait := time.Now().Add(30 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		w := httptest.NewRecorder()
		tel.Metrics().ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/metrics", nil))
		var found []string
		all := 0
		for line := range strings.Lines(w.Body.String()) {
			labels, isCount := strings.CutPrefix(strings.TrimSpace(line), name+"{")
			if !isCount {
				continue
			}
			labels, number, _ := strings.Cut(labels, "} ")
			found = append(found, strings.TrimSuffix(labels, `,url_scheme="http"`)+" "+number)
			all += int(number[0] - '0')
		}
		if all == requests || time.Now().After(wait) {
			slices.Sort(found)
			return found
		}
	}
}

func newTelemetry(t testing.TB) *telemetry.Telemetry {
	t.Helper()
	tel, err := telemetry.New(t.Context(), telemetry.Options{Getenv: func(string) string { return "" }, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = tel.Shutdown(context.Background()) })
	return tel
}

// TestMeasured counts every request once, whoever answers it, and no label is what
// a client made up.
func TestMeasured(t *testing.T) {
	tel := newTelemetry(t)
	s := start(t, server.Options{
		API: http.HandlerFunc(things), Meter: tel.Meter, CORS: server.CORS{Origins: []string{"http://localhost:3000"}},
		Ready: []server.Check{check("database", errors.New("dial: refused"))},
	})
	for _, sent := range [][]string{
		{"GET", "/api/things/1"},
		{"GET", "/api/things/2/"},
		{"HEAD", "/api/things/1"},
		{"PURGE", "/api/things/1"},
		{"get", "/api/things/1"},
		{"GET", "/api/things/1?refused"},
		{"GET", "/api/things/1?away"},
		{"GET", "/api/things/1?panic"},
		{"GET", "/api/nowhere/hunter2"},
		{"GET", "/nowhere/hunter2"},
		{"HUNTER2", "/nowhere/hunter2"},
		{"POST", "/livez"},
		{"GET", "/livez"},
		{"GET", "/readyz"},
		{"GET", "/docs"},
		{"OPTIONS", "/api/things/1", "Origin: http://localhost:3000", "Access-Control-Request-Method: GET"},
		{"OPTIONS", "/api/things/1", "Origin: http://hunter2", "Access-Control-Request-Method: GET"},
	} {
		s.do(t, sent[0], sent[1], nil, sent[2:]...)
	}
	if resp, err := http.Get(s.url + "/api/things/1?late"); err == nil {
		resp.Body.Close()
	}
	want := []string{
		`error_type="500",http_request_method="GET",http_response_status_code="500",http_route="/api/things/{id}" 1`,
		`error_type="503",http_request_method="GET",http_response_status_code="503",http_route="/api/things/{id}" 1`,
		`error_type="503",http_request_method="GET",http_response_status_code="503",http_route="/readyz" 1`,
		`error_type="panic",http_request_method="GET",http_response_status_code="200",http_route="/api/things/{id}" 1`,
		`http_request_method="GET",http_response_status_code="200",http_route="/api/things/{id}" 2`,
		`http_request_method="GET",http_response_status_code="200",http_route="/docs" 1`,
		`http_request_method="GET",http_response_status_code="200",http_route="/livez" 1`,
		`http_request_method="GET",http_response_status_code="401",http_route="/api/things/{id}" 1`,
		`http_request_method="GET",http_response_status_code="404" 2`,
		`http_request_method="HEAD",http_response_status_code="200",http_route="/api/things/{id}" 1`,
		`http_request_method="OPTIONS",http_response_status_code="204" 1`,
		`http_request_method="OPTIONS",http_response_status_code="403" 1`,
		`http_request_method="POST",http_response_status_code="405",http_route="/livez" 1`,
		`http_request_method="_OTHER",http_response_status_code="200",http_route="/api/things/{id}" 2`,
		`http_request_method="_OTHER",http_response_status_code="404" 1`,
	}
	got := counted(t, tel, "http_server_request_duration_seconds_count", 18)
	if !slices.Equal(got, want) {
		t.Errorf("counted\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
