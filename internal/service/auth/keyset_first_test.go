package auth_test

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/entask/entask/internal/service/auth"
)

// TestNoKeySetYet has tokens come before any key set was fetched. Only what some key
// could make good is left undecided.
func TestNoKeySetYet(t *testing.T) {
	server := newAuthServer(t, "")
	server.serve(http.StatusBadGateway, "")
	v := newVerifier(t, server.URL, nil)
	if err := v.Ready(t.Context()); !errors.Is(err, auth.ErrNoKeys) {
		t.Errorf("Ready() = %v, want %v", err, auth.ErrNoKeys)
	}
	const cause = "no key set was ever fetched: fetch key set: status 502"
	for alg, signer := range map[string]string{"EdDSA": "ed", "ES256": "p256", "ES512": "p521", "RS256": "rsa", "PS256": "rsa"} {
		wantNoKeys(t, v, signWith(signer, alg, "any", goodClaims), cause)
	}
	wantViewer(t, v, signHS256(`{"alg":"HS256"}`, goodClaims.String()), goodViewer)

	of := func(change object) string { return signWith("ed", "EdDSA", "ed", goodClaims.with(change)) }
	for _, tc := range []struct{ token, want string }{
		{"x", "not a signed JWT: 1 segment(s), want 3"},
		{signWith("ed", "EdDSA", "", goodClaims), "no kid in the header: a key of the key set must be named"},
		{sign(keyless{}, nil, `{"alg":"none"}`, goodClaims.String()), `alg "none" is not accepted`},
		{sign(keyless{}, nil, `{"alg":"EdDSA","kid":"ed","crit":["exp"]}`, goodClaims.String()), "crit in the header"},
		{sign(keyless{}, nil, `{"alg":"HS256"}`, goodClaims.String()), "the HS256 signature does not match the key"},
		{sign(keyless{}, nil, `{"alg":"EdDSA","kid":"ed"}`, "garbage"), "the claims set is not JSON"},
		{of(object{"exp": now.Unix() - 10}), "token expired at 2026-03-04T05:05:57Z"},
		{of(object{"exp": absent}), "no exp"},
		{of(object{"nbf": now.Unix() + 11}), "token is not valid before 2026-03-04T05:06:18Z (nbf)"},
		{of(object{"iss": "https://other.test"}), `iss "https://other.test" is not one of ["https://app.test"]`},
		{of(object{"aud": "x"}), `aud "\"x\"" has none of ["other" "https://app.test"]`},
		{of(object{"sub": absent, "user_id": "u1"}), "no subject: no sub"},
	} {
		wantRefusal(t, v, tc.token, tc.want)
	}
}

// keyless signs with nothing.
type keyless struct{}

func (keyless) Alg() string                      { return "" }
func (keyless) Sign(string, any) ([]byte, error) { return []byte("signature"), nil }
func (keyless) Verify(string, []byte, any) error { return nil }

// TestFirstKeySetIsFetchedSoon: while no set was ever fetched, the auth server is asked
// about once a second, whoever asks us, and no token waits for it.
func TestFirstKeySetIsFetchedSoon(t *testing.T) {
	token := func() string { return signWith("ed", "EdDSA", "ed", goodClaims) }
	bubble(t, "", func(t *testing.T, s *authServer, v *auth.Verifier) {
		began := time.Now()
		for time.Since(began) < time.Minute {
			wantNoKeys(t, v, token(), "no key set was ever fetched: not a JWK Set: not a JSON object with an array of keys")
			time.Sleep(50 * time.Millisecond)
		}
		if got := s.hits.Load(); got < 60 || got > 130 {
			t.Errorf("the auth server was asked %d times in a minute, want once or twice a second", got)
		}
		s.serve(http.StatusOK, keySet(jwk("ed", "ed", nil)))
		time.Sleep(time.Second)
		wantViewer(t, v, token(), goodViewer)
		if err := v.Ready(t.Context()); err != nil {
			t.Errorf("Ready() = %v, want nil", err)
		}
		hits := s.hits.Load()
		s.serve(http.StatusBadGateway, "")
		time.Sleep(4 * time.Minute)
		wantHits(t, s, hits)
		wantRefusal(t, v, signWith("ed", "EdDSA", "x", goodClaims), `no key "x" in the key set, which is not up to date: fetch key set: status 502`)
		if err := v.Ready(t.Context()); err != nil {
			t.Errorf("Ready() = %v with the auth server away again, want nil", err)
		}
	})
}

// TestFirstFetchHangs: tokens wait for the first fetch, but for no later one.
func TestFirstFetchHangs(t *testing.T) {
	bubble(t, "", func(t *testing.T, s *authServer, _ *auth.Verifier) {
		s.answer.Store(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
		v := newVerifier(t, inBubble, func(c *auth.Config) { c.Client = s.client })
		began := time.Now()
		wantNoKeys(t, v, signWith("ed", "EdDSA", "ed", goodClaims), "no key set was ever fetched: fetch it: context deadline exceeded")
		if got, want := time.Since(began), 5*time.Second; got != want {
			t.Errorf("the first token waited %v, want %v", got, want)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second/2)
		defer cancel()
		if _, err := v.Verify(ctx, signWith("ed", "EdDSA", "ed", goodClaims)); !errors.Is(err, auth.ErrNoKeys) {
			t.Errorf("Verify() of a client that left = %v, want %v", err, auth.ErrNoKeys)
		}
		time.Sleep(time.Second)
		began = time.Now()
		wantNoKeys(t, v, signWith("ed", "EdDSA", "ed", goodClaims),
			`no key set was ever fetched: fetch key set: Get "http://auth.test/jwks": context deadline exceeded`)
		if got := time.Since(began); got != 0 {
			t.Errorf("a later token waited %v, want 0s", got)
		}
		s.serve(http.StatusOK, keySet()) // lets the bubble end
		time.Sleep(10 * time.Second)
	})
}
