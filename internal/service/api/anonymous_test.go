package api_test

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/entask/entask/internal/proof/harness"
	"github.com/entask/entask/internal/service/server"
	"github.com/entask/entask/internal/service/telemetry"
)

// TestAnonymous: an operation that needs no token is told of in the log and in the
// metrics as every other is, and refuses what the document refuses.
func TestAnonymous(t *testing.T) {
	handler, _ := newBulk(t, harness.SQLite)
	tel, err := telemetry.New(t.Context(), telemetry.Options{Getenv: func(string) string { return "" }, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = tel.Shutdown(context.Background()) })
	var log bytes.Buffer
	srv, err := server.New(server.Options{
		API: handler, Document: []byte("{}"), Meter: tel.Meter,
		Logger: slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{ReplaceAttr: withoutTimes})),
	})
	if err != nil {
		t.Fatal(err)
	}
	const invalid = `{"type":"about:blank","title":"Unprocessable Entity","status":422,"detail":"`
	for _, tc := range []struct {
		name, token, method, path, body string
		status                          int
		want                            string
		logged                          string
	}{
		{
			"no token", "", "POST", "/api/label-suggestions?limit=2", `{"text": "milk and bread"}`,
			200, `["milk","and"]`, `"route":"SuggestLabels"`,
		},
		{
			"a token that is not asked for", "Bearer not even one", "POST", "/api/label-suggestions", `{"text": "milk"}`,
			200, `["milk"]`, `"route":"SuggestLabels"`,
		},
		{
			"unknown parameter", "", "POST", "/api/label-suggestions?limits=2", `{"text": "milk"}`,
			422, invalid + `limits: unknown parameter, did you mean limit?","errors":[{"loc":["query","limits"],"msg":"unknown parameter, did you mean limit?","type":"extra_forbidden"}],"request_id":"r"}` + "\n",
			`"route":"SuggestLabels"`,
		},
		{
			"a member twice", "", "POST", "/api/label-suggestions", `{"text": "milk", "text": "bread"}`,
			422, invalid + `text: must be given once","errors":[{"loc":["body","text"],"msg":"must be given once","type":"repeated"}],"request_id":"r"}` + "\n",
			`"route":"SuggestLabels"`,
		},
		{
			"broken rule", "", "POST", "/api/label-suggestions", `{"text": ""}`,
			422, invalid + `text: must be at least 1 character","errors":[{"loc":["body","text"],"msg":"must be at least 1 character","type":"string_too_short"}],"request_id":"r"}` + "\n",
			`"route":"SuggestLabels"`,
		},
		{
			"none of two", "", "GET", "/api/me", "",
			200, `{}`, `"route":"ReadMe"`,
		},
		{
			"a token of two", "Bearer ann", "GET", "/api/me", "",
			200, `{"user_id":"ann"}`, `"route":"ReadMe","user":"ann"`,
		},
		{
			"a bad token of two", "Bearer not even one", "GET", "/api/me?unknown=1", "",
			401, `{"type":"about:blank","title":"Unauthorized","status":401,"detail":"Not authenticated","request_id":"r"}` + "\n",
			`"route":"ReadMe","refusal":"what follows Bearer is not one b64token"`,
		},
		{
			"a header without its token", "Bearer", "GET", "/api/me", "",
			401, `{"type":"about:blank","title":"Unauthorized","status":401,"detail":"Not authenticated","request_id":"r"}` + "\n",
			`"route":"ReadMe","refusal":"the Authorization header has no token after Bearer"`,
		},
		{
			"another scheme than that of two", "Basic YW5uOg==", "GET", "/api/me", "",
			200, `{}`, `"route":"ReadMe"`,
		},
		{
			"no token where none is asked for", "Bearer", "POST", "/api/label-suggestions", `{"text": "milk"}`,
			200, `["milk"]`, `"route":"SuggestLabels"`,
		},
		{
			"unknown parameter, without a token", "", "GET", "/api/me?unknown=1", "",
			422, invalid + `unknown: unknown parameter","errors":[{"loc":["query","unknown"],"msg":"unknown parameter","type":"extra_forbidden"}],"request_id":"r"}` + "\n",
			`"route":"ReadMe"`,
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			log.Reset()
			req := httptest.NewRequestWithContext(t.Context(), tc.method, tc.path, strings.NewReader(tc.body))
			req.Header.Set("X-Request-Id", "r")
			if tc.token != "" {
				req.Header.Set("Authorization", tc.token)
			}
			if tc.body != "" {
				req.Header.Set("Content-Type", "application/json")
			}
			w := httptest.NewRecorder()
			srv.Handler().ServeHTTP(w, req)
			if got := w.Body.String(); w.Code != tc.status || got != tc.want {
				t.Errorf("got %d %s, want %d %s", w.Code, got, tc.status, tc.want)
			}
			want := `{"level":"INFO","msg":"request","method":"` + tc.method + `","path":"` + req.URL.Path + `",` + tc.logged + "}\n"
			if got := log.String(); got != want {
				t.Errorf("logged\n%s want\n%s", got, want)
			}
		})
	}

	w := httptest.NewRecorder()
	tel.Metrics().ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/metrics", nil))
	var got []string
	for line := range strings.Lines(w.Body.String()) {
		if labels, ok := strings.CutPrefix(line, "http_server_request_duration_seconds_count"); ok {
			got = append(got, strings.TrimSpace(labels))
		}
	}
	slices.Sort(got)
	want := []string{
		`{http_request_method="GET",http_response_status_code="200",http_route="/api/me",url_scheme="http"} 3`,
		`{http_request_method="GET",http_response_status_code="401",http_route="/api/me",url_scheme="http"} 2`,
		`{http_request_method="GET",http_response_status_code="422",http_route="/api/me",url_scheme="http"} 1`,
		`{http_request_method="POST",http_response_status_code="200",http_route="/api/label-suggestions",url_scheme="http"} 3`,
		`{http_request_method="POST",http_response_status_code="422",http_route="/api/label-suggestions",url_scheme="http"} 3`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("counted\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// withoutTimes leaves out of a line of the log what is another every time, and what the
// answer shows already.
func withoutTimes(_ []string, a slog.Attr) slog.Attr {
	if slices.Contains([]string{slog.TimeKey, "duration_us", "request_id", "address", "status", "bytes"}, a.Key) {
		return slog.Attr{}
	}
	return a
}
