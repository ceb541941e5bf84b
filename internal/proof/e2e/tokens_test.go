package e2e

import (
	"encoding/base64"
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// claimsOf are the claims of a valid token with changes; nil removes a claim.
func claimsOf(change map[string]any) jwt.MapClaims {
	claims := jwt.MapClaims{"sub": "ann", "iat": time.Now().Unix(), "exp": time.Now().Add(time.Hour).Unix()}
	maps.Copy(claims, change)
	maps.DeleteFunc(claims, func(_ string, v any) bool { return v == nil })
	return claims
}

// signed returns a token; header members are set, or removed if nil.
func signed(t testing.TB, method jwt.SigningMethod, key any, claims jwt.MapClaims, header map[string]any) string {
	t.Helper()
	unsigned := jwt.NewWithClaims(method, claims)
	maps.Copy(unsigned.Header, header)
	maps.DeleteFunc(unsigned.Header, func(_ string, v any) bool { return v == nil })
	raw, err := unsigned.SignedString(key)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// withToken lists tasks with this Authorization header.
func (s *service) withToken(t testing.TB, lines ...string) response {
	t.Helper()
	return s.do(t, call{Method: "GET", Path: tasks + "?limit=1", Lines: http.Header{"Authorization": lines}})
}

// userOf returns the user of an accepted token, or "" for a refused one.
func (s *service) userOf(t *testing.T, raw string) string {
	t.Helper()
	r := s.do(t, call{Method: "POST", Path: tasks, Body: `{"title": "t"}`, Header: map[string]string{"Authorization": "Bearer " + raw}})
	if r.Status != http.StatusCreated {
		wantChallenge(t, r, `Bearer error="invalid_token"`)
		return ""
	}
	return as[task](t, r).UserID
}

func TestSharedSecret(t *testing.T) {
	hs := func(change, header map[string]any) string {
		return signed(t, jwt.SigningMethodHS256, []byte(secret), claimsOf(change), header)
	}
	type m = map[string]any
	now := time.Now().Unix()
	good := hs(nil, nil)
	part := strings.Split(good, ".")
	cases := []struct{ name, token, want string }{ // want "" for a refusal
		{"good", good, "ann"},
		{"without typ", hs(nil, m{"typ": nil}), "ann"},
		{"an access token", hs(nil, m{"typ": "at+jwt"}), "ann"},
		{"user_id for want of sub", hs(m{"sub": nil, "user_id": "bob", "id": "eve"}, nil), "bob"},
		{"id for want of both", hs(m{"sub": nil, "id": "eve"}, nil), "eve"},
		{"sub before user_id", hs(m{"user_id": "bob"}, nil), "ann"},
		{"the longest subject", hs(m{"sub": strings.Repeat("ß", 255)}, nil), strings.Repeat("ß", 255)},
		{"just expired", hs(m{"exp": now - 5}, nil), "ann"},
		{"not quite valid", hs(m{"nbf": now + 5, "iat": now + 5}, nil), "ann"},
		{"any issuer", hs(m{"iss": "https://elsewhere.example", "aud": "x"}, nil), "ann"},
		{"claims that decide nothing", hs(m{"email": 5, "name": nil, "role": "admin"}, nil), "ann"},
		{"expired", hs(m{"exp": now - 20}, nil), ""},
		{"without exp", hs(m{"exp": nil}, nil), ""},
		{"exp a string", hs(m{"exp": "never"}, nil), ""},
		{"not yet", hs(m{"nbf": now + 60}, nil), ""},
		{"issued later", hs(m{"iat": now + 60}, nil), ""},
		{"without a subject", hs(m{"sub": nil}, nil), ""},
		{"an e-mail verification token", hs(m{"sub": nil, "email": "ann@example.com", "userId": "ann"}, nil), ""},
		{"a session cookie", hs(m{"sub": nil, "session": m{"id": "1"}, "user": m{"id": "ann"}}, nil), ""},
		{"an empty subject", hs(m{"sub": ""}, nil), ""},
		{"an empty subject and a user_id", hs(m{"sub": "", "user_id": "bob"}, nil), ""},
		{"a number for a subject", hs(m{"sub": 1}, nil), ""},
		{"a subject too long", hs(m{"sub": strings.Repeat("x", 256)}, nil), ""},
		{"a subject with NUL", hs(m{"sub": "a\x00b"}, nil), ""},
		{"another typ", hs(nil, m{"typ": "better-auth.session-cache+jwt"}), ""},
		{"an embedded key", hs(nil, m{"jwk": m{"kty": "oct"}}), ""},
		{"a key elsewhere", hs(nil, m{"jku": "https://elsewhere.example/jwks"}), ""},
		{"crit", hs(nil, m{"crit": []string{"exp"}, "exp": now}), ""},
		{"another secret", signed(t, jwt.SigningMethodHS256, []byte(strings.ToUpper(secret)), claimsOf(nil), nil), ""},
		{"HS512", signed(t, jwt.SigningMethodHS512, []byte(secret), claimsOf(nil), nil), ""},
		{"none", signed(t, jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, claimsOf(nil), nil), ""},
		{"none by another name", signed(t, jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, claimsOf(nil), m{"alg": "NONE"}), ""},
		{"without its signature", part[0] + "." + part[1] + ".", ""},
		{"with another payload", part[0] + "." + base64.RawURLEncoding.EncodeToString([]byte(`{"sub":"bob","exp":9999999999}`)) + "." + part[2], ""},
		{"two segments", part[0] + "." + part[1], ""},
		{"an opaque token", strings.Repeat("a", 32), ""},
		{"longer than 8 KiB", hs(m{"padding": strings.Repeat("x", 8<<10)}, nil), ""},
	}
	onEachDatabase(t, func(t *testing.T, s *service) {
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				if got := s.userOf(t, c.token); got != c.want {
					t.Errorf("user = %q, want %q", got, c.want)
				}
			})
		}
		if log := s.log.String(); strings.Contains(log, part[2]) || strings.Contains(log, secret) {
			t.Error("the log holds a token or the secret")
		}
	})
}

func TestAuthorizationHeader(t *testing.T) {
	s := start(t, sqliteURL(t))
	good := token(t, "ann")
	for _, c := range []struct {
		name      string
		lines     []string
		challenge string // "" for success
	}{
		{"bearer", []string{"Bearer " + good}, ""},
		{"another case", []string{"bearer " + good}, ""},
		{"none", nil, "Bearer"},
		{"empty", []string{""}, "Bearer"},
		{"Basic", []string{"Basic YW5uOmFubg=="}, "Bearer"},
		{"the token alone", []string{good}, "Bearer"},
		{"the scheme alone", []string{"Bearer"}, "Bearer"},
		{"two headers", []string{"Bearer " + good, "Bearer " + good}, "Bearer"},
		{"a good one behind Basic", []string{"Basic YW5uOmFubg==", "Bearer " + good}, "Bearer"},
		{"two tokens", []string{"Bearer " + good + " " + good}, `Bearer error="invalid_token"`},
		{"with a comma", []string{"Bearer " + good + ", Basic x"}, `Bearer error="invalid_token"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := s.withToken(t, c.lines...)
			if c.challenge == "" {
				if r.Status != http.StatusOK {
					t.Errorf("%d %s, want 200", r.Status, r.Body)
				}
				return
			}
			if p := wantProblem(t, r, http.StatusUnauthorized); text(p.Detail) != "Not authenticated" {
				t.Errorf("detail = %q, want Not authenticated", text(p.Detail))
			}
			wantChallenge(t, r, c.challenge)
		})
	}
	for _, path := range []string{"?access_token=" + good, "?token=" + good} {
		wantProblem(t, s.do(t, call{Method: "GET", Path: tasks + path}), http.StatusUnauthorized)
	}
}

func TestSecretWithIssuer(t *testing.T) {
	s := start(t, sqliteURL(t), "AUTH_ISSUER=https://a.example,https://b.example", "AUTH_AUDIENCE=tasks")
	for _, c := range []struct {
		name   string
		change map[string]any
		want   string
	}{
		{"ours", map[string]any{"iss": "https://b.example", "aud": "tasks"}, "ann"},
		{"one of many audiences", map[string]any{"iss": "https://a.example", "aud": []string{"x", "tasks"}}, "ann"},
		{"another issuer", map[string]any{"iss": "https://c.example", "aud": "tasks"}, ""},
		{"another audience", map[string]any{"iss": "https://a.example", "aud": "x"}, ""},
		{"neither", nil, ""},
	} {
		if got := s.userOf(t, signed(t, jwt.SigningMethodHS256, []byte(secret), claimsOf(c.change), nil)); got != c.want {
			t.Errorf("%s: user = %q, want %q", c.name, got, c.want)
		}
	}
}
