// Package edges runs the application internal/generate/testdata/graph on both databases and
// proves what its edges promise: deletions, links, expansions, sub-lists, and that no link
// leads to a row of another user. Start with edges_test.go.
package edges

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"entgo.io/ent/dialect"

	"github.com/entask/entask/internal/generate/testdata/graph/ent"
	graphmigrate "github.com/entask/entask/internal/generate/testdata/graph/ent/migrate"
	_ "github.com/entask/entask/internal/generate/testdata/graph/ent/runtime"
	"github.com/entask/entask/internal/generate/testdata/graph/ogent"
	"github.com/entask/entask/internal/proof/harness"
	"github.com/entask/entask/internal/runtime/app"
)

// graph is the application of that name on a database. A token is its user's id.
type graph struct {
	t       testing.TB
	client  *ent.Client
	driver  dialect.Driver
	handler http.Handler
	sent    *harness.Statements
}

// onBoth runs a test on both databases.
func onBoth(t *testing.T, test func(*testing.T, *graph)) {
	t.Helper()
	harness.OnEachDatabase(t, func(t *testing.T, url string) { test(t, newGraph(t, url)) })
}

func newGraph(t testing.TB, url string) *graph {
	t.Helper()
	g := &graph{t: t}
	g.handler, g.sent = harness.Application{
		Tables: graphmigrate.Tables, RowSecurity: graphmigrate.RowSecurity,
		New: func(drv dialect.Driver, once app.Once) app.App {
			g.driver, g.client = drv, ent.NewClient(ent.Driver(drv))
			return ogent.NewApp(&ogent.CRUD{Client: g.client, Once: once})
		},
	}.Start(t, url)
	return g
}

// send sends a request as a user; headers come in pairs.
func (g *graph) send(user, method, path, body string, headers ...string) *httptest.ResponseRecorder {
	g.t.Helper()
	g.sent.Reset()
	return harness.Send(g.t, g.handler, user, method, "/api"+path, body, headers...)
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

// read returns the row at a path, for its owner.
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
