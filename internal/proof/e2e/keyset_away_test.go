package e2e

import (
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

const noKeysYet = "The keys of the auth server cannot be fetched yet"

// serveAt starts an auth server at an address that has been free.
func (a *authServer) serveAt(t *testing.T, address string) *httptest.Server {
	t.Helper()
	l, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewUnstartedServer(a)
	server.Listener.Close()
	server.Listener = l
	server.Start()
	t.Cleanup(server.Close)
	return server
}

// TestKeySetComesUpLater starts the service before the auth server. Until the first key
// set is fetched, the service cannot verify tokens of the key set, and says so for every
// token.
func TestKeySetComesUpLater(t *testing.T) {
	t.Parallel()
	address := freeAddress(t)
	s := start(t, sqliteURL(t), "AUTH_JWKS_URL=http://"+address+"/api/auth/jwks", "BETTER_AUTH_URL="+origin, "RATE_LIMIT_UNAUTHENTICATED=3/hour")
	key := newSigners(t)["EdDSA"]
	ours := map[string]any{"iss": origin, "aud": origin}
	kid := map[string]any{"kid": key.jwk["kid"]}
	raw := signed(t, key.method, key.key, claimsOf(ours), kid)
	for range 10 { // more than the refused tokens that an address has
		r := s.withToken(t, "Bearer "+raw)
		if p := wantProblem(t, r, http.StatusServiceUnavailable); p.Detail == nil || *p.Detail != noKeysYet {
			t.Errorf("%s, want the detail %q", r.Body, noKeysYet)
		}
		if retry := number(t, r, "Retry-After"); retry < 1 {
			t.Errorf("Retry-After = %d, want a second or more", retry)
		}
		if got := r.Header.Get("WWW-Authenticate"); got != "" {
			t.Errorf("WWW-Authenticate = %q, want none: the token may be good", got)
		}
	}
	if strings.Contains(s.log.String(), raw) {
		t.Error("the log has the token")
	}
	if got := s.userOf(t, token(t, "bob")); got != "bob" {
		t.Errorf("with the shared secret meanwhile: user = %q, want bob", got)
	}
	// A token that no key could make valid is refused, and counted.
	for _, bad := range []string{
		"x", signed(t, jwt.SigningMethodHS256, []byte("another secret of thirty-two bytes"), claimsOf(nil), nil),
		signed(t, key.method, key.key, claimsOf(map[string]any{"iss": origin, "aud": origin, "exp": 1}), kid),
	} {
		wantProblem(t, s.withToken(t, "Bearer "+bad), http.StatusUnauthorized)
	}
	wantProblem(t, s.withToken(t, "Bearer x"), http.StatusTooManyRequests)

	auth := &authServer{keys: []map[string]any{}}
	server := auth.serveAt(t, address) // an empty set counts as a set
	began := time.Now()
	for s.withToken(t, "Bearer "+raw).Status == http.StatusServiceUnavailable && time.Since(began) < 20*time.Second {
		time.Sleep(20 * time.Millisecond)
	}
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("the first key set was fetched %v after the auth server came up, want a moment\n%s", took, s.log)
	}
	server.Close()
	if got := s.withToken(t, "Bearer "+raw).Status; got != http.StatusTooManyRequests { // one refused token too many
		t.Errorf("an unknown key, when a set was fetched once = %d, want a refusal", got)
	}
}

// TestKeySetComesWithItsKey: a valid token passes a moment after the auth server is up.
func TestKeySetComesWithItsKey(t *testing.T) {
	t.Parallel()
	address := freeAddress(t)
	s := start(t, sqliteURL(t), "AUTH_JWKS_URL=http://"+address+"/api/auth/jwks", "BETTER_AUTH_URL="+origin)
	key := newSigners(t)["EdDSA"]
	raw := signed(t, key.method, key.key, claimsOf(map[string]any{"iss": origin, "aud": origin}), map[string]any{"kid": key.jwk["kid"]})
	time.Sleep(3 * time.Second) // until the pauses between fetches have grown
	auth := &authServer{}
	auth.add(key.jwk)
	server := auth.serveAt(t, address)
	began := time.Now()
	for s.withToken(t, "Bearer "+raw).Status != http.StatusOK {
		if time.Since(began) > 10*time.Second {
			t.Fatalf("a good token does not pass 10s after the auth server came up\n%s", s.log)
		}
		time.Sleep(20 * time.Millisecond)
	}
	server.Close()
	if got := s.userOf(t, raw); got != "ann" {
		t.Errorf("with the auth server away again: user = %q, want ann", got)
	}
	other := signed(t, key.method, key.key, claimsOf(map[string]any{"iss": origin, "aud": origin}), map[string]any{"kid": "x"})
	wantProblem(t, s.withToken(t, "Bearer "+other), http.StatusUnauthorized)
}
