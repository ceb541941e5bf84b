package mcp_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/entask/entask/internal/runtime/problem"
)

// serve serves a handler until the test ends.
func serve(t *testing.T, h http.Handler) string {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s.URL
}

// TestUsersAtOnce: what two users ask for at the same time is each one's own, of one server that
// both share.
func TestUsersAtOnce(t *testing.T) {
	url := serve(t, handler(t))
	var wg sync.WaitGroup
	for _, user := range []string{"ann", "bob"} {
		session := overHTTP(t, url, user)
		for i := range 10 {
			wg.Go(func() {
				add := fmt.Sprintf(`{"items":[{"title":"%s's %d"},{"title":"%s's other %d"}]}`, user, i, user, i)
				if text, failed := call(t, session, "add_tasks", add); failed {
					t.Errorf("%s: %s", user, text)
				}
				text, _ := call(t, session, "find_tasks", `{"limit":100}`)
				if n := strings.Count(text, `"title"`); n != strings.Count(text, user+"'s ") || n == 0 {
					t.Errorf("%s finds %s", user, text)
				}
			})
		}
	}
	wg.Wait()
	for _, user := range []string{"ann", "bob"} {
		if text, _ := call(t, overHTTP(t, url, user), "find_tasks", `{"count":true,"limit":1}`); !strings.Contains(text, `"total":20}`) {
			t.Errorf("%s: got %s, want a total of 20", user, text)
		}
	}
}

const ping = `{"jsonrpc":"2.0","id":1,"method":"ping"}`

// post is a valid request, which a case spoils.
func post(t *testing.T, h http.Handler, body string, spoil func(*http.Request)) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/mcp", strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer ann")
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "application/json, text/event-stream")
	spoil(r)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// TestRefused: what is no request of a user is answered by a problem document, and by nothing
// that anybody keeps.
func TestRefused(t *testing.T) {
	h := handler(t)
	set := func(name string, values ...string) func(*http.Request) {
		return func(r *http.Request) { r.Header[name] = values }
	}
	as := func(spoil func(*http.Request)) func(*http.Request) { return spoil }
	for name, c := range map[string]struct {
		body   string
		spoil  func(*http.Request)
		status int
		detail string
	}{
		"no token":        {ping, set("Authorization"), 401, "Not authenticated"},
		"an empty token":  {ping, set("Authorization", "Bearer "), 401, "Not authenticated"},
		"two tokens":      {ping, set("Authorization", "Bearer ann", "Bearer bob"), 401, "Not authenticated"},
		"another scheme":  {ping, set("Authorization", "Basic YW5uOg=="), 401, "Not authenticated"},
		"another origin":  {ping, set("Origin", "https://evil.example.com"), 403, `CORS does not allow the origin "https://evil.example.com"`},
		"the own name":    {ping, set("Origin", "http://example.com"), 403, `CORS does not allow the origin "http://example.com"`}, // DNS rebinding
		"no origin":       {ping, set("Origin", "null"), 403, `CORS does not allow the origin "null"`},
		"GET":             {"", as(func(r *http.Request) { r.Method = http.MethodGet }), 405, "Method not allowed"},
		"DELETE":          {"", as(func(r *http.Request) { r.Method = http.MethodDelete }), 405, "Method not allowed"},
		"another type":    {ping, set("Content-Type", "text/plain"), 415, "Content-Type must be 'application/json'"},
		"no event stream": {ping, set("Accept", "application/json"), 400, "Accept must contain both 'application/json' and 'text/event-stream'"},
		"no JSON":         {"{", set("X"), 400, "malformed payload: unmarshaling jsonrpc message: unexpected EOF"},
		"a batch":         {" [" + ping + "]", set("X"), 400, "The body must be one message, not a batch of them"},
		"a long body":     {ping + strings.Repeat(" ", 1<<20), set("X"), 413, "The body is too large: at most 1048576 bytes"},
		"an unknown end":  {ping + strings.Repeat(" ", 1<<20), as(func(r *http.Request) { r.ContentLength = -1 }), 413, "The body is too large: at most 1048576 bytes"},
		"an old protocol": {ping, set("Mcp-Protocol-Version", "2023-01-01"), 400, "Bad Request: Unsupported protocol version (supported versions: 2026-07-28,2025-11-25,2025-06-18,2025-03-26,2024-11-05)"},
	} {
		t.Run(name, func(t *testing.T) {
			w := post(t, h, c.body, c.spoil)
			var p problem.Problem
			if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil {
				t.Fatalf("%v: %s", err, w.Body)
			}
			if w.Code != c.status || p.Status != c.status || p.Detail != c.detail || p.RequestID == "" {
				t.Errorf("got %d %+v, want %d %s", w.Code, p, c.status, c.detail)
			}
			wantHeaders(t, w, "Content-Type", problem.ContentType, "Cache-Control", "no-store")
			challenge := w.Header().Get("WWW-Authenticate")
			if want := `Bearer resource_metadata="http://example.com/.well-known/oauth-protected-resource/mcp"`; c.status == 401 && !strings.HasPrefix(challenge, want) {
				t.Errorf("WWW-Authenticate is %s, want %s", challenge, want)
			}
		})
	}
	w := post(t, h, ping, set("Origin", origin))
	wantHeaders(t, w, "Content-Type", "application/json", "Cache-Control", "no-store", "Access-Control-Allow-Origin", origin)
}

func wantHeaders(t *testing.T, w *httptest.ResponseRecorder, pairs ...string) {
	t.Helper()
	for i := 0; i < len(pairs); i += 2 {
		if got := w.Header().Get(pairs[i]); got != pairs[i+1] {
			t.Errorf("%s is %q, want %q", pairs[i], got, pairs[i+1])
		}
	}
}

// TestListening: nothing keeps a request open, in the protocol that lets clients listen.
func TestListening(t *testing.T) {
	w := post(t, handler(t), `{"jsonrpc":"2.0","id":1,"method":"subscriptions/listen","params":{"notifications":{"toolsListChanged":true},"_meta":{
		"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}}}`,
		func(r *http.Request) {
			r.Header.Set("Mcp-Protocol-Version", "2026-07-28")
			r.Header.Set("Mcp-Method", "subscriptions/listen")
		})
	if !strings.Contains(w.Body.String(), `"code":-32601`) {
		t.Errorf("got %d %s", w.Code, w.Body)
	}
}

// TestEndOfRequest: when a client has gone, so has what it asked for, in every protocol.
func TestEndOfRequest(t *testing.T) {
	for version, meta := range map[string]string{
		"": "", "2025-11-25": "",
		"2026-07-28": `,"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}`,
	} {
		begun, ended := make(chan struct{}), make(chan struct{})
		h := around(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			close(begun)
			<-r.Context().Done()
			close(ended)
		}))
		ctx, leave := context.WithCancel(t.Context())
		go func() {
			<-begun
			leave()
		}()
		body := `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"get_tasks","arguments":{"ids":["00000000-0000-4000-8000-000000000000"]}` + meta + `}}`
		post(t, h, body, func(r *http.Request) {
			if version != "" {
				r.Header.Set("Mcp-Protocol-Version", version)
			}
			if meta != "" {
				r.Header.Set("Mcp-Method", "tools/call")
				r.Header.Set("Mcp-Name", "get_tasks")
			}
			*r = *r.WithContext(ctx)
		})
		select {
		case <-ended:
		case <-time.After(time.Minute):
			t.Fatalf("%q: the request of the API goes on", version)
		}
	}
}
