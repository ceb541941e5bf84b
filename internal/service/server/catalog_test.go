package server_test

import (
	"encoding/json"
	"net/http"
	"net/netip"
	"strings"
	"testing"

	"github.com/entask/entask/internal/service/server"
)

// TestCatalog: a program that knows the host alone finds the document of the API, its pages
// and its state (RFC 9727), under the name that it knows; and each of them is there.
func TestCatalog(t *testing.T) {
	const path = "/.well-known/api-catalog"
	s := start(t, server.Options{
		Document: []byte(`{"openapi":"3.0.3"}`), Upgraded: []byte(`{"openapi":"3.1.1"}`), CORS: server.CORS{Origins: []string{origin}},
		TrustedProxies: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")},
	})
	header := []string{"Host: api.example.com", "X-Forwarded-Proto: https", "Origin: " + origin}
	got := s.do(t, http.MethodGet, path, nil, header...)
	for _, got := range []answer{got, s.do(t, http.MethodHead, path, nil, header...)} {
		wantHeader(t, got, "Content-Type", `application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727"`)
		wantHeader(t, got, "Link", "<"+path+`>; rel="api-catalog"`)
		wantHeader(t, got, "Cache-Control", "no-cache")
		wantHeader(t, got, "Access-Control-Allow-Origin", origin)
	}
	var said struct {
		Linkset []map[string]json.RawMessage
	}
	if err := json.Unmarshal([]byte(got.body), &said); err != nil || len(said.Linkset) != 1 {
		t.Fatalf("%s: %v, want one API", got.body, err)
	}
	const host = "https://api.example.com"
	if anchor := string(said.Linkset[0]["anchor"]); anchor != `"`+host+`/"` {
		t.Errorf("the anchor is %s", anchor)
	}
	for relation, want := range map[string][]string{"service-desc": {"/openapi.json", "/openapi-3.1.json"}, "service-doc": {"/docs"}, "status": {"/readyz"}} {
		var links []struct{ Href, Type string }
		if err := json.Unmarshal(said.Linkset[0][relation], &links); err != nil || len(links) != len(want) {
			t.Errorf("%s: got %s, want %s", relation, said.Linkset[0][relation], want)
			continue
		}
		for i, link := range links {
			if link.Href != host+want[i] {
				t.Errorf("%s: got %s, want %s", relation, link.Href, host+want[i])
			}
			there := s.do(t, http.MethodGet, want[i], nil)
			if is := there.Header.Get("Content-Type"); !strings.HasPrefix(is, link.Type) {
				t.Errorf("%s: got %d of the type %q, want %q", want[i], there.StatusCode, is, link.Type)
			}
		}
	}
	again := s.do(t, http.MethodGet, path, nil, append(header, "If-None-Match: "+got.Header.Get("ETag"))...)
	if again.StatusCode != http.StatusNotModified {
		t.Errorf("with its ETag: got %d, want 304", again.StatusCode)
	}
}
