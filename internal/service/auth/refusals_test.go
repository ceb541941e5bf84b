package auth_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/entask/entask/internal/runtime/viewer"
	"github.com/entask/entask/internal/service/auth"
)

// refusal is a request that must be answered with 401.
type refusal struct {
	name string
	// at names the verifier: "" trusts allKeys and the secret, others see newVerifiers.
	at     string
	lines  []string // of the Authorization header
	reason string   // in the log
	public string   // the end of the error_description; "" where no token was sent
}

// newVerifiers returns verifiers by what they trust.
func newVerifiers(t *testing.T) map[string]*auth.Verifier {
	t.Helper()
	good, broken, slow := newAuthServer(t, allKeys()), newAuthServer(t, keySet()), newAuthServer(t, keySet())
	verifiers := map[string]*auth.Verifier{
		"":              newVerifier(t, good.URL, nil),
		"no secret":     newVerifier(t, good.URL, func(c *auth.Config) { c.Secret = "" }),
		"no key set":    newVerifier(t, "", nil),
		"set is broken": newVerifier(t, broken.URL, nil),
		"set is slow":   newVerifier(t, slow.URL, nil),
	}
	for _, v := range verifiers {
		wantFetched(t, v)
	}
	broken.serve(http.StatusBadGateway, "")
	slow.answer.Store(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	return verifiers
}

// judge does with a request what internal/service/api does.
func judge(ctx context.Context, v *auth.Verifier, lines []string) (viewer.Viewer, error) {
	h := http.Header{}
	if lines != nil {
		h["Authorization"] = lines
	}
	token, _, err := auth.BearerToken(h)
	if err != nil {
		return viewer.Viewer{}, err
	}
	return v.Verify(ctx, token)
}

// TestRefusals holds the challenge of each bad request against RFC 6750, and the
// reason for the log against the table of docs/auth.md; and the other way round:
// each row of that table is seen. What becomes of them is internal/service/api's.
func TestRefusals(t *testing.T) {
	verifiers := newVerifiers(t)
	for _, good := range [][]string{bearer(signWith("ed", "EdDSA", "ed", goodClaims)), bearer(signHS256(`{"alg":"HS256"}`, goodClaims.String()))} {
		if who, err := judge(t.Context(), verifiers[""], good); err != nil || who != goodViewer { // else all would be refused
			t.Fatalf("a good token: %v, %v, want %v", who, err, goodViewer)
		}
	}
	rows := documentedRefusals(t)
	seen := map[string]bool{}
	for _, tc := range refusals() {
		t.Run(tc.name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			if tc.at == "set is slow" {
				time.AfterFunc(200*time.Millisecond, cancel)
			}
			who, err := judge(ctx, verifiers[tc.at], tc.lines)
			var refused *auth.Error
			if !errors.As(err, &refused) || who != (viewer.Viewer{}) {
				t.Fatalf("%v, %v, want nobody and an *auth.Error", who, err)
			}
			challenge := "Bearer"
			if tc.public != "" {
				challenge = `Bearer error="invalid_token", error_description="The access token` + tc.public + `"`
			}
			if got := auth.Challenge(err); got != challenge {
				t.Errorf("WWW-Authenticate = %s, want %s", got, challenge)
			}
			if refused.Reason != tc.reason {
				t.Errorf("reason = %s, want %s", refused.Reason, tc.reason)
			}
			for _, line := range tc.lines {
				if _, token, _ := strings.Cut(line, " "); len(token) > 20 && strings.Contains(refused.Reason, token) {
					t.Errorf("the reason has the token: %s", refused.Reason)
				}
			}
			row := rows.of(refused.Reason)
			if row == nil || strings.TrimPrefix(row.public, "The access token") != tc.public {
				t.Errorf("docs/auth.md: the row of %q is %+v, want one that says %q", refused.Reason, row, tc.public)
			} else {
				seen[row.reason] = true
			}
		})
	}
	for _, row := range rows {
		if !seen[row.reason] {
			t.Errorf("docs/auth.md: no case here is refused with %q", row.reason)
		}
	}
}
