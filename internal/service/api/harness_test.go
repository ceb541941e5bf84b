package api_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"entgo.io/ent/dialect"

	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/postgres/pgtest"
	"github.com/entask/entask/internal/runtime/app"
	"github.com/entask/entask/internal/runtime/request"
	"github.com/entask/entask/internal/runtime/viewer"
	"github.com/entask/entask/internal/service/api"
)

// counting is a driver that keeps the first word of every statement.
type counting struct {
	dialect.Driver
	db    *database.DB
	mu    sync.Mutex
	words []string
}

func (c *counting) note(query string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !strings.Contains(query, "pg_try_advisory_xact_lock") { // which SQLite has no need of
		c.words = append(c.words, strings.Fields(query)[0])
	}
}

func (c *counting) Exec(ctx context.Context, query string, args, v any) error {
	c.note(query)
	return c.Driver.Exec(ctx, query, args, v)
}

func (c *counting) Query(ctx context.Context, query string, args, v any) error {
	c.note(query)
	return c.Driver.Query(ctx, query, args, v)
}

func (c *counting) Tx(ctx context.Context) (dialect.Tx, error) {
	c.note("BEGIN")
	tx, err := c.Driver.Tx(ctx)
	return &countingTx{tx, c}, err
}

type countingTx struct {
	dialect.Tx
	to *counting
}

func (t *countingTx) Exec(ctx context.Context, query string, args, v any) error {
	t.to.note(query)
	return t.Tx.Exec(ctx, query, args, v)
}

func (t *countingTx) Query(ctx context.Context, query string, args, v any) error {
	t.to.note(query)
	return t.Tx.Query(ctx, query, args, v)
}

func (t *countingTx) Commit() error {
	t.to.note("COMMIT")
	return t.Tx.Commit()
}

func (t *countingTx) Rollback() error {
	t.to.note("ROLLBACK")
	return t.Tx.Rollback()
}

// onEachDatabase runs a test on every database that the service supports.
func onEachDatabase(t *testing.T, test func(t *testing.T, url string)) {
	t.Run("postgres", func(t *testing.T) { test(t, pgtest.NewDatabase(t)) })
	t.Run("sqlite", func(t *testing.T) { test(t, "sqlite://:memory:") })
}

// open returns a database that counts.
func open(t *testing.T, url string) *counting {
	t.Helper()
	db, err := database.Open(t.Context(), database.Options{URL: url, PoolMax: 5, Viewer: viewer.ID, Wrote: request.Wrote})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return &counting{Driver: db.Driver(), db: db}
}

// serve returns the API of an application, with the token as the viewer's id.
func serve(t *testing.T, made app.App) http.Handler {
	t.Helper()
	handler, err := api.New(api.Options{
		App:         made,
		Verify:      func(_ context.Context, token string) (viewer.Viewer, error) { return viewer.Viewer{ID: token}, nil },
		Unavailable: database.Unavailable,
		Violated:    database.Violated,
	})
	if err != nil {
		t.Fatal(err)
	}
	return handler
}

// send sends a request as a user, with headers as names and values.
func send(t *testing.T, handler http.Handler, user, method, path, body string, header ...string) *httptest.ResponseRecorder {
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
	handler.ServeHTTP(w, req.WithContext(request.New(req.Context(), request.Identity{}, w.Header())))
	return w
}

// places are the errors[].loc of a problem, as JSON.
func places(t *testing.T, w *httptest.ResponseRecorder) string {
	t.Helper()
	if w.Code < http.StatusBadRequest {
		return ""
	}
	var problem struct {
		Errors []struct{ Loc json.RawMessage }
	}
	if err := json.Unmarshal(w.Body.Bytes(), &problem); err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, e := range problem.Errors {
		all = append(all, string(e.Loc))
	}
	return strings.Join(all, " ")
}
