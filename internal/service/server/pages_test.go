package server_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/entask/entask/internal/service/server"
)

func TestDocument(t *testing.T) {
	s := start(t, server.Options{Document: []byte(`{"openapi":"3.0.3"}`), CORS: server.CORS{Origins: []string{origin}}})
	got := s.do(t, http.MethodGet, "/openapi.json", nil, "Origin: "+origin)
	if got.body != `{"openapi":"3.0.3"}` {
		t.Errorf("got %s", got.body)
	}
	wantHeader(t, got, "Content-Type", "application/json")
	wantHeader(t, got, "Cache-Control", "no-cache")
	wantHeader(t, got, "Access-Control-Allow-Origin", origin)
	tag := got.Header.Get("ETag")
	for header, want := range map[string]int{
		tag: 304, `"x", ` + strings.TrimPrefix(tag, "W/"): 304, "*": 304, `"x"`: 200, "": 200,
	} {
		got := s.do(t, http.MethodGet, "/openapi.json", nil, "If-None-Match: "+header)
		wantHeader(t, got, "ETag", tag)
		if got.StatusCode != want {
			t.Errorf("If-None-Match: %s: got %d, want %d", header, got.StatusCode, want)
		}
	}
}

func TestSecurityHeaders(t *testing.T) {
	s := start(t, server.Options{})
	for _, path := range []string{"/api/x", "/nowhere", "/openapi.json", "/docs"} {
		got := s.do(t, http.MethodGet, path, nil)
		wantHeader(t, got, "X-Content-Type-Options", "nosniff")
		if path == "/docs" { // its Content-Security-Policy has a test of its own
			wantHeader(t, got, "Referrer-Policy", "no-referrer")
		} else {
			wantHeader(t, got, "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
		}
	}
}

func TestDocs(t *testing.T) {
	s := start(t, server.Options{})
	got := s.do(t, http.MethodGet, "/docs", nil)
	wantHeader(t, got, "Content-Type", "text/html; charset=utf-8")
	for _, part := range []string{"<!DOCTYPE html>", "SwaggerUIBundle(settings)", "/openapi.json"} {
		if !strings.Contains(got.body, part) {
			t.Errorf("the page lacks %s", part)
		}
	}
	if foreign := regexp.MustCompile(`(src|href)="(https?:)?//`).FindString(got.body); foreign != "" {
		t.Errorf("the page fetches from elsewhere: %s", foreign)
	}
	assets := regexp.MustCompile(`(?:src|href)="([^"]+)"`).FindAllStringSubmatch(got.body, -1)
	if len(assets) != 5 {
		t.Errorf("the page names %d assets, want 5", len(assets))
	}
	for _, asset := range assets {
		for _, header := range []string{"Accept-Encoding: gzip", "Accept-Encoding: identity", "Range: bytes=99999999-"} {
			got := s.do(t, http.MethodGet, asset[1], nil, header)
			if got.StatusCode != http.StatusOK || got.body == "" {
				t.Errorf("%s with %s: got %d and %d bytes", asset[1], header, got.StatusCode, len(got.body))
			}
		}
	}
	policy := got.Header.Get("Content-Security-Policy")
	if inline := strings.Count(got.body, "<script>"); inline == 0 || strings.Count(policy, "'sha256-") != inline {
		t.Errorf("%d inline scripts, and the policy is %s", inline, policy)
	}
	if strings.Contains(policy, "unsafe-eval") || strings.Contains(policy, "script-src 'self' 'unsafe-inline'") {
		t.Errorf("the policy allows any script: %s", policy)
	}
}
