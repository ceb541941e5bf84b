// Package feed runs the application internal/generate/testdata/graph on both databases and
// proves that whoever follows a change feed has what the list returns, whoever changes a row
// and in whatever order transactions end. Start with feed_test.go.
package feed

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
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
	url     string
	client  *ent.Client
	driver  dialect.Driver
	handler http.Handler
	sent    *harness.Statements
}

func newGraph(t testing.TB, url string) *graph {
	t.Helper()
	g := &graph{t: t, url: url}
	started := application
	started.New = func(drv dialect.Driver, once app.Once) app.App {
		g.client, g.driver = ent.NewClient(ent.Driver(drv)), drv
		return application.New(drv, once)
	}
	g.handler, g.sent = started.Start(t, url)
	return g
}

var application = harness.Application{
	Tables: graphmigrate.Tables, RowSecurity: graphmigrate.RowSecurity,
	New: func(drv dialect.Driver, once app.Once) app.App {
		return ogent.NewApp(&ogent.CRUD{Client: ent.NewClient(ent.Driver(drv)), Once: once, UserData: ogent.NewUserData(drv)})
	},
}

// send sends a request as ann, and wants that status.
func (g *graph) send(want int, method, path, body string, headers ...string) *httptest.ResponseRecorder {
	g.t.Helper()
	g.sent.Reset()
	w := harness.Send(g.t, g.handler, "ann", method, "/api"+path, body, headers...)
	if w.Code != want {
		g.t.Fatalf("%s %s %s = %d %s, want %d", method, path, body, w.Code, w.Body, want)
	}
	return w
}

// create creates something and returns its id.
func (g *graph) create(path, body string, headers ...string) string {
	g.t.Helper()
	var row struct{ ID string }
	decode(g.t, g.send(http.StatusCreated, "POST", path, body, headers...), &row)
	return row.ID
}

func decode(t testing.TB, w *httptest.ResponseRecorder, v any) {
	t.Helper()
	if err := json.Unmarshal(w.Body.Bytes(), v); err != nil {
		t.Fatalf("%s: %v", w.Body, err)
	}
}

// page is one of a feed.
type page struct {
	Changes []struct {
		Op      string
		Row     map[string]any
		ID      string
		Version *int64
	}
	Cursor string
	More   bool
}

// follower is a client that holds what it has read of a feed.
type follower struct {
	g      *graph
	path   string
	query  url.Values
	cursor string
	rows   map[string]map[string]any
	told   []string // what the last call was told, in its order
}

func (g *graph) follow(path string, query ...string) *follower {
	f := &follower{g: g, path: path, query: url.Values{}, rows: map[string]map[string]any{}}
	for i := 0; i < len(query); i += 2 {
		f.query.Add(query[i], query[i+1])
	}
	return f
}

// next reads a page, and says whether more follow.
func (f *follower) next() bool {
	f.g.t.Helper()
	query := maps.Clone(f.query)
	if f.cursor != "" {
		query.Set("since", f.cursor)
	}
	var p page
	decode(f.g.t, f.g.send(http.StatusOK, "GET", f.path+"/changes?"+query.Encode(), ""), &p)
	f.apply(p)
	return p.More
}

// apply takes over the changes of a page.
func (f *follower) apply(p page) {
	for _, c := range p.Changes {
		if c.Op == "upsert" {
			id, _ := c.Row["id"].(string)
			f.rows[id] = c.Row
			f.told = append(f.told, "upsert "+id)
		} else {
			delete(f.rows, c.ID)
			f.told = append(f.told, "delete "+c.ID)
		}
	}
	f.cursor = p.Cursor
}

// catchUp reads all that has changed.
func (f *follower) catchUp() {
	f.g.t.Helper()
	f.told = nil
	for f.next() {
	}
}

// same wants the follower to hold what the list returns.
func (f *follower) same(after string) {
	f.g.t.Helper()
	query := maps.Clone(f.query)
	query.Set("limit", "1000")
	f.catchUp()
	want := f.g.list(f.path + "?" + query.Encode())
	if !reflect.DeepEqual(f.rows, want) {
		f.g.t.Errorf("after %s the follower of %s?%s holds\n%v\nand the list has\n%v\ntold %v", after, f.path, f.query.Encode(), f.rows, want, f.told)
	}
}
