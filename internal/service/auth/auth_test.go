package auth_test

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"strings"
	"testing"

	"github.com/golang-jwt/jwt/v5"

	"github.com/entask/entask/internal/service/auth"
)

// allKeys has every usable key with its alg under its signer's name, and
// without (as Better Auth 1.2 publishes them) under "bare-" and that.
func allKeys() string {
	return keySet(
		jwk("ed", "ed", object{"alg": "EdDSA"}), jwk("ed", "bare-ed", nil),
		jwk("p256", "p256", object{"alg": "ES256", "use": "sig"}), jwk("p256", "bare-p256", nil),
		jwk("p521", "p521", object{"alg": "ES512", "key_ops": []string{"verify"}}), jwk("p521", "bare-p521", nil),
		jwk("rsa", "rs256", object{"alg": "RS256"}), jwk("rsa", "ps256", object{"alg": "PS256"}), jwk("rsa", "bare-rsa", nil),
		jwk("ed", "twin", nil), jwk("p256", "twin", nil),
		jwk("ed", "encrypts", object{"use": "enc"}),
		jwk("ed", "signs", object{"key_ops": []string{"sign"}}),
		jwk("p256", "misnamed", object{"alg": "ES512"}),
		jwk("p384", "p384", nil), jwk("rsa1024", "short", nil),
		object{"kid": "oct", "kty": "oct", "alg": "HS256", "k": b64([]byte(secret))},
		object{"kid": "broken", "kty": "OKP", "crv": "Ed25519", "x": "AA"},
		object{"kid": "x25519", "kty": "OKP", "crv": "X25519", "x": b64(make([]byte, 32))},
		object{"kid": "mistyped", "kty": "OKP", "crv": 7},
		jwk("ed", "", nil),
	)
}

func TestVerifyAccepts(t *testing.T) {
	v := newVerifier(t, newAuthServer(t, allKeys()).URL, nil)
	for _, tc := range []struct{ name, signer, alg, kid string }{
		{"EdDSA", "ed", "EdDSA", "ed"},
		{"ES256", "p256", "ES256", "p256"},
		{"ES512", "p521", "ES512", "p521"},
		{"RS256", "rsa", "RS256", "rs256"},
		{"PS256", "rsa", "PS256", "ps256"},
		{"EdDSA, key without alg", "ed", "EdDSA", "bare-ed"},
		{"ES256, key without alg", "p256", "ES256", "bare-p256"},
		{"ES512, key without alg", "p521", "ES512", "bare-p521"},
		{"RS256, key without alg", "rsa", "RS256", "bare-rsa"},
		{"PS256, key without alg", "rsa", "PS256", "bare-rsa"},
		{"first key of a kid", "ed", "EdDSA", "twin"},
		{"second key of a kid", "p256", "ES256", "twin"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			wantViewer(t, v, signWith(tc.signer, tc.alg, tc.kid, goodClaims), goodViewer)
		})
	}
	t.Run("HS256", func(t *testing.T) {
		wantViewer(t, v, signHS256(`{"alg":"HS256"}`, goodClaims.String()), goodViewer)
	})
	t.Run("HS256 with a kid", func(t *testing.T) {
		wantViewer(t, v, signHS256(`{"alg":"HS256","kid":"ed"}`, goodClaims.String()), goodViewer)
	})
}

func TestVerifyRefusesKey(t *testing.T) {
	v := newVerifier(t, newAuthServer(t, allKeys()).URL, nil)
	for _, tc := range []struct{ name, signer, alg, kid, want string }{
		{"alg is not the key's", "rsa", "PS256", "rs256", `key "rs256" is not for alg PS256`},
		{"alg does not fit the type", "rsa", "RS256", "bare-ed", `key "bare-ed" is not for alg RS256`},
		{"alg does not fit the curve", "p521", "ES512", "bare-p256", `key "bare-p256" is not for alg ES512`},
		{"alg fits neither key of a kid", "p521", "ES512", "twin", `key "twin" is not for alg ES512`},
		{"alg of a curve that is not ours", "p384", "ES384", "p384", `alg "ES384" is not accepted`},
		{"alg of a hash that is not ours", "rsa", "RS512", "bare-rsa", `alg "RS512" is not accepted`},
		{"another key's signature", "p256", "ES256", "p521", `key "p521" is not for alg ES256`},
		{"unknown kid", "ed", "EdDSA", "unknown", `no key "unknown" in the key set`},
		{"empty kid", "ed", "EdDSA", "", "no kid in the header: a key of the key set must be named"},
		{"use enc", "ed", "EdDSA", "encrypts", `key "encrypts" of the key set is not used: its use is "enc"`},
		{"key_ops sign", "ed", "EdDSA", "signs", `key "signs" of the key set is not used: its key_ops do not have verify`},
		{"key's alg does not fit its curve", "p256", "ES256", "misnamed", `key "misnamed" of the key set is not used: its alg "ES512" is not one of [ES256]`},
		{"key of curve P-384", "p256", "ES256", "p384", `key "p384" of the key set is not used: no algorithm for the curve P-384`},
		{"key for an agreement", "ed", "EdDSA", "x25519", `key "x25519" of the key set is not used: no algorithm for a *ecdh.PublicKey`},
		{"short RSA key", "rsa1024", "RS256", "short", `key "short" of the key set is not used: an RSA key of 1024 bits, want at least 2048`},
		{"oct key", "ed", "EdDSA", "oct", `key "oct" of the key set is not used: oct keys are ignored`},
		{"key with a wrong length", "ed", "EdDSA", "broken", `key "broken" of the key set is not used: parse key: failed to unmarshal JSON Web Key: unable to unmarshal JWK due to invalid attributes: OKP key should be 32 bytes`},
		{"key of a wrong JSON type", "ed", "EdDSA", "mistyped", `key "mistyped" of the key set is not used: json: cannot unmarshal number into Go struct field JWKMarshal.crv of type jwkset.CRV`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			wantRefusal(t, v, signWith(tc.signer, tc.alg, tc.kid, goodClaims), tc.want)
		})
	}
}

func TestVerifyRefusesSignature(t *testing.T) {
	v := newVerifier(t, newAuthServer(t, allKeys()).URL, nil)
	pem := signers()["rsa"].Public().(*rsa.PublicKey).N.Bytes()
	good := signWith("ed", "EdDSA", "ed", goodClaims)
	cut := good[:strings.LastIndexByte(good, '.')+1]
	other := strings.Split(signWith("ed", "EdDSA", "ed", goodClaims.with(object{"sub": "u2"})), ".")
	for _, tc := range []struct{ name, token, want string }{
		{"of another payload", other[0] + "." + other[1] + "." + good[len(cut):], "the EdDSA signature does not match the key"},
		{"none at all", cut, "the EdDSA signature does not match the key"},
		{"of another curve", sign(jwt.SigningMethodES512, signers()["p521"], `{"alg":"ES256","kid":"p256"}`, goodClaims.String()), "the ES256 signature does not match the key"},
		{"PKCS #1 where PSS is said", sign(jwt.SigningMethodRS256, signers()["rsa"], `{"alg":"PS256","kid":"bare-rsa"}`, goodClaims.String()), "the PS256 signature does not match the key"},
		{"HS256 with a public key as the secret", sign(jwt.SigningMethodHS256, pem, `{"alg":"HS256","kid":"rs256"}`, goodClaims.String()), "the HS256 signature does not match the key"},
		{"HS256 with the oct key's kid and another secret", sign(jwt.SigningMethodHS256, []byte("x"), `{"alg":"HS256","kid":"oct"}`, goodClaims.String()), "the HS256 signature does not match the key"},
		{"PS256 with a salt of another length", signPSS(saltOf(20)), "the PS256 signature does not match the key"},
		{"HS512 with the secret", sign(jwt.SigningMethodHS512, []byte(secret), `{"alg":"HS512"}`, goodClaims.String()), `alg "HS512" is not accepted`},
	} {
		t.Run(tc.name, func(t *testing.T) { wantRefusal(t, v, tc.token, tc.want) })
	}
	t.Run("PS256 with the salt of RFC 7518", func(t *testing.T) {
		wantViewer(t, v, signPSS(saltOf(sha256.Size)), goodViewer)
	})
}

func saltOf(n int) *rsa.PSSOptions { return &rsa.PSSOptions{SaltLength: n} }

func signPSS(opts *rsa.PSSOptions) string {
	return sign(&jwt.SigningMethodRSAPSS{SigningMethodRSA: jwt.SigningMethodPS256.SigningMethodRSA, Options: opts},
		signers()["rsa"], `{"alg":"PS256","kid":"ps256"}`, goodClaims.String())
}

func TestVerifyRefusesKindThatIsOff(t *testing.T) {
	server := newAuthServer(t, allKeys())
	noSecret := newVerifier(t, server.URL, func(c *auth.Config) { c.Secret = "" })
	noKeySet := newVerifier(t, "", nil)
	wantRefusal(t, noSecret, signHS256(`{"alg":"HS256"}`, goodClaims.String()), "alg HS256 is not accepted: no shared secret is set")
	wantRefusal(t, noSecret, sign(jwt.SigningMethodHS256, []byte{}, `{"alg":"HS256"}`, goodClaims.String()), "alg HS256 is not accepted: no shared secret is set")
	wantRefusal(t, noKeySet, signWith("ed", "EdDSA", "ed", goodClaims), "alg EdDSA is not accepted: the key set is off")
	wantViewer(t, noKeySet, signHS256(`{"alg":"HS256"}`, goodClaims.String()), goodViewer)
}

func TestNewRefuses(t *testing.T) {
	both := []string{origin}
	for _, tc := range []struct {
		name string
		cfg  auth.Config
		want string
	}{
		{"no keys", auth.Config{}, "auth: no key set and no shared secret: every token would be refused"},
		{"short secret", auth.Config{Secret: rand.Text()}, "auth: the shared secret has 26 bytes, want at least 32"},
		{"no URL", auth.Config{JWKSURL: "/api/auth/jwks", Issuers: both, Audiences: both}, "auth: the key set's address is not an http or https URL"},
		{"file URL", auth.Config{JWKSURL: "file://h/keys", Issuers: both, Audiences: both}, "auth: the key set's address is not an http or https URL"},
		{"no issuers", auth.Config{JWKSURL: origin, Audiences: both}, "auth: a key set needs issuers and audiences: it signs more than our tokens"},
		{"no audiences", auth.Config{JWKSURL: origin, Issuers: both}, "auth: a key set needs issuers and audiences: it signs more than our tokens"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if _, err := auth.New(context.Background(), tc.cfg); err == nil || err.Error() != tc.want {
				t.Errorf("New() = %v, want %v", err, tc.want)
			}
		})
	}
}
