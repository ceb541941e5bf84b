package e2e

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/golang-jwt/jwt/v5"
)

const origin = "https://app.example.com"

// authServer is a key set that a test can change.
type authServer struct {
	mu   sync.Mutex
	keys []map[string]any
}

func (a *authServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if r.URL.Path != "/api/auth/jwks" {
		http.NotFound(w, r)
		return
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"keys": a.keys})
}

func (a *authServer) add(jwk map[string]any) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.keys = append(a.keys, jwk)
}

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// signer is a private key with its algorithm, and its public half as a JWK.
type signer struct {
	method jwt.SigningMethod
	key    any
	jwk    map[string]any
}

func newSigners(t *testing.T) map[string]signer {
	t.Helper()
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	signers := map[string]signer{"EdDSA": {jwt.SigningMethodEdDSA, private, map[string]any{"kty": "OKP", "crv": "Ed25519", "x": b64(public)}}}
	for alg, curve := range map[string]elliptic.Curve{"ES256": elliptic.P256(), "ES512": elliptic.P521()} {
		key, err := ecdsa.GenerateKey(curve, rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		point, err := key.PublicKey.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		half := len(point) / 2
		signers[alg] = signer{jwt.GetSigningMethod(alg), key, map[string]any{
			"kty": "EC", "crv": curve.Params().Name, "x": b64(point[1 : 1+half]), "y": b64(point[1+half:]),
		}}
	}
	for _, alg := range []string{"RS256", "PS256"} {
		key, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			t.Fatal(err)
		}
		signers[alg] = signer{jwt.GetSigningMethod(alg), key, map[string]any{
			"kty": "RSA", "n": b64(key.N.Bytes()), "e": b64(big.NewInt(int64(key.E)).Bytes()), "alg": alg,
		}}
	}
	for alg, s := range signers {
		s.jwk["kid"] = "key of " + alg
	}
	return signers
}

func TestKeySet(t *testing.T) {
	signers := newSigners(t)
	auth := &authServer{}
	for _, alg := range []string{"EdDSA", "ES256", "ES512", "RS256", "PS256"} {
		auth.add(signers[alg].jwk)
	}
	auth.add(map[string]any{"kty": "oct", "kid": "oct", "k": b64([]byte(secret))})
	server := httptest.NewServer(auth)
	t.Cleanup(server.Close)
	s := start(t, sqliteURL(t), "AUTH_JWKS_URL="+server.URL+"/api/auth/jwks", "BETTER_AUTH_URL="+origin, "BETTER_AUTH_SECRET=")
	ours := map[string]any{"iss": origin, "aud": origin}
	for alg, key := range signers {
		t.Run(alg, func(t *testing.T) {
			kid := map[string]any{"kid": key.jwk["kid"], "typ": nil}
			for _, c := range []struct {
				name           string
				change, header map[string]any
				want           string
			}{
				{"good", ours, kid, "ann"},
				{"a list of audiences", map[string]any{"iss": origin, "aud": []string{"x", origin}}, kid, "ann"},
				{"another issuer", map[string]any{"iss": "https://elsewhere.example", "aud": origin}, kid, ""},
				{"another audience", map[string]any{"iss": origin, "aud": "better-auth:session-cache"}, kid, ""},
				{"no issuer", map[string]any{"aud": origin}, kid, ""},
				{"no audience", map[string]any{"iss": origin}, kid, ""},
				{"user_id for sub", map[string]any{"iss": origin, "aud": origin, "sub": nil, "user_id": "bob"}, kid, ""},
				{"expired", map[string]any{"iss": origin, "aud": origin, "exp": 1}, kid, ""},
				{"no kid", ours, map[string]any{}, ""},
				{"the kid of an oct key", ours, map[string]any{"kid": "oct"}, ""},
			} {
				if got := s.userOf(t, signed(t, key.method, key.key, claimsOf(c.change), c.header)); got != c.want {
					t.Errorf("%s: user = %q, want %q", c.name, got, c.want)
				}
			}
		})
	}
	for _, c := range []struct{ name, kid, alg, with string }{
		{"RS256 with a key for PS256", "PS256", "RS256", "PS256"},
		{"PS256 with a key for RS256", "RS256", "PS256", "RS256"},
		{"the key of another", "ES256", "EdDSA", "EdDSA"},
	} {
		raw := signed(t, jwt.GetSigningMethod(c.alg), signers[c.with].key, claimsOf(ours), map[string]any{"kid": "key of " + c.kid})
		if got := s.userOf(t, raw); got != "" {
			t.Errorf("%s: user = %q, want a refusal", c.name, got)
		}
	}
	// HS256 with the public key, and with a shared secret that this service does not have.
	for _, key := range [][]byte{[]byte(signers["RS256"].jwk["n"].(string)), []byte(secret)} {
		for _, kid := range []any{"key of RS256", "oct", nil} {
			if got := s.userOf(t, signed(t, jwt.SigningMethodHS256, key, claimsOf(ours), map[string]any{"kid": kid})); got != "" {
				t.Errorf("HS256 with kid %v: user = %q, want a refusal", kid, got)
			}
		}
	}
}
