package server_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/entask/entask/internal/service/server"
)

func TestTrailingSlash(t *testing.T) {
	s := start(t, server.Options{})
	for _, method := range []string{
		http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions,
	} {
		got := s.do(t, method, "/api/v1/things/?q=a/", strings.NewReader("{}"))
		if got.StatusCode != http.StatusOK || !strings.Contains(got.body, `"path":"/api/v1/things"`) ||
			!strings.Contains(got.body, `"method":"`+method+`"`) || !strings.Contains(got.body, `"body":"{}"`) {
			t.Errorf("%s: got %d %s", method, got.StatusCode, got.body)
		}
	}
	for path, want := range map[string]string{
		"/api/v1/things":       "/api/v1/things",
		"/api/v1/things//":     "/api/v1/things//",
		"/api/v1/things/a%2F":  "/api/v1/things/a%2F",
		"/api/v1/things/a%2Fb": "/api/v1/things/a%2Fb",
		"/api/v1/a%2Fb/":       "/api/v1/a%2Fb",
		"/api//v1/../things":   "/api//v1/../things",
	} {
		if got := s.do(t, http.MethodGet, path, nil); !strings.Contains(got.body, `"path":"`+want+`"`) {
			t.Errorf("%s: got %s, want the path %s", path, got.body, want)
		}
	}
	for path, want := range map[string]int{
		"/": 200, "/health/": 200, "/docs/": 200, "/openapi.json/": 200, "/health//": 404, "//": 404,
	} {
		if got := s.do(t, http.MethodGet, path, nil); got.StatusCode != want {
			t.Errorf("%s: got %d, want %d", path, got.StatusCode, want)
		}
	}
}

func TestHead(t *testing.T) {
	s := start(t, server.Options{})
	for _, path := range []string{"/api/v1/things", "/health", "/openapi.json", "/docs", "/docs/swagger-ui.css"} {
		get, head := s.do(t, http.MethodGet, path, nil, "Accept-Encoding: gzip"), s.do(t, http.MethodHead, path, nil, "Accept-Encoding: gzip")
		if head.StatusCode != get.StatusCode || head.body != "" || get.body == "" {
			t.Errorf("%s: HEAD got %d and %d bytes, GET %d and %d", path, head.StatusCode, len(head.body), get.StatusCode, len(get.body))
		}
		for _, name := range []string{"Content-Type", "ETag"} {
			wantHeader(t, head, name, get.Header.Get(name))
		}
	}
	if got := s.do(t, http.MethodHead, "/nowhere", nil); got.StatusCode != http.StatusNotFound {
		t.Errorf("HEAD of nothing: got %d, want 404", got.StatusCode)
	}
}

func TestMethods(t *testing.T) {
	s := start(t, server.Options{})
	for _, path := range []string{"/", "/health", "/livez", "/readyz", "/openapi.json", "/docs", "/docs/swagger-ui.css"} {
		got := s.do(t, http.MethodPost, path, nil)
		wantProblem(t, got, http.StatusMethodNotAllowed, "Method not allowed")
		wantHeader(t, got, "Allow", "GET, HEAD, OPTIONS")

		got = s.do(t, http.MethodOptions, path, nil)
		wantHeader(t, got, "Allow", "GET, HEAD, OPTIONS")
		if got.StatusCode != http.StatusNoContent {
			t.Errorf("OPTIONS %s: got %d, want 204", path, got.StatusCode)
		}
	}
}

func TestNotFound(t *testing.T) {
	s := start(t, server.Options{})
	for _, path := range []string{"/nowhere", "/api", "/docs/nothing.js", "/docs/../openapi.json", "/favicon.ico", "/metrics"} {
		wantProblem(t, s.do(t, http.MethodGet, path, nil), http.StatusNotFound, "Resource not found")
	}
}
