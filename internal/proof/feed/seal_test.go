package feed

import (
	"context"
	"maps"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
	"github.com/jackc/pgx/v5"

	"github.com/entask/entask/internal/generate/testdata/graph/ent"
	"github.com/entask/entask/internal/generate/testdata/graph/ent/intercept"
	"github.com/entask/entask/internal/generate/testdata/graph/ogent"
	"github.com/entask/entask/internal/postgres/pgtest"
	"github.com/entask/entask/internal/proof/harness"
	"github.com/entask/entask/internal/runtime/app"
	"github.com/entask/entask/internal/runtime/seal"
	"github.com/entask/entask/internal/runtime/viewer"
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
	w := r.ask()
	now := saidBy(harness.Send(r.g.t, r.g.handler, "ann", http.MethodGet, "/api"+r.path, ""))
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

// isSealed says whether a tag has a seal.
func isSealed(tag string) bool { return strings.Contains(tag, ".") }

// TestUnread: who names the tag of a list is answered without its rows, by one statement. It gets
// such a tag when it comes back for the list.
func TestUnread(t *testing.T) {
	harness.OnEachDatabase(t, func(t *testing.T, url string) {
		g := newGraph(t, url)
		g.create("/tasks", `{"title": "a"}`)
		g.create("/folders", `{"name": "a"}`)
		for _, path := range []string{"/tasks", "/tasks?limit=1&count=true", "/tasks?fields=title&q=a", "/tasks?id=01957f3e-8d4c-7b2a-9c1e-5f6a7b8c9d0e", "/folders?deleted=with"} {
			r := g.reads(path)
			first := g.send(http.StatusOK, "GET", path, "")
			if tag := first.Header().Get("ETag"); isSealed(tag) {
				t.Errorf("%s: without If-None-Match the tag is %s, want that of the content", path, tag)
			}
			if r.read("a create"); !isSealed(r.tag) {
				t.Fatalf("%s: the tag is %s, want one with a seal", path, r.tag)
			}
			if r.said != saidBy(first) {
				t.Errorf("%s: got %s, want %s", path, r.said, saidBy(first))
			}
			for _, name := range []string{r.tag, strings.TrimPrefix(r.tag, "W/"), `"none", ` + r.tag} {
				w := (&lister{g: g, path: path, tag: name}).ask()
				if w.Code != http.StatusNotModified || w.Body.Len() > 0 || w.Header().Get("ETag") != r.tag || w.Header().Get("Content-Type") != "" {
					t.Errorf("%s: got %d %q with %v, want 304 with nothing but ETag: %s", path, w.Code, w.Body, w.Header(), r.tag)
				}
				if words := g.sent.Words(); words != "SELECT" { // on SQLite it is that of the seal
					t.Errorf("%s: took %s, want one SELECT", path, words)
				}
			}
			if w := harness.Send(t, g.handler, "bob", http.MethodGet, "/api"+path, "", "If-None-Match", r.tag); w.Code != http.StatusOK && !strings.HasSuffix(r.said, "[]") {
				t.Errorf("%s: bob got %d for the tag of ann's list, want his empty one", path, w.Code)
			}
		}
	})
}

// TestUnproven: where more than rows with a feed decides what a list says, its tag is that of its
// content alone: with rows of other entities, below another row, and where there is no feed.
func TestUnproven(t *testing.T) {
	harness.OnEachDatabase(t, func(t *testing.T, url string) {
		g := newGraph(t, url)
		project := g.create("/projects", `{"name": "p"}`)
		g.create("/tasks", `{"title": "a", "project_id": "`+project+`"}`)
		for _, path := range []string{"/tasks?expand=project", "/projects/" + project + "/tasks", "/projects"} {
			r := g.reads(path)
			if r.read("a create"); isSealed(r.tag) {
				t.Errorf("%s: the tag is %s, want that of the content", path, r.tag)
			}
		}
		r := g.reads("/tasks?expand=project")
		r.read("a create")
		g.send(http.StatusOK, "PATCH", "/projects/"+project, `{"name": "q"}`)
		if r.read("a change of the project") {
			t.Error("got 304 for a task whose project has another name")
		}
	})
}

// TestIntercepted: what an interceptor does to a list may change with no row, so the tag of the list
// is that of its content alone.
func TestIntercepted(t *testing.T) {
	harness.OnEachDatabase(t, func(t *testing.T, url string) {
		g, hidden := &graph{t: t, url: url}, false
		started := application
		started.New = func(drv dialect.Driver, once app.Once) app.App {
			client := ent.NewClient(ent.Driver(drv))
			client.Task.Intercept(intercept.TraverseFunc(func(_ context.Context, q intercept.Query) error {
				if hidden {
					q.WhereP(sql.FieldEQ("title", "shown"))
				}
				return nil
			}))
			return ogent.NewApp(&ogent.CRUD{Client: client, Once: once})
		}
		g.handler, g.sent = started.Start(t, url)
		g.create("/tasks", `{"title": "a"}`)
		r := g.reads("/tasks")
		r.read("a create")
		r.read("nothing")
		hidden = true
		if r.read("a rule that hides the task") {
			t.Error("got 304 for a list from which a task has gone")
		}
		if isSealed(r.tag) {
			t.Errorf("the tag is %s, want that of the content", r.tag)
		}
	})
}

// TestPageNeverExecuted: PostgreSQL plans the page as ever, and does not execute it where the seal
// is the known one.
func TestPageNeverExecuted(t *testing.T) {
	g, last := &graph{t: t, url: pgtest.NewDatabase(t)}, &lastQuery{}
	started := application
	started.New = func(drv dialect.Driver, once app.Once) app.App {
		last.Driver = drv
		return application.New(last, once)
	}
	g.handler, g.sent = started.Start(t, g.url)
	g.create("/tasks", `{"title": "a"}`)
	r := g.reads("/tasks?limit=20")
	r.read("a create")
	s := g.session()
	for _, tc := range []struct {
		name, before string
		executed     bool
	}{
		{"the seal is known", "", false},
		{"the seal is another", "UPDATE tasks SET title = 'b'", true},
	} {
		for _, mode := range []string{"force_custom_plan", "force_generic_plan"} {
			r.ask()
			s.do("BEGIN")
			if tc.before != "" {
				s.do(tc.before)
			}
			s.do(seal.Statement)
			s.do("SET LOCAL plan_cache_mode = " + mode)
			s.do("SET LOCAL enable_seqscan = off") // of one row
			found, err := s.Query(t.Context(), "EXPLAIN (ANALYZE, TIMING OFF, SUMMARY OFF) "+last.query, last.args...)
			if err != nil {
				t.Fatal(err)
			}
			lines, err := pgx.CollectRows(found, pgx.RowTo[string])
			if err != nil {
				t.Fatal(err)
			}
			plan := strings.Join(lines, "\n")
			scan := regexp.MustCompile(`Index Scan .*using \w+ on tasks .*`).FindString(plan)
			if scan == "" || strings.Contains(scan, "(never executed)") == tc.executed || strings.Contains(plan, "Sort") {
				t.Errorf("%s, %s: want the page executed: %t, by an index in its order\n%s\n%s", tc.name, mode, tc.executed, last.query, plan)
			}
			s.do("ROLLBACK")
		}
	}
}

// lastQuery is a driver that keeps what was asked last.
type lastQuery struct {
	dialect.Driver

	query string
	args  []any
}

// Query implements dialect.Driver.
func (l *lastQuery) Query(ctx context.Context, query string, args, v any) error {
	l.query = query
	if list, ok := args.([]any); ok {
		l.args = slices.Clone(list)
	}
	return l.Driver.Query(ctx, query, args, v)
}

// TestSealNotNewer: a transaction that ends while a list is read, before its seal or before its
// page. The seal is never newer than the page.
func TestSealNotNewer(t *testing.T) {
	for _, waitsFor := range []string{"change_counters", "tasks"} {
		t.Run(waitsFor, func(t *testing.T) {
			g := newGraph(t, pgtest.NewDatabase(t))
			g.create("/tasks", `{"title": "a"}`)
			r, writer, watch := g.reads("/tasks"), g.session(), g.session()
			for range 10 {
				r.ask() // so that no statement waits where it is prepared
			}
			writer.do("BEGIN")
			writer.insert("b", "0s")
			writer.do("LOCK TABLE " + waitsFor + " IN ACCESS EXCLUSIVE MODE")
			asked := make(chan *httptest.ResponseRecorder, 1)
			go func() { asked <- r.ask() }()
			watch.wait(1)
			writer.do("COMMIT")
			w := <-asked
			r.tag, r.said = w.Header().Get("ETag"), saidBy(w)
			if w.Code != http.StatusOK || !isSealed(r.tag) || !strings.Contains(r.said, `"b"`) {
				t.Fatalf("got %d %s with %s, want both tasks, and a seal", w.Code, r.tag, r.said)
			}
			r.read("a write during the read") // which fails for an untrue 304
			g.send(http.StatusNoContent, "DELETE", "/tasks/batch?ids="+strings.Join(g.ids("/tasks"), "&ids="), "")
			if r.read("a deletion") {
				t.Error("got 304 after a deletion")
			}
		})
	}
}

func (g *graph) ids(path string) []string { return slices.Sorted(maps.Keys(g.list(path))) }

// TestCountedAlone: triggers of an older release, as a file of SQLite keeps them, count and draw
// nothing.
func TestCountedAlone(t *testing.T) {
	g := newGraph(t, "sqlite://:memory:")
	g.create("/tasks", `{"title": "a"}`)
	r := g.reads("/tasks")
	r.read("a create")
	for _, old := range []string{`DROP TRIGGER "tasks_changed"`, "UPDATE tasks SET title = 'b'", "UPDATE change_counters SET number = number + 1"} {
		if err := g.driver.Exec(t.Context(), old, []any{}, nil); err != nil {
			t.Fatal(err)
		}
	}
	if r.read("a change that is counted") {
		t.Error("got 304 after a change")
	}
}

// TestSealOfNoOtherHistory: numbers come again after a restore, seals do not.
func TestSealOfNoOtherHistory(t *testing.T) {
	harness.OnEachDatabase(t, func(t *testing.T, url string) {
		g := newGraph(t, url)
		g.create("/tasks", `{"title": "a"}`)
		r := g.reads("/tasks")
		r.read("a create")
		lost := *r
		ids := g.ids("/tasks")
		g.send(http.StatusOK, "PATCH", "/tasks/"+ids[0], `{"title": "lost"}`)
		lost.read("a change that is lost")
		ann := viewer.NewContext(t.Context(), viewer.Viewer{ID: "ann"})
		for _, back := range []string{"UPDATE tasks SET title = 'a', version = 1", "UPDATE change_counters SET number = number - 2 WHERE user_id = 'ann'"} {
			if err := g.driver.Exec(ann, back, []any{}, nil); err != nil {
				t.Fatal(err)
			}
		}
		g.send(http.StatusOK, "PATCH", "/tasks/"+ids[0], `{"title": "kept"}`)
		if lost.read("another history") {
			t.Error("got 304 for a list of another history")
		}
	})
}
