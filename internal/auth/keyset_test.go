package auth_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/entask/entask/internal/auth"
)

// TestKeySetFetchFails is about a first fetch that brings nothing.
func TestKeySetFetchFails(t *testing.T) {
	good := keySet(jwk("ed", "ed", nil))
	elsewhere := newAuthServer(t, good)
	away := newAuthServer(t, good)
	away.Close()
	for _, tc := range []struct {
		name   string
		status int
		body   string
		want   string
	}{
		{"500", 500, good, "fetch key set: status 500"},
		{"404", 404, good, "fetch key set: status 404"},
		{"204", 204, "", "fetch key set: status 204"},
		{"redirect elsewhere", 302, elsewhere.URL, "fetch key set: status 302"},
		{"nothing", 200, "", "not a JWK Set: not a JSON object with an array of keys"},
		{"a page", 200, "<!doctype html>", "not a JWK Set: not a JSON object with an array of keys"},
		{"a set and more", 200, good + "{}", "not a JWK Set: not a JSON object with an array of keys"},
		{"no keys member", 200, `{}`, "not a JWK Set: no keys member"},
		{"keys is null", 200, `{"keys":null}`, "not a JWK Set: no keys member"},
		{"keys is an object", 200, `{"keys":{}}`, "not a JWK Set: not a JSON object with an array of keys"},
		{"too large", 200, good + strings.Repeat(" ", 1<<20), "read key set: more than 1048576 bytes"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			server := newAuthServer(t, "")
			server.answer.Store(func(w http.ResponseWriter, _ *http.Request) {
				if tc.status == http.StatusFound {
					w.Header().Set("Location", tc.body)
				}
				w.WriteHeader(tc.status)
				_, _ = w.Write([]byte(tc.body))
			})
			v := newVerifier(t, server.URL, nil)
			wantRefusal(t, v, signWith("ed", "EdDSA", "ed", goodClaims),
				`no key "ed" in the key set, which is not up to date: `+tc.want)
		})
	}
	if got := elsewhere.hits.Load(); got != 0 {
		t.Errorf("the redirect's target was asked %d times, want 0", got)
	}
	t.Run("nobody there", func(t *testing.T) {
		v := newVerifier(t, away.URL, nil)
		host := strings.TrimPrefix(away.URL, "http://")
		wantRefusal(t, v, signWith("ed", "EdDSA", "ed", goodClaims),
			`no key "ed" in the key set, which is not up to date: fetch key set: Get "`+away.URL+`": dial tcp `+host+`: connect: connection refused`)
		wantViewer(t, v, signHS256(`{"alg":"HS256"}`, goodClaims.String()), goodViewer)
	})
}

func TestKeySetMayBeEmpty(t *testing.T) {
	v := newVerifier(t, newAuthServer(t, `{"keys":[]}`).URL, nil)
	wantRefusal(t, v, signWith("ed", "EdDSA", "ed", goodClaims), `no key "ed" in the key set`)
}

func TestKeySetAsksForJSON(t *testing.T) {
	accept := ""
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		accept = r.Method + " " + r.Header.Get("Accept")
		_, _ = w.Write([]byte(allKeys()))
	}))
	t.Cleanup(server.Close)
	wantViewer(t, newVerifier(t, server.URL, nil), signWith("ed", "EdDSA", "ed", goodClaims), goodViewer)
	if want := "GET application/jwk-set+json, application/json"; accept != want {
		t.Errorf("request = %q, want %q", accept, want)
	}
}

// TestKeySetLog asserts what an operator sees, and that no token is in it.
func TestKeySetLog(t *testing.T) {
	var log lockedBuffer
	drop := func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey {
			return slog.Attr{}
		}
		return a
	}
	logger := slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug, ReplaceAttr: drop}))
	server := newAuthServer(t, "")
	server.serve(http.StatusBadGateway, "")
	v := newVerifier(t, server.URL, func(c *auth.Config) { c.Logger = logger })
	token := signWith("ed", "EdDSA", "ed", goodClaims)
	wantRefusal(t, v, token, `no key "ed" in the key set, which is not up to date: fetch key set: status 502`)
	line := `level=WARN msg="key set not fetched; the keys at hand stay" keys=0 error="fetch key set: status 502"` + "\n"
	// The background's fetch may have been under way, and then there were two.
	if got := log.String(); got != line && got != line+line {
		t.Errorf("log = %q, want %q once or twice", got, line)
	}
	if strings.Contains(log.String(), token) {
		t.Error("the log has the token")
	}
}

type lockedBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}
