// Package edges runs the application internal/generate/testdata/graph on both databases and
// proves what its edges promise: deletions, links, expansions, sub-lists, and that no link
// leads to a row of another user. Start with edges_test.go.
package edges

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql/schema"

	entask "github.com/entask/entask/ent"
	"github.com/entask/entask/ent/migrate"
	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/generate/testdata/graph/ent"
	graphmigrate "github.com/entask/entask/internal/generate/testdata/graph/ent/migrate"
	_ "github.com/entask/entask/internal/generate/testdata/graph/ent/runtime"
	"github.com/entask/entask/internal/generate/testdata/graph/ogent"
	"github.com/entask/entask/internal/postgres/pgtest"
	"github.com/entask/entask/internal/runtime/request"
	"github.com/entask/entask/internal/runtime/viewer"
	"github.com/entask/entask/internal/service/api"
	"github.com/entask/entask/internal/service/idempotency"
)

// graph is the application of that name on a database. A token is its user's id.
type graph struct {
	t       testing.TB
	client  *ent.Client
	handler http.Handler
	driver  *counting
}

// onBoth runs a test on both databases.
func onBoth(t *testing.T, test func(*testing.T, *graph)) {
	t.Helper()
	for name, url := range map[string]func(*testing.T) string{
		"postgres": func(t *testing.T) string { return pgtest.NewDatabase(t) },
		"sqlite":   func(*testing.T) string { return "sqlite://:memory:" },
	} {
		t.Run(name, func(t *testing.T) { test(t, newGraph(t, url(t))) })
	}
}

func newGraph(t *testing.T, url string) *graph {
	t.Helper()
	db, err := database.Open(t.Context(), database.Options{URL: url, PoolMax: 10, Viewer: viewer.ID})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	keys := entask.NewClient(entask.Driver(db.Driver()))
	if err := db.Create(t.Context(), []*schema.Table{migrate.IdempotencyKeysTable}, migrate.RowSecurity); err != nil {
		t.Fatal(err)
	}
	driver := &counting{Driver: db.Driver()}
	client := ent.NewClient(ent.Driver(driver))
	if err := db.Create(t.Context(), graphmigrate.Tables, graphmigrate.RowSecurity); err != nil {
		t.Fatal(err)
	}
	handler, err := api.New(api.Options{
		App:         ogent.NewApp(&ogent.CRUD{Client: client, Once: idempotency.New(keys, driver)}),
		Verify:      func(_ context.Context, token string) (viewer.Viewer, error) { return viewer.Viewer{ID: token}, nil },
		Unavailable: database.Unavailable,
		Violated:    database.Violated,
	})
	if err != nil {
		t.Fatal(err)
	}
	return &graph{t, client, handler, driver}
}

// send sends a request as a user; headers come in pairs.
func (g *graph) send(user, method, path, body string, headers ...string) *httptest.ResponseRecorder {
	g.t.Helper()
	g.driver.reset()
	req := httptest.NewRequestWithContext(g.t.Context(), method, "/api"+path, strings.NewReader(body))
	req.Header.Set("Authorization", "Bearer "+user)
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	g.handler.ServeHTTP(w, req.WithContext(request.NewContext(req.Context(), &request.Info{Header: w.Header()})))
	return w
}

// create creates something and returns its id.
func (g *graph) create(user, path, body string) string {
	g.t.Helper()
	w := g.send(user, "POST", path, body)
	if w.Code != http.StatusCreated {
		g.t.Fatalf("POST %s %s = %d %s, want 201", path, body, w.Code, w.Body)
	}
	id, _ := decoded(g.t, w)["id"].(string)
	return id
}

// read returns what a path holds, for its owner.
func (g *graph) read(user, path string) map[string]any {
	g.t.Helper()
	w := g.send(user, "GET", path, "")
	if w.Code != http.StatusOK {
		g.t.Fatalf("GET %s = %d %s, want 200", path, w.Code, w.Body)
	}
	return decoded(g.t, w)
}

// list returns a field of each item of a list.
func (g *graph) list(user, path, field string) []any {
	g.t.Helper()
	w := g.send(user, "GET", path, "")
	var items []map[string]any
	if err := json.Unmarshal(w.Body.Bytes(), &items); w.Code != http.StatusOK || err != nil {
		g.t.Fatalf("GET %s = %d %s, want a list", path, w.Code, w.Body)
	}
	values := []any{}
	for _, item := range items {
		values = append(values, item[field])
	}
	return values
}

func decoded(t testing.TB, w *httptest.ResponseRecorder) map[string]any {
	t.Helper()
	var v map[string]any
	if err := json.Unmarshal(w.Body.Bytes(), &v); err != nil {
		t.Fatalf("%s: %v", w.Body, err)
	}
	return v
}

// counting is a driver that keeps the first word of every statement.
type counting struct {
	dialect.Driver
	mu    sync.Mutex
	words []string
}

func (c *counting) reset() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.words = nil
}

func (c *counting) note(query string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.words = append(c.words, strings.Fields(query)[0])
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

// ids are the ids of the rows that a reply shows.
func ids(rows any) []string {
	all, _ := rows.([]any)
	out := []string{}
	for _, row := range all {
		id, _ := row.(map[string]any)["id"].(string)
		out = append(out, id)
	}
	return out
}

// nextPage is the path that a Link header leads to, without the prefix.
func nextPage(link string) string {
	path, _, _ := strings.Cut(strings.TrimPrefix(link, "</api"), ">")
	return path
}
