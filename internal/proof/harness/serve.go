package harness

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/runtime/app"
	"github.com/entask/entask/internal/runtime/memory"
	"github.com/entask/entask/internal/runtime/request"
	"github.com/entask/entask/internal/runtime/viewer"
	"github.com/entask/entask/internal/service/api"
	"github.com/entask/entask/internal/service/auth"
	"github.com/entask/entask/internal/service/live"
	"github.com/entask/entask/internal/service/ratelimit"
)

// Serve returns the API of an application. A token is its user's id. Nothing bounds the
// memory of replies.
func Serve(t testing.TB, made app.App) http.Handler {
	t.Helper()
	return serve(t, made, nil, nil)
}

// ServeLive is Serve with streams, for tokens that are valid still.
func ServeLive(t testing.TB, made app.App, streams *live.Streams, valid func(token string) bool) http.Handler {
	t.Helper()
	o := options(made)
	o.Live = streams
	o.Verify = func(_ context.Context, token string) (viewer.Viewer, error) {
		if !valid(token) {
			return viewer.Viewer{}, &auth.Error{}
		}
		return viewer.Viewer{ID: token}, nil
	}
	return newAPI(t, o)
}

// ServeLimited is Serve behind a rate limit of so much for each user in an hour. It also returns
// a function that sets another limit, of which nobody has used any.
func ServeLimited(t testing.TB, made app.App, limit int) (http.Handler, func(limit int)) {
	t.Helper()
	users := &changeable{limiter(t, limit)}
	return serve(t, made, users, nil), func(limit int) { users.Limiter = limiter(t, limit) }
}

// changeable is a limiter that can be replaced between two requests.
type changeable struct{ *ratelimit.Limiter }

// ServeWithin is Serve with a budget for the memory of replies, and a limit that nobody reaches.
func ServeWithin(t testing.TB, made app.App, budget *memory.Budget) http.Handler {
	t.Helper()
	return serve(t, made, limiter(t, 1_000_000), budget)
}

func limiter(t testing.TB, limit int) *ratelimit.Limiter {
	t.Helper()
	users, err := ratelimit.New("user", limit, time.Hour, nil)
	if err != nil {
		t.Fatal(err)
	}
	return users
}

func serve(t testing.TB, made app.App, users api.Limiter, budget *memory.Budget) http.Handler {
	t.Helper()
	o := options(made)
	o.Users, o.Memory = users, budget
	return newAPI(t, o)
}

func options(made app.App) api.Options {
	return api.Options{
		App:         made,
		Verify:      func(_ context.Context, token string) (viewer.Viewer, error) { return viewer.Viewer{ID: token}, nil },
		Unavailable: database.Unavailable,
		Violated:    database.Violated,
		Null:        database.Null,
	}
}

func newAPI(t testing.TB, o api.Options) http.Handler {
	t.Helper()
	handler, err := api.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return handler
}

// Send sends a request as a user, with headers as names and values.
func Send(t testing.TB, handler http.Handler, user, method, path, body string, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	req := httptest.NewRequestWithContext(t.Context(), method, path, strings.NewReader(body))
	req.Header.Set("Authorization", "Bearer "+user)
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, Begin(w, req))
	return w
}

// Begin returns a request with the context that package server gives it.
func Begin(w http.ResponseWriter, r *http.Request) *http.Request {
	return r.WithContext(request.New(r.Context(), request.Identity{}, w.Header()))
}
