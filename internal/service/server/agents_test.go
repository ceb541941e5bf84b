package server_test

import (
	"encoding/json"
	"net/http"
	"net/netip"
	"reflect"
	"strings"
	"testing"

	"github.com/entask/entask/internal/service/server"
)

// refuses is what serves agents: it finds no token.
func refuses(challenge string) func(http.Handler) (http.Handler, error) {
	return func(http.Handler) (http.Handler, error) {
		return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("WWW-Authenticate", challenge)
			w.WriteHeader(http.StatusUnauthorized)
		}), nil
	}
}

// TestMetadata: a client without a token finds out from whom to get one (RFC 9728), under the
// name that it knows.
func TestMetadata(t *testing.T) {
	const well = "/.well-known/oauth-protected-resource"
	proxy := []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
	for name, c := range map[string]struct {
		options  server.Options
		header   []string
		resource string
		metadata string
		path     string
	}{
		"by itself":            {server.Options{}, []string{"Host: api.example.com:8000"}, "http://api.example.com:8000/mcp", "http://api.example.com:8000" + well + "/mcp", well + "/mcp"},
		"for the host alone":   {server.Options{}, []string{"Host: api.example.com"}, "http://api.example.com/mcp", "http://api.example.com" + well + "/mcp", well},
		"behind a proxy":       {server.Options{TrustedProxies: proxy}, []string{"Host: api.example.com", "X-Forwarded-Proto: https"}, "https://api.example.com/mcp", "https://api.example.com" + well + "/mcp", well + "/mcp"},
		"behind somebody else": {server.Options{}, []string{"Host: api.example.com", "X-Forwarded-Proto: https"}, "http://api.example.com/mcp", "http://api.example.com" + well + "/mcp", well + "/mcp"},
		"by a setting":         {server.Options{MCP: server.MCP{URL: "https://example.com/tasks/mcp"}}, []string{"Host: 10.0.0.1"}, "https://example.com/tasks/mcp", "https://example.com" + well + "/tasks/mcp", well + "/tasks/mcp"},
	} {
		t.Run(name, func(t *testing.T) {
			c.options.MCP.New, c.options.MCP.AuthServer = refuses(`Bearer error="invalid_token"`), "https://auth.example.com"
			s := start(t, c.options)
			got := s.do(t, http.MethodPost, "/mcp", strings.NewReader("{}"), c.header...)
			wantHeader(t, got, "WWW-Authenticate", `Bearer resource_metadata="`+c.metadata+`", error="invalid_token"`)
			got = s.do(t, http.MethodGet, c.path, nil, c.header...)
			var said map[string]any
			if err := json.Unmarshal([]byte(got.body), &said); err != nil {
				t.Fatalf("%s: %v", got.body, err)
			}
			want := map[string]any{
				"resource": c.resource, "authorization_servers": []any{"https://auth.example.com"},
				"bearer_methods_supported": []any{"header"}, "resource_name": "Entask",
			}
			if !reflect.DeepEqual(said, want) {
				t.Errorf("got %v, want %v", said, want)
			}
		})
	}
}

// TestNoAgents: where agents are not served, nothing says that they are.
func TestNoAgents(t *testing.T) {
	s := start(t, server.Options{})
	for _, path := range []string{"/mcp", "/.well-known/oauth-protected-resource", "/.well-known/oauth-protected-resource/mcp"} {
		wantProblem(t, s.do(t, http.MethodGet, path, nil), http.StatusNotFound, "Resource not found")
	}
}
