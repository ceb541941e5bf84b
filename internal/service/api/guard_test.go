package api_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/entask/entask/internal/runtime/request"
	"github.com/entask/entask/internal/runtime/viewer"
	"github.com/entask/entask/internal/service/api"
	"github.com/entask/entask/internal/service/auth"
	"github.com/entask/entask/internal/service/ratelimit"
)

// guarded is a guard before a handler. The token "bad" is refused, and "none" cannot be judged.
func guarded(t *testing.T, users, refused int, next http.HandlerFunc) http.Handler {
	t.Helper()
	limiter := func(of string, limit int) *ratelimit.Limiter {
		l, err := ratelimit.New(of, limit, time.Hour, nil)
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	h, err := api.NewGuard(api.GuardOptions{
		Operation: "mcp", Path: "/mcp", Users: limiter("user", users), Refused: limiter("refused", refused),
		Verify: func(_ context.Context, token string) (viewer.Viewer, error) {
			switch token {
			case "bad":
				return viewer.Viewer{}, &auth.Error{Reason: "bad", Description: "The access token expired"}
			case "none":
				return viewer.Viewer{}, auth.ErrNoKeys
			}
			return viewer.Viewer{ID: token}, nil
		},
		Unavailable: func(error) bool { return false },
	}, next)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func posted(ctx context.Context, h http.Handler, token string, body io.Reader) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	r := httptest.NewRequest(http.MethodPost, "/mcp", body)
	r.Header.Set("Authorization", "Bearer "+token)
	h.ServeHTTP(w, r.WithContext(request.New(ctx, request.Identity{Address: "192.0.2.1"}, w.Header())))
	return w
}

// TestGuard: what is handed on has a valid token, within the limits of its user and its address.
func TestGuard(t *testing.T) {
	handed := 0
	h := guarded(t, 2, 2, func(_ http.ResponseWriter, r *http.Request) {
		if body, err := io.ReadAll(r.Body); err != nil || string(body) != "{}" {
			t.Errorf("the body is %q (%v)", body, err)
		}
		handed++
	})
	for i, c := range []struct {
		token  string
		status int
		header string
		value  string
	}{
		{"ann", http.StatusOK, "", ""},
		{"ann", http.StatusOK, "", ""},
		{"ann", http.StatusTooManyRequests, "RateLimit-Policy", `"user";q=2;w=3600`},
		{"bob", http.StatusOK, "", ""},
		{"none", http.StatusServiceUnavailable, "Retry-After", "2"},
		{"bad", http.StatusUnauthorized, "WWW-Authenticate", `Bearer error="invalid_token", error_description="The access token expired"`},
		{"bad", http.StatusUnauthorized, "WWW-Authenticate", `Bearer error="invalid_token", error_description="The access token expired"`},
		{"bad", http.StatusTooManyRequests, "RateLimit-Policy", `"refused";q=2;w=3600`},
		{"bob", http.StatusOK, "", ""},
	} {
		w := posted(t.Context(), h, c.token, strings.NewReader("{}"))
		if w.Code != c.status || c.header != "" && w.Header().Get(c.header) != c.value {
			t.Errorf("%d, %s: got %d and %v, want %d and %s: %s", i, c.token, w.Code, w.Header(), c.status, c.header, c.value)
		}
	}
	if handed != 4 {
		t.Errorf("%d were handed on, want 4", handed)
	}
}

// TestGuardMemory: of one user few messages are served at once, and of all users more. The others
// wait, and are refused when it takes too long.
func TestGuardMemory(t *testing.T) {
	for users, want := range map[int]int64{1: 4, 100: 16} {
		synctest.Test(t, func(t *testing.T) {
			var served, refused atomic.Int64
			leave, done := make(chan struct{}), make(chan int)
			h := guarded(t, 1000, 1000, func(http.ResponseWriter, *http.Request) {
				served.Add(1)
				<-leave
			})
			const clients = 200
			for i := range clients {
				go func() {
					w := posted(t.Context(), h, fmt.Sprint("user", i%users), strings.NewReader("{}"))
					if w.Code != http.StatusOK && w.Header().Get("Retry-After") != "" {
						refused.Add(1)
					}
					done <- w.Code
				}()
			}
			time.Sleep(5 * time.Second)
			synctest.Wait()
			if served.Load() != want {
				t.Errorf("%d users: %d messages are served at once, want %d", users, served.Load(), want)
			}
			close(leave)
			for range clients {
				<-done
			}
			if refused.Load() != clients-want {
				t.Errorf("%d users: %d were refused, want %d", users, refused.Load(), clients-want)
			}
		})
	}
}

// TestGuardBroken: a body that breaks off is no message.
func TestGuardBroken(t *testing.T) {
	h := guarded(t, 9, 9, func(http.ResponseWriter, *http.Request) { t.Error("it was handed on") })
	broken := io.MultiReader(strings.NewReader("{"), failing{})
	if w := posted(t.Context(), h, "ann", broken); w.Code != http.StatusBadRequest {
		t.Errorf("got %d %s, want 400", w.Code, w.Body)
	}
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errors.New("reset") }
