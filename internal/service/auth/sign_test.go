package auth_test

import (
	"strings"
	"testing"
	"time"

	"github.com/entask/entask/internal/runtime/viewer"
	"github.com/entask/entask/internal/service/auth"
)

func TestSign(t *testing.T) {
	for _, tc := range []struct {
		name, secret, sub string
		ttl               time.Duration
		want              string
	}{
		{"plain", secret, "dev", time.Hour, ""},
		{"what JSON escapes", secret, `<"ä😀\>`, time.Second, ""},
		{"as long as allowed", secret, strings.Repeat("ä", 255), time.Hour, ""},
		{"short secret", secret[:31], "dev", time.Hour, "sign token: the shared secret has 31 bytes, want at least 32"},
		{"empty subject", secret, "", time.Hour, "sign token: the subject is empty"},
		{"long subject", secret, strings.Repeat("x", 256), time.Hour, "sign token: the subject is longer than 255 characters"},
		{"NUL in the subject", secret, "u\x00", time.Hour, "sign token: the subject has a NUL"},
		{"subject not in UTF-8", secret, "u\xff", time.Hour, "sign token: the subject is not UTF-8"},
		{"no time to live", secret, "dev", 0, "sign token: the time to live is under a second"},
		{"negative time to live", secret, "dev", -time.Hour, "sign token: the time to live is under a second"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			token, err := auth.Sign(tc.secret, auth.Claims{Subject: tc.sub}, tc.ttl, now)
			if tc.want != "" {
				if err == nil || err.Error() != tc.want || token != "" {
					t.Errorf("Sign() = %q, %v, want %v", token, err, tc.want)
				}
				return
			}
			if err != nil {
				t.Fatalf("Sign() = %v", err)
			}
			clock := now
			v := newVerifier(t, "", func(c *auth.Config) { c.Now = func() time.Time { return clock } })
			wantViewer(t, v, token, viewer.Viewer{ID: tc.sub})
			clock = now.Add(tc.ttl + 10*time.Second)
			wantRefusal(t, v, token, "token expired at "+now.Add(tc.ttl).Format(time.RFC3339))
		})
	}
}

func TestSignForIssuerAndAudience(t *testing.T) {
	token, err := auth.Sign(secret, auth.Claims{Subject: "dev", Issuer: "i", Audience: "a"}, time.Hour, now)
	if err != nil {
		t.Fatalf("Sign() = %v", err)
	}
	asking := newVerifier(t, "", func(c *auth.Config) { c.SecretIssuers, c.SecretAudiences = []string{"i"}, []string{"a"} })
	wantViewer(t, asking, token, viewer.Viewer{ID: "dev"})
	other := newVerifier(t, "", func(c *auth.Config) { c.SecretAudiences = []string{"b"} })
	if _, err := other.Verify(t.Context(), token); err == nil {
		t.Errorf("Verify() of a token for another audience = nil, want an error")
	}
}
