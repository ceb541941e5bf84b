package api_test

import (
	"context"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/runtime/request"
	"github.com/entask/entask/internal/runtime/viewer"
	"github.com/entask/entask/internal/service/api"
	"github.com/entask/entask/internal/service/auth"
)

// TestRefusals holds the whole answer to a request without a good token: what
// internal/service/auth says in public is in the challenge, its reason in the log, and
// nothing else tells one refusal from another, whatever the operation.
func TestRefusals(t *testing.T) {
	refused := &auth.Error{Reason: "the precise reason", Description: "The access token expired"}
	handler, err := api.New(api.Options{
		App: graphApp.New(nil, nil), // which is never reached
		Verify: func(_ context.Context, token string) (viewer.Viewer, error) {
			if token != "bad" {
				t.Errorf("%q was to be verified", token)
			}
			return viewer.Viewer{}, refused
		},
		Unavailable: database.Unavailable,
	})
	if err != nil {
		t.Fatal(err)
	}
	const malformed = `Bearer error="invalid_token", error_description="The access token is malformed"`
	for _, tc := range []struct {
		name              string
		lines             []string
		challenge, reason string
	}{
		{"refused by the verifier", []string{"Bearer bad"}, `Bearer error="invalid_token", error_description="The access token expired"`, "the precise reason"},
		{"no header", nil, "Bearer", "no Authorization header"},
		{"empty", []string{""}, "Bearer", "the Authorization header is empty"},
		{"Basic", []string{"Basic YW5uOmFubg=="}, "Bearer", "the Authorization header is not of the Bearer scheme"},
		{"the token alone", []string{"bad"}, "Bearer", "the Authorization header is not of the Bearer scheme"},
		{"Bearer alone", []string{"Bearer"}, malformed, "the Authorization header has no token after Bearer"},
		{"two tokens", []string{"Bearer bad bad"}, malformed, "what follows Bearer is not one b64token"},
		{"two headers", []string{"Bearer bad", "Bearer bad"}, malformed, "2 Authorization headers"},
		{"Basic, then a token", []string{"Basic YW5uOmFubg==", "Bearer bad"}, malformed, "2 Authorization headers"},
		{"a token, then Basic", []string{"Bearer bad", "Basic YW5uOmFubg=="}, malformed, "2 Authorization headers"},
		{"longer than 8 KiB", []string{"Bearer " + strings.Repeat("a", 8193)}, malformed, "the token has 8193 bytes, want at most 8192"},
	} {
		for _, op := range [][2]string{{"GET", ""}, {"POST", ""}, {"GET", "/x"}, {"PUT", "/x"}, {"PATCH", "/x"}, {"DELETE", "/x"}, {"PATCH", "/x/toggle"}} {
			t.Run(tc.name+", "+strings.Join(op[:], " "), func(t *testing.T) {
				req := httptest.NewRequestWithContext(t.Context(), op[0], "/api/tasks"+op[1]+"?unknown=1", strings.NewReader("{"))
				if tc.lines != nil {
					req.Header["Authorization"] = tc.lines
				}
				w := httptest.NewRecorder()
				served := request.New(req.Context(), request.Identity{ID: "r1"}, w.Header())
				handler.ServeHTTP(w, req.WithContext(served))
				want := http.Header{
					"Content-Type": {"application/problem+json"}, "Cache-Control": {"no-store"}, "Www-Authenticate": {tc.challenge},
				}
				if got := w.Header(); w.Code != http.StatusUnauthorized || !maps.EqualFunc(got, want, slices.Equal) {
					t.Errorf("%d, headers %v, want 401, %v", w.Code, got, want)
				}
				const body = `{"type":"about:blank","title":"Unauthorized","status":401,"detail":"Not authenticated","request_id":"r1"}` + "\n"
				if got := w.Body.String(); got != body {
					t.Errorf("body = %s, want %s", got, body)
				}
				if got := served.Log(); got != (request.Log{Refusal: tc.reason}) {
					t.Errorf("log: %+v, want the refusal %q", got, tc.reason)
				}
			})
		}
	}
}
