package feed

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"entgo.io/ent/dialect"

	"github.com/entask/entask/internal/generate/testdata/graph/ent"
	"github.com/entask/entask/internal/generate/testdata/graph/ogent"
	"github.com/entask/entask/internal/proof/harness"
	"github.com/entask/entask/internal/runtime/app"
)

// lister is a client that keeps what a list says, and asks for it with its entity tag.
type lister struct {
	g         *graph
	path      string
	tag, said string
}

func (g *graph) reads(path string) *lister { return &lister{g: g, path: path, tag: `"none"`} }

// ask asks for the list by the tag.
func (r *lister) ask() *httptest.ResponseRecorder {
	r.g.t.Helper()
	r.g.sent.Reset()
	return harness.Send(r.g.t, r.g.handler, "ann", http.MethodGet, "/api"+r.path, "", "If-None-Match", r.tag)
}

// read asks for the list, and says whether it was unchanged. A client that was told so wants to
// have what the list says.
func (r *lister) read(after string) (unchanged bool) {
	r.g.t.Helper()
	now := saidBy(harness.Send(r.g.t, r.g.handler, "ann", http.MethodGet, "/api"+r.path, ""))
	w := r.ask()
	switch {
	case w.Code == http.StatusOK:
		r.tag, r.said = w.Header().Get("ETag"), saidBy(w)
	case w.Code != http.StatusNotModified || w.Header().Get("ETag") != r.tag:
		r.g.t.Errorf("after %s GET %s = %d with ETag %s, want 200, or 304 with %s", after, r.path, w.Code, w.Header().Get("ETag"), r.tag)
	case r.said != now:
		r.g.t.Errorf("after %s GET %s with If-None-Match: %s = 304, and without it\n%s\nwhere the tag is of\n%s", after, r.path, r.tag, now, r.said)
	}
	return w.Code == http.StatusNotModified
}

// saidBy is what a reply says.
func saidBy(w *httptest.ResponseRecorder) string {
	return w.Header().Get("Link") + "\n" + w.Header().Get("X-Total-Count") + "\n" + w.Body.String()
}

// newWatched is newGraph, with a driver that keeps what was asked last.
func newWatched(t *testing.T, url string) (*graph, *lastQuery) {
	t.Helper()
	g, last := &graph{t: t, url: url}, &lastQuery{}
	started := application
	started.New = func(drv dialect.Driver, once app.Once) app.App {
		last.Driver = drv
		g.client, g.driver = ent.NewClient(ent.Driver(last)), drv
		return ogent.NewApp(&ogent.CRUD{Client: g.client, Once: once})
	}
	g.handler, g.sent = started.Start(t, url)
	if last.Dialect() == dialect.Postgres {
		s := g.session()
		last.session = &s
	}
	return g, last
}

// lastQuery is a driver that keeps what was asked last.
type lastQuery struct {
	dialect.Driver

	query   string
	args    []any
	session *session // of PostgreSQL
}

// unread says whether the last list was not read, since it is of ann's seal.
func (l *lastQuery) unread(t *testing.T) bool {
	t.Helper()
	if l.session == nil {
		return strings.Contains(l.query, `FROM "change_counters"`)
	}
	var seal string
	if err := l.session.QueryRow(t.Context(), "SELECT number + seal FROM change_counters WHERE user_id = 'ann'").Scan(&seal); err != nil {
		t.Fatal(err)
	}
	return strings.Contains(l.query, "app.seal") && slices.Contains(l.args, any(seal))
}

// Query implements dialect.Driver.
func (l *lastQuery) Query(ctx context.Context, query string, args, v any) error {
	l.query = query
	if list, ok := args.([]any); ok {
		l.args = slices.Clone(list)
	}
	return l.Driver.Query(ctx, query, args, v)
}
