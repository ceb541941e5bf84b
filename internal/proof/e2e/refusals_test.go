package e2e

import (
	"crypto"
	"crypto/x509"
	"encoding/pem"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// TestRefusals compares the whole answer to bad tokens with RFC 6750, and the log with the
// reason. internal/service/auth has the complete list.
func TestRefusals(t *testing.T) {
	keys := newSigners(t)
	auth := &authServer{}
	for _, key := range keys {
		auth.add(key.jwk)
	}
	server := httptest.NewServer(auth)
	t.Cleanup(server.Close)
	s := start(t, sqliteURL(t), "AUTH_JWKS_URL="+server.URL+"/api/auth/jwks", "BETTER_AUTH_URL="+origin)
	type m = map[string]any
	by := func(alg string, change, header m) []string {
		claims := claimsOf(m{"iss": origin, "aud": origin})
		maps.Copy(claims, change)
		if header["kid"] == nil {
			header["kid"] = "key of " + alg
		}
		return []string{"Bearer " + signed(t, keys[alg].method, keys[alg].key, claims, header)}
	}
	bySecret := func(key []byte, claims m, header m) []string {
		return []string{"Bearer " + signed(t, jwt.SigningMethodHS256, key, claimsOf(claims), header)}
	}
	der, err := x509.MarshalPKIXPublicKey(keys["RS256"].key.(crypto.Signer).Public())
	if err != nil {
		t.Fatal(err)
	}
	public := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})
	good := by("EdDSA", nil, m{})
	if r := s.withToken(t, good...); r.Status != http.StatusOK {
		t.Fatalf("a good token = %d %s, want 200", r.Status, r.Body)
	}
	unsigned := strings.Split(good[0], ".")
	expired := time.Now().Add(-time.Minute)
	for _, tc := range []struct {
		name           string
		lines          []string
		reason, public string
	}{
		{"no header", nil, "no Authorization header", ""},
		{"Basic", []string{"Basic YW5uOmFubg=="}, "the Authorization header is not of the Bearer scheme", ""},
		{"two headers", append(good, good...), "2 Authorization headers", "The access token is malformed"},
		{"an opaque token", []string{"Bearer " + strings.Repeat("a", 32)}, "not a signed JWT: 1 segment(s), want 3", "The access token is malformed"},
		{"longer than 8 KiB", []string{"Bearer " + strings.Repeat("a", 8193)}, "the token has 8193 bytes, want at most 8192", "The access token is malformed"},
		{"none", []string{"Bearer " + signed(t, jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, claimsOf(nil), m{"alg": "nOnE"})},
			`alg "nOnE" is not accepted`, "The access token is signed with an unacceptable algorithm"},
		{"HS256 with the public key", bySecret(public, nil, m{"kid": "key of RS256"}), "the HS256 signature does not match the key", "The access token's signature is invalid"},
		{"no signature", []string{unsigned[0] + "." + unsigned[1] + "."}, "the EdDSA signature does not match the key", "The access token's signature is invalid"},
		{"the key of another", by("EdDSA", nil, m{"kid": "key of ES256"}), `key "key of ES256" is not for alg EdDSA`, "The access token is signed with an unacceptable algorithm"},
		{"an embedded key", by("EdDSA", nil, m{"jwk": keys["EdDSA"].jwk}), "jwk in the header", "The access token has an unacceptable header"},
		{"crit", by("EdDSA", nil, m{"crit": []string{"exp"}}), "crit in the header", "The access token has an unacceptable header"},
		{"a kid with a path", by("EdDSA", nil, m{"kid": "../../etc/passwd"}), `no key "../../etc/passwd" in the key set`, "The access token is signed with an unknown key"},
		{"expired", by("EdDSA", m{"exp": expired.Unix()}, m{}), "token expired at " + expired.UTC().Format(time.RFC3339), "The access token expired"},
		{"another audience", by("EdDSA", m{"aud": "x"}, m{}), `aud "\"x\"" has none of ["` + origin + `"]`, "The access token was not issued for this service"},
		{"the e-mail verification token", bySecret([]byte(secret), m{"sub": nil, "email": "a@b.example", "userId": "ann"}, nil), "no subject: no sub, no user_id, no id", "The access token has no valid subject"},
		{"a subject with NUL", by("EdDSA", m{"sub": "a\x00"}, m{}), "the subject (sub) has a NUL", "The access token has no valid subject"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := s.withToken(t, tc.lines...)
			challenge := "Bearer"
			if tc.public != "" {
				challenge = `Bearer error="invalid_token", error_description="` + tc.public + `"`
			}
			if got := r.Header.Values("WWW-Authenticate"); len(got) != 1 || got[0] != challenge {
				t.Errorf("WWW-Authenticate = %q, want %q", got, challenge)
			}
			p := wantProblem(t, r, http.StatusUnauthorized)
			if want := `{"type":"about:blank","title":"Unauthorized","status":401,"detail":"Not authenticated","request_id":"` + p.RequestID + `"}` + "\n"; string(r.Body) != want {
				t.Errorf("body = %s, want %s", r.Body, want)
			}
			s.wantLogged(t, `"refusal":`+string(mustJSON(t, tc.reason)), 1)
			for _, line := range tc.lines {
				if _, raw, _ := strings.Cut(line, " "); strings.Contains(s.log.String(), raw) {
					t.Error("the log has the token")
				}
			}
		})
	}
}
