package server_test

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/entask/entask/internal/runtime/problem"
	"github.com/entask/entask/internal/service/server"
)

const origin = "https://app.example.com"

func TestCORSOnEveryAnswer(t *testing.T) {
	s := start(t, server.Options{
		CORS:  server.CORS{Origins: []string{origin, "http://localhost:*"}},
		Ready: []server.Check{check("database", errors.New("away"))},
		API: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			var status int
			if _, err := fmt.Sscanf(r.URL.Path, "/api/%d", &status); err != nil {
				panic("a fault of ours")
			}
			problem.Write(w, problem.New(status, ""))
		}),
	})
	for _, path := range []string{
		"/api/401", "/api/403", "/api/404", "/api/413", "/api/422", "/api/429", "/api/500", "/api/panic", "/nowhere", "/health", "/openapi.json",
	} {
		for _, from := range []string{origin, "http://localhost:3000", "http://localhost"} {
			got := s.do(t, http.MethodGet, path, nil, "Origin: "+from)
			wantHeader(t, got, "Access-Control-Allow-Origin", from)
			exposed := strings.Split(strings.ToLower(got.Header.Get("Access-Control-Expose-Headers")), ",")
			for _, name := range []string{"etag", "link", "location", "retry-after", "www-authenticate", "x-request-id", "x-total-count"} {
				if !slices.Contains(exposed, name) {
					t.Errorf("%s: %s is not exposed in %v", path, name, exposed)
				}
			}
		}
		wantHeader(t, s.do(t, http.MethodGet, path, nil, "Origin: https://evil.example.com"), "Access-Control-Allow-Origin", "")
	}
}

func TestPreflight(t *testing.T) {
	s := start(t, server.Options{CORS: server.CORS{Origins: []string{origin}}})
	ask := func(from, method, headers string) answer {
		return s.do(t, http.MethodOptions, "/api/v1/things/", nil,
			"Origin: "+from, "Access-Control-Request-Method: "+method, "Access-Control-Request-Headers: "+headers)
	}
	for _, method := range []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"} {
		got := ask(origin, method, "authorization,content-type,idempotency-key,if-match,if-none-match,x-request-id")
		wantHeader(t, got, "Access-Control-Allow-Origin", origin)
		wantHeader(t, got, "Access-Control-Max-Age", "7200")
		if got.StatusCode != http.StatusNoContent {
			t.Errorf("%s: got %d, want 204", method, got.StatusCode)
		}
	}
	long := strings.Repeat("x", 300)
	for name, tc := range map[string]struct{ origin, method, headers, want string }{
		"origin":       {"https://evil.example.com", "PURGE", "x-evil", `CORS does not allow the origin "https://evil.example.com"`},
		"no origin":    {"null", "GET", "", `CORS does not allow the origin "null"`},
		"method":       {origin, "PURGE", "authorization,x-evil", `CORS does not allow the method "PURGE"`},
		"header":       {origin, "GET", "authorization,x-evil", `CORS does not allow the header "x-evil"`},
		"headers":      {origin, "GET", "authorization, x-a,x-b", `CORS does not allow the header "x-a, x-b"`},
		"long origin":  {"https://" + long + ".example.com", "GET", "", `CORS does not allow the origin "https://` + long[:192] + `"…`},
		"broken names": {origin, "GET", "a\tb", `CORS does not allow the header "a\tb"`},
	} {
		t.Run(name, func(t *testing.T) {
			got := s.do(t, http.MethodOptions, "/api/v1/things", nil, "Origin: "+tc.origin,
				"Access-Control-Request-Method: "+tc.method, "Access-Control-Request-Headers: "+tc.headers, "X-Request-Id: "+strings.ReplaceAll(name, " ", "-"))
			wantProblem(t, got, http.StatusForbidden, tc.want)
			wantHeader(t, got, "Access-Control-Allow-Origin", "")
			if line := s.log.line(t, strings.ReplaceAll(name, " ", "-")); line["refusal"] != tc.want {
				t.Errorf("logged %v, want the refusal %s", line, tc.want)
			}
		})
	}
}

// TestPreflightOfTracing: what browsers' tracing, libraries and a reload send with each
// request may be sent, and what the settings add.
func TestPreflightOfTracing(t *testing.T) {
	s := start(t, server.Options{CORS: server.CORS{Origins: []string{origin}, Headers: []string{"X-Our-Own"}}})
	for _, name := range []string{
		"baggage", "sentry-trace", "traceparent", "tracestate", "x-requested-with", "cache-control", "pragma",
		"x-datadog-trace-id", "elastic-apm-traceparent", "newrelic", "b3", "x-our-own",
	} {
		got := s.do(t, http.MethodOptions, "/api/v1/things", nil, "Origin: "+origin,
			"Access-Control-Request-Method: GET", "Access-Control-Request-Headers: authorization,"+name)
		if allowed := got.Header.Get("Access-Control-Allow-Headers"); got.StatusCode != http.StatusNoContent || !strings.Contains(allowed, name) {
			t.Errorf("%s: got %d, %q", name, got.StatusCode, allowed)
		}
	}
}

// TestMatchedOrigins: an origin that a function names is as good as one of the list, and
// caches keep the answers apart.
func TestMatchedOrigins(t *testing.T) {
	s := start(t, server.Options{CORS: server.CORS{
		Origins: []string{origin}, Matches: func(origin string) bool { return strings.HasPrefix(origin, "https://preview-") },
	}})
	for i := range 300 { // more than are remembered
		from := fmt.Sprintf("https://preview-%d.example.com", i%200)
		got := s.do(t, http.MethodOptions, "/api/v1/things", nil, "Origin: "+from, "Access-Control-Request-Method: PUT")
		wantHeader(t, got, "Access-Control-Allow-Origin", from)
	}
	for from, want := range map[string]string{
		"https://preview-1.example.com": "https://preview-1.example.com", origin: origin, "https://evil.example.com": "", "https://preview-x y": "",
	} {
		got := s.do(t, http.MethodGet, "/health", nil, "Origin: "+from)
		wantHeader(t, got, "Access-Control-Allow-Origin", want)
		if vary := got.Header.Get("Vary"); !strings.Contains(vary, "Origin") {
			t.Errorf("%s: Vary is %q, want Origin", from, vary)
		}
	}
	alone := start(t, server.Options{CORS: server.CORS{Matches: func(string) bool { return false }}})
	if vary := alone.do(t, http.MethodGet, "/health", nil, "Origin: "+origin).Header.Get("Vary"); !strings.Contains(vary, "Origin") {
		t.Errorf("without a list: Vary is %q, want Origin", vary)
	}
}

func TestCredentials(t *testing.T) {
	s := start(t, server.Options{CORS: server.CORS{Origins: []string{origin}, Credentials: true}})
	wantHeader(t, s.do(t, http.MethodGet, "/health", nil, "Origin: "+origin), "Access-Control-Allow-Credentials", "true")
	wantHeader(t, s.do(t, http.MethodGet, "/health", nil, "Origin: https://evil.example.com"), "Access-Control-Allow-Credentials", "")
}

func TestBadOrigin(t *testing.T) {
	_, err := server.New(server.Options{CORS: server.CORS{Origins: []string{"example.com"}}})
	if want := `allow origins: cors: invalid origin pattern "example.com"`; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}
