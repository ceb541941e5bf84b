package server_test

import (
	"net/http"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/entask/entask/internal/service/server"
)

func frontendOf(names ...string) server.Frontend {
	files := fstest.MapFS{}
	for _, name := range names {
		files[name] = &fstest.MapFile{Data: []byte("content of " + name)}
	}
	return server.Frontend{Files: files, SignIn: func(key, user string) (server.Session, bool) {
		return server.Session{Token: "TOKEN", User: user, Users: []string{"dev"}}, key == "KEY"
	}}
}

// TestFrontend: a browser gets the app at /, and everything else what it always got.
func TestFrontend(t *testing.T) {
	s := start(t, server.Options{Frontend: frontendOf("index.html", "favicon.svg", "assets/index-1.js")})
	for path, want := range map[string]struct{ kind, caching string }{
		"/":                  {"text/html; charset=utf-8", "no-cache"},
		"/favicon.svg":       {"image/svg+xml", "no-cache"},
		"/assets/index-1.js": {"text/javascript; charset=utf-8", "public, max-age=31536000, immutable"},
	} {
		got := s.do(t, http.MethodGet, path, nil, "Accept: text/html,*/*;q=0.8")
		if !strings.HasPrefix(got.body, "content of ") {
			t.Errorf("%s: got %s", path, got.body)
		}
		wantHeader(t, got, "Content-Type", want.kind)
		wantHeader(t, got, "Cache-Control", want.caching)
		wantHeader(t, got, "Referrer-Policy", "no-referrer")
		wantHeader(t, got, "X-Content-Type-Options", "nosniff")
		policy := got.Header.Get("Content-Security-Policy")
		if !strings.HasPrefix(policy, "default-src 'none'; script-src 'self';") || strings.Contains(policy, "unsafe") {
			t.Errorf("%s: the policy is %s", path, policy)
		}
		wantProblem(t, s.do(t, http.MethodPost, path, nil), http.StatusMethodNotAllowed, "Method not allowed")
	}
	for _, accept := range []string{"Accept: */*", "Accept: application/json"} {
		got := s.do(t, http.MethodGet, "/", nil, accept)
		wantHeader(t, got, "Content-Type", "application/json")
		if vary := strings.Join(got.Header.Values("Vary"), ","); !strings.Contains(vary, "Accept,") && !strings.HasSuffix(vary, "Accept") {
			t.Errorf("Vary is %s, want Accept", vary)
		}
	}
	if got := s.do(t, http.MethodGet, "/api/x", nil, "Accept: text/html"); !strings.Contains(got.body, `"path":"/api/x"`) {
		t.Errorf("the API answers %s", got.body)
	}
	wantProblem(t, s.do(t, http.MethodGet, "/assets/none.js", nil, "Accept: text/html"), http.StatusNotFound, "Resource not found")
}

// TestFrontendHidesNothing: no file stands in the place of a page, of the API or of the tools.
func TestFrontendHidesNothing(t *testing.T) {
	for name, want := range map[string]string{
		"docs/index.html": "no index", "api/x.js": "serve the frontend: the file api/x.js hides /api/x.js",
		"docs/swagger-ui.css": "serve the frontend: the file docs/swagger-ui.css hides /docs/swagger-ui.css",
		"photo.bmp":           "serve the frontend: no content type is known for photo.bmp",
	} {
		files := []string{"index.html", name}
		if want == "no index" {
			files, want = files[1:], "serve the frontend: file does not exist"
		}
		if _, err := server.New(server.Options{Frontend: frontendOf(files...)}); err == nil || err.Error() != want {
			t.Errorf("%s: got %v, want %s", name, err, want)
		}
	}
}

// TestFrontendSignIn: a token is for who has the key, and asks by the name of this machine. A page
// of another name that was made to lead here has neither.
func TestFrontendSignIn(t *testing.T) {
	s := start(t, server.Options{Frontend: frontendOf("index.html")})
	const key = "Authorization: Bearer KEY"
	got := s.do(t, http.MethodPost, "/dev/token?user=ann", nil, key)
	if want := `{"token":"TOKEN","user":"ann","users":["dev"]}`; strings.TrimSpace(got.body) != want {
		t.Errorf("got %s, want %s", got.body, want)
	}
	wantHeader(t, got, "Cache-Control", "no-store")
	for _, host := range []string{"localhost:8000", "127.0.0.1", "[::1]:8000", "[::1]"} {
		if got := s.do(t, http.MethodPost, "/dev/token", nil, key, "Host: "+host); got.StatusCode != http.StatusOK {
			t.Errorf("%s: got %d", host, got.StatusCode)
		}
	}
	for _, host := range []string{"evil.example.com", "127.0.0.1.example.com:8000", "192.0.2.1:8000"} {
		wantProblem(t, s.do(t, http.MethodPost, "/dev/token", nil, key, "Host: "+host), http.StatusForbidden, "Tokens are given out on loopback only")
	}
	for _, header := range []string{"Authorization: Bearer K", "Authorization: ", "X-Key: KEY"} {
		wantProblem(t, s.do(t, http.MethodPost, "/dev/token", nil, header), http.StatusForbidden, "The key or the user is not one of entask dev")
	}
	wantProblem(t, s.do(t, http.MethodGet, "/dev/token", nil, key), http.StatusMethodNotAllowed, "Method not allowed")
	without := start(t, server.Options{})
	wantProblem(t, without.do(t, http.MethodPost, "/dev/token", nil, key), http.StatusNotFound, "Resource not found")
}
