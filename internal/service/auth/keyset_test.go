package auth_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/entask/entask/internal/service/auth"
)

// TestKeySetFetchFails is about a fetch that brings nothing: the first, and the one for
// an unknown key when there has been a set.
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
			server := newAuthServer(t, keySet())
			had := newVerifier(t, server.URL, nil)
			wantFetched(t, had)
			server.answer.Store(func(w http.ResponseWriter, _ *http.Request) {
				if tc.status == http.StatusFound {
					w.Header().Set("Location", tc.body)
				}
				w.WriteHeader(tc.status)
				_, _ = w.Write([]byte(tc.body))
			})
			v := newVerifier(t, server.URL, nil)
			wantNoKeys(t, v, signWith("ed", "EdDSA", "ed", goodClaims), "no key set was ever fetched: "+tc.want)
			wantRefusal(t, had, signWith("ed", "EdDSA", "ed", goodClaims),
				`no key "ed" in the key set, which is not up to date: `+tc.want)
		})
	}
	if got := elsewhere.hits.Load(); got != 0 {
		t.Errorf("the redirect's target was asked %d times, want 0", got)
	}
	t.Run("nobody there", func(t *testing.T) {
		v := newVerifier(t, away.URL, nil)
		host := strings.TrimPrefix(away.URL, "http://")
		wantNoKeys(t, v, signWith("ed", "EdDSA", "ed", goodClaims),
			`no key set was ever fetched: fetch key set: Get "`+away.URL+`": dial tcp `+host+`: connect: connection refused`)
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
	token := signWith("ed", "EdDSA", "ed", goodClaims)
	bubbleWith(t, "", func(c *auth.Config) { c.Logger = logger }, func(t *testing.T, s *authServer, v *auth.Verifier) {
		wantNoKeys(t, v, token, "no key set was ever fetched: not a JWK Set: not a JSON object with an array of keys")
		s.serve(http.StatusBadGateway, "")
		time.Sleep(29 * time.Second)
		s.serve(http.StatusOK, keySet())
		time.Sleep(time.Second)
		s.serve(http.StatusBadGateway, "")
		wantRefusal(t, v, token, `no key "ed" in the key set, which is not up to date: fetch key set: status 502`)
	})
	want := `level=WARN msg="key set not fetched; not ready until it is" error="not a JWK Set: not a JSON object with an array of keys"` + "\n" +
		"level=INFO msg=\"key set fetched\" kids=[]\n" +
		`level=WARN msg="key set not fetched; the keys at hand stay" keys=0 error="fetch key set: status 502"` + "\n"
	if got := log.String(); got != want {
		t.Errorf("log = %s\nwant %s", got, want)
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
