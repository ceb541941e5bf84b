package auth_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/entask/entask/internal/service/auth"
)

func TestBearerToken(t *testing.T) {
	const (
		bare    = "Bearer"
		refused = `Bearer error="invalid_token", error_description="The access token is malformed"`
		two     = "what follows Bearer is not one b64token"
		scheme  = "the Authorization header is not of the Bearer scheme"
	)
	most := strings.Repeat("x", auth.MaxToken)
	for _, tc := range []struct {
		name      string
		headers   []string
		token     string
		present   bool
		reason    string
		challenge string
	}{
		{"a token", []string{"Bearer a.b.c"}, "a.b.c", true, "", bare},
		{"every character of a b64token", []string{"Bearer aZ09-._~+/=="}, "aZ09-._~+/==", true, "", bare},
		{"scheme in another case", []string{"bEARER a"}, "a", true, "", bare},
		{"as long as allowed", []string{"Bearer " + most}, most, true, "", bare},
		{"no header", nil, "", false, "no Authorization header", bare},
		{"empty header", []string{""}, "", false, "the Authorization header is empty", bare},
		{"another scheme", []string{"Basic dTpw"}, "", false, scheme, bare},
		{"a token without its scheme", []string{"a.b.c"}, "", false, scheme, bare},
		{"scheme ends in a tab", []string{"Bearer\ta"}, "", false, scheme, bare},
		{"two headers", []string{"Bearer a", "Bearer a"}, "", true, "2 Authorization headers", refused},
		{"no token", []string{"Bearer"}, "", true, "the Authorization header has no token after Bearer", refused},
		{"no token after a space", []string{"Bearer "}, "", true, "the Authorization header has no token after Bearer", refused},
		{"two spaces", []string{"Bearer  a"}, "", true, two, refused},
		{"space at the end", []string{"Bearer a "}, "", true, two, refused},
		{"two tokens", []string{"Bearer a b"}, "", true, two, refused},
		{"two headers in one", []string{"Bearer a, Bearer b"}, "", true, two, refused},
		{"quoted", []string{`Bearer "a"`}, "", true, two, refused},
		{"padding alone", []string{"Bearer ="}, "", true, two, refused},
		{"padding within", []string{"Bearer a=b"}, "", true, two, refused},
		{"beyond ASCII", []string{"Bearer \u0161"}, "", true, two, refused},
		{"too long", []string{"Bearer " + most + "x"}, "", true, "the token has 8193 bytes, want at most 8192", refused},
	} {
		t.Run(tc.name, func(t *testing.T) {
			token, present, err := auth.BearerToken(http.Header{"Authorization": tc.headers})
			if token != tc.token || present != tc.present {
				t.Errorf("BearerToken() = %q, %v, want %q, %v", token, present, tc.token, tc.present)
			}
			reason := ""
			if refusal := (*auth.Error)(nil); errors.As(err, &refusal) {
				reason = refusal.Reason
			}
			if reason != tc.reason || (err == nil) != (tc.reason == "") {
				t.Errorf("Reason = %q (%v), want %q", reason, err, tc.reason)
			}
			if got := auth.Challenge(err); got != tc.challenge {
				t.Errorf("Challenge() = %s, want %s", got, tc.challenge)
			}
		})
	}
}

func TestChallengeOfAnotherError(t *testing.T) {
	if got, want := auth.Challenge(errors.New(`"x`)), `Bearer error="invalid_token"`; got != want {
		t.Errorf("Challenge() = %s, want %s", got, want)
	}
}
