// Package hidden runs the application internal/generate/testdata/hidden on both databases and
// proves that no operation reaches a row that an interceptor or a policy hides from the viewer,
// and that none of them costs a statement more. Start with hidden_test.go.
package hidden

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql/schema"
	"entgo.io/ent/privacy"
	"github.com/google/uuid"

	entask "github.com/entask/entask/ent"
	"github.com/entask/entask/ent/migrate"
	_ "github.com/entask/entask/ent/runtime"
	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/generate/testdata/hidden/ent"
	hiddenmigrate "github.com/entask/entask/internal/generate/testdata/hidden/ent/migrate"
	_ "github.com/entask/entask/internal/generate/testdata/hidden/ent/runtime"
	"github.com/entask/entask/internal/generate/testdata/hidden/ogent"
	"github.com/entask/entask/internal/postgres/pgtest"
	"github.com/entask/entask/internal/runtime/request"
	"github.com/entask/entask/internal/runtime/viewer"
	"github.com/entask/entask/internal/service/api"
	"github.com/entask/entask/internal/service/idempotency"
)

// library is the application on a database. A token is its user's id.
type library struct {
	t       testing.TB
	client  *ent.Client
	handler http.Handler
	driver  *counting
}

// onBoth runs a test on both databases.
func onBoth(t *testing.T, test func(*testing.T, *library)) {
	t.Helper()
	for name, url := range map[string]func(*testing.T) string{
		"postgres": func(t *testing.T) string { return pgtest.NewDatabase(t) },
		"sqlite":   func(*testing.T) string { return "sqlite://:memory:" },
	} {
		t.Run(name, func(t *testing.T) { test(t, newLibrary(t, url(t))) })
	}
}

func newLibrary(t *testing.T, url string) *library {
	t.Helper()
	db, err := database.Open(t.Context(), database.Options{URL: url, PoolMax: 10, Viewer: viewer.ID})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	if err := db.Create(t.Context(), []*schema.Table{migrate.IdempotencyKeysTable}, migrate.RowSecurity); err != nil {
		t.Fatal(err)
	}
	if err := db.Create(t.Context(), hiddenmigrate.Tables, hiddenmigrate.RowSecurity); err != nil {
		t.Fatal(err)
	}
	driver := &counting{Driver: db.Driver()}
	client := ent.NewClient(ent.Driver(driver))
	keys := entask.NewClient(entask.Driver(db.Driver()))
	handler, err := api.New(api.Options{
		App:         ogent.NewApp(&ogent.CRUD{Client: client, Once: idempotency.New(keys, db.Driver())}),
		Verify:      func(_ context.Context, token string) (viewer.Viewer, error) { return viewer.Viewer{ID: token}, nil },
		Unavailable: database.Unavailable,
		Violated:    database.Violated,
	})
	if err != nil {
		t.Fatal(err)
	}
	return &library{t, client, handler, driver}
}

// send sends a request as a user; headers come in pairs.
func (l *library) send(user, method, path, body string, headers ...string) *httptest.ResponseRecorder {
	l.t.Helper()
	l.driver.words = nil
	req := httptest.NewRequestWithContext(l.t.Context(), method, "/api"+path, strings.NewReader(body))
	req.Header.Set("Authorization", "Bearer "+user)
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	l.handler.ServeHTTP(w, req.WithContext(request.NewContext(req.Context(), &request.Info{Header: w.Header()})))
	return w
}

// create creates something and returns its id.
func (l *library) create(user, path, body string) string {
	l.t.Helper()
	w := l.send(user, "POST", path, body)
	var row struct{ ID string }
	if err := json.Unmarshal(w.Body.Bytes(), &row); w.Code != http.StatusCreated || err != nil {
		l.t.Fatalf("POST %s %s = %d %s, want 201", path, body, w.Code, w.Body)
	}
	return row.ID
}

// withdraw hides a book.
func (l *library) withdraw(user, book string) {
	l.t.Helper()
	ctx := privacy.DecisionContext(as(l.t.Context(), user), privacy.Allow)
	l.client.Book.UpdateOneID(uuid.MustParse(book)).SetWithdrawn(true).ExecX(ctx)
}

// remove deletes what an interceptor then hides.
func (l *library) remove(user, path string) {
	l.t.Helper()
	if w := l.send(user, "DELETE", path, ""); w.Code != http.StatusNoContent {
		l.t.Fatalf("DELETE %s = %d %s, want 204", path, w.Code, w.Body)
	}
}

func as(ctx context.Context, user string) context.Context {
	return viewer.NewContext(ctx, viewer.Viewer{ID: user})
}

// counting is a driver that keeps the first word of every statement.
type counting struct {
	dialect.Driver
	words []string
}

func (c *counting) Exec(ctx context.Context, query string, args, v any) error {
	c.words = append(c.words, strings.Fields(query)[0])
	return c.Driver.Exec(ctx, query, args, v)
}

func (c *counting) Query(ctx context.Context, query string, args, v any) error {
	c.words = append(c.words, strings.Fields(query)[0])
	return c.Driver.Query(ctx, query, args, v)
}
