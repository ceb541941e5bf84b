package api_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/runtime/request"
	"github.com/entask/entask/internal/runtime/viewer"
	"github.com/entask/entask/internal/service/api"
	"github.com/entask/entask/internal/service/auth"
	"github.com/entask/entask/internal/service/ratelimit"
)

// TestFailingAddress: an address with too many refused tokens is asked to wait before its
// tokens are verified as those of others are, until it has waited.
func TestFailingAddress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		limiter, err := ratelimit.New("refused", 2, time.Minute, nil)
		if err != nil {
			t.Fatal(err)
		}
		var asked, askedFailing int
		verdict := func(token string) (viewer.Viewer, error) {
			switch {
			case token == "busy":
				return viewer.Viewer{}, auth.ErrBusy
			case strings.HasPrefix(token, "good"):
				return viewer.Viewer{ID: token}, nil
			default:
				return viewer.Viewer{}, &auth.Error{Reason: "refused", Description: "refused"}
			}
		}
		handler, err := api.New(api.Options{
			App: graphApp.New(nil, nil), // which is never reached: each request has an unknown parameter
			Verify: func(_ context.Context, token string) (viewer.Viewer, error) {
				asked++
				return verdict(token)
			},
			VerifyFailing: func(_ context.Context, token string) (viewer.Viewer, error) {
				askedFailing++
				return verdict(token)
			},
			Refused: limiter, Unavailable: database.Unavailable,
		})
		if err != nil {
			t.Fatal(err)
		}
		for i, step := range []struct {
			address, token string
			after          time.Duration
			status         int
			failing        bool // it must be verified as such
			retry          string
		}{
			{"192.0.2.1", "busy", 0, 503, false, "2"},
			{"192.0.2.1", "bad", 0, 401, false, ""},
			{"192.0.2.1", "bad", 0, 401, false, ""},
			{"192.0.2.1", "bad", 0, 429, false, "30"}, // from now on
			{"192.0.2.1", "bad", 0, 429, true, "30"},
			{"192.0.2.1", "good", 0, 422, true, ""},
			{"192.0.2.1", "busy", 0, 429, true, "1"},
			{"192.0.2.2", "bad", 0, 401, false, ""},
			{"192.0.2.2", "good", 0, 422, false, ""},
			{"192.0.2.1", "bad", 20 * time.Second, 429, true, "10"},
			{"192.0.2.1", "bad", 11 * time.Second, 401, false, ""},
			{"192.0.2.1", "bad", 0, 429, false, "29"},
		} {
			time.Sleep(step.after)
			asked, askedFailing = 0, 0
			w := httptest.NewRecorder()
			r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/api/tasks?unknown=1", http.NoBody)
			r.Header.Set("Authorization", "Bearer "+step.token)
			handler.ServeHTTP(w, r.WithContext(request.New(r.Context(), request.Identity{Address: step.address}, w.Header())))
			if got := w.Header().Get("Retry-After"); w.Code != step.status || got != step.retry {
				t.Errorf("step %d: %d, Retry-After %q, want %d, %q: %s", i, w.Code, got, step.status, step.retry, w.Body)
			}
			if (askedFailing > 0) != step.failing || asked+askedFailing != 1 {
				t.Errorf("step %d: verified %d times, %d as of a failing address", i, asked+askedFailing, askedFailing)
			}
		}
	})
}
