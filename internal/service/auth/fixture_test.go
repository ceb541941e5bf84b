package auth_test

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"errors"
	"maps"
	"math/big"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/entask/entask/internal/runtime/viewer"
	"github.com/entask/entask/internal/service/auth"
)

const (
	origin = "https://app.test"
	secret = "a secret of thirty-two bytes: ää"
)

// now is what the clock of the tests' verifiers shows.
var now = time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)

// must is for what fails only when the machine does.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// signers are made once: RSA keys take their time.
var signers = sync.OnceValue(func() map[string]crypto.Signer {
	_, ed, err := ed25519.GenerateKey(rand.Reader)
	return map[string]crypto.Signer{
		"ed":       must(ed, err),
		"p256":     must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader)),
		"p384":     must(ecdsa.GenerateKey(elliptic.P384(), rand.Reader)),
		"p521":     must(ecdsa.GenerateKey(elliptic.P521(), rand.Reader)),
		"rsa":      must(rsa.GenerateKey(rand.Reader, 2048)),
		"rsaOther": must(rsa.GenerateKey(rand.Reader, 2048)),
		"rsa1024":  must(rsa.GenerateKey(rand.Reader, 1024)),
	}
})

type object map[string]any

func (o object) String() string { return string(must(json.Marshal(o))) }

// with returns o with the members of more, less those that are absent.
func (o object) with(more object) object {
	o = maps.Clone(o)
	maps.Copy(o, more)
	maps.DeleteFunc(o, func(_ string, v any) bool { return v == absent })
	return o
}

const absent = "\x00absent"

var goodClaims = object{
	"sub": "u1", "iss": origin, "aud": origin, "email": "u1@app.test", "name": "Ümit",
	"iat": now.Unix(), "exp": now.Add(15 * time.Minute).Unix(),
}

var goodViewer = viewer.Viewer{ID: "u1", Email: "u1@app.test", Name: "Ümit"}

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// jwk returns the public key of the named signer as Better Auth publishes it.
func jwk(signer, kid string, more object) object {
	var o object
	switch pub := signers()[signer].Public().(type) {
	case ed25519.PublicKey:
		o = object{"kty": "OKP", "crv": "Ed25519", "x": b64(pub)}
	case *ecdsa.PublicKey:
		point := must(pub.Bytes())[1:]
		half := len(point) / 2
		o = object{"kty": "EC", "crv": pub.Params().Name, "x": b64(point[:half]), "y": b64(point[half:])}
	case *rsa.PublicKey:
		o = object{"kty": "RSA", "n": b64(pub.N.Bytes()), "e": b64(big.NewInt(int64(pub.E)).Bytes())}
	}
	return o.with(object{"kid": kid}).with(more)
}

func keySet(keys ...object) string {
	return object{"keys": append([]object{}, keys...)}.String()
}

// sign returns a token of this header and payload, whatever they hold.
func sign(method jwt.SigningMethod, key any, header, payload string) string {
	text := b64([]byte(header)) + "." + b64([]byte(payload))
	return text + "." + b64(must(method.Sign(text, key)))
}

// signWith returns a token that the named signer signed, with alg and kid.
func signWith(signer, alg, kid string, claims object) string {
	header := object{"alg": alg, "kid": kid}
	return sign(jwt.GetSigningMethod(alg), signers()[signer], header.String(), claims.String())
}

func signHS256(header, payload string) string {
	return sign(jwt.SigningMethodHS256, []byte(secret), header, payload)
}

// authServer is an auth server of which only the key set is there.
type authServer struct {
	*httptest.Server
	client *http.Client // of a bubble, where it can be reached
	hits   atomic.Int32
	answer atomic.Value // of func(http.ResponseWriter, *http.Request)
}

func newAuthServer(tb testing.TB, body string) *authServer {
	tb.Helper()
	s := &authServer{}
	s.serve(http.StatusOK, body)
	s.Server = httptest.NewServer(s)
	tb.Cleanup(s.Close)
	return s
}

func (s *authServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.hits.Add(1)
	s.answer.Load().(func(http.ResponseWriter, *http.Request))(w, r)
}

func (s *authServer) serve(status int, body string) {
	s.answer.Store(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	})
}

// newVerifier returns a verifier of both kinds of keys.
func newVerifier(tb testing.TB, url string, edit func(*auth.Config)) *auth.Verifier {
	tb.Helper()
	cfg := auth.Config{
		Secret: secret, JWKSURL: url, Issuers: []string{origin}, Audiences: []string{"other", origin},
		Now: func() time.Time { return now },
	}
	if edit != nil {
		edit(&cfg)
	}
	ctx, cancel := context.WithCancel(context.Background())
	tb.Cleanup(cancel)
	v, err := auth.New(ctx, cfg)
	if err != nil {
		tb.Fatalf("New() = %v", err)
	}
	return v
}

func wantViewer(tb testing.TB, v *auth.Verifier, token string, want viewer.Viewer) {
	tb.Helper()
	if got, err := v.Verify(context.Background(), token); err != nil || got != want {
		tb.Errorf("Verify() = %+v, %v, want %+v", got, err, want)
	}
}

// wantRefusal asserts the reason, and that nothing unfit gets out.
func wantRefusal(tb testing.TB, v *auth.Verifier, token, want string) {
	tb.Helper()
	got, err := v.Verify(context.Background(), token)
	var refusal *auth.Error
	if !errors.As(err, &refusal) || got != (viewer.Viewer{}) {
		tb.Fatalf("Verify() = %+v, %v, want nobody and an *auth.Error", got, err)
	}
	if refusal.Reason != want {
		tb.Errorf("Reason = %q, want %q", refusal.Reason, want)
	}
	wantError(tb, err)
	if refusal.Description == "" {
		tb.Error("Description is empty, want some text")
	}
}

// wantNoKeys expects that the token is left undecided, for the cause.
func wantNoKeys(tb testing.TB, v *auth.Verifier, token, want string) {
	tb.Helper()
	got, err := v.Verify(context.Background(), token)
	var refusal *auth.Error
	if !errors.Is(err, auth.ErrNoKeys) || errors.As(err, &refusal) || got != (viewer.Viewer{}) {
		tb.Fatalf("Verify() = %+v, %v, want nobody and %v", got, err, auth.ErrNoKeys)
	}
	if err.Error() != want {
		tb.Errorf("Verify() = %v, want %s", err, want)
	}
}

// wantFetched waits for the first fetch of v, and expects that it brings a set.
func wantFetched(tb testing.TB, v *auth.Verifier) {
	tb.Helper()
	for until := time.Now().Add(10 * time.Second); ; time.Sleep(time.Millisecond) {
		err := v.Ready(context.Background())
		if err == nil {
			return
		}
		if time.Now().After(until) {
			tb.Fatalf("Ready() = %v, want nil", err)
		}
	}
}

// wantError expects an *auth.Error that is fit to be logged and to be sent: one
// line, not too long, and of the characters of RFC 6750, section 3, %x20-21 /
// %x23-5B / %x5D-7E.
func wantError(tb testing.TB, err error) {
	tb.Helper()
	var refusal *auth.Error
	if !errors.As(err, &refusal) {
		tb.Fatalf("error = %v, want an *auth.Error", err)
	}
	if r := refusal.Reason; r == "" || len(r) > 1000 || strings.ContainsFunc(r, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		tb.Errorf("Reason = %q, want one line", r)
	}
	if d := refusal.Description; strings.ContainsFunc(d, func(r rune) bool { return r < ' ' || r > '~' || r == '"' || r == '\\' }) {
		tb.Errorf("Description = %q, want what RFC 6750 allows", d)
	}
}
