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

	"entgo.io/ent/dialect/sql"
	"github.com/jackc/pgx/v5"

	"github.com/entask/entask/internal/generate/testdata/graph/ent/intercept"
	"github.com/entask/entask/internal/postgres/pgtest"
	"github.com/entask/entask/internal/proof/harness"
	"github.com/entask/entask/internal/runtime/seal"
	"github.com/entask/entask/internal/runtime/viewer"
)

// TestUnread: who comes back for a list by its tag has it read once more, and from then on is answered
// without its rows, by one statement, for as long as nothing happens to the owner's rows.
func TestUnread(t *testing.T) {
	harness.OnEachDatabase(t, func(t *testing.T, url string) {
		g, last := newWatched(t, url)
		g.create("/tasks", `{"title": "a"}`)
		g.create("/folders", `{"name": "a"}`)
		for _, path := range []string{"/tasks", "/tasks?limit=1&count=true", "/tasks?fields=title&q=a", "/tasks?id=01957f3e-8d4c-7b2a-9c1e-5f6a7b8c9d0e", "/folders?deleted=with"} {
			first := g.send(http.StatusOK, "GET", path, "")
			r := &lister{g, path, first.Header().Get("ETag"), saidBy(first)}
			if !r.read("nothing") || last.unread(t) {
				t.Errorf("%s: the first who comes back got %s, want 304 for what was read", path, r.tag)
			}
			for _, name := range []string{r.tag, strings.TrimPrefix(r.tag, "W/"), `"none", ` + r.tag} {
				w := (&lister{g: g, path: path, tag: name}).ask()
				if w.Code != http.StatusNotModified || w.Body.Len() > 0 || w.Header().Get("ETag") != r.tag || w.Header().Get("Content-Type") != "" {
					t.Errorf("%s: got %d %q with %v, want 304 with nothing but ETag: %s", path, w.Code, w.Body, w.Header(), r.tag)
				}
				if words := g.sent.Words(); words != "SELECT" || !last.unread(t) { // on SQLite it is that of the seal
					t.Errorf("%s: took %s, %s, want one SELECT that reads nothing", path, words, last.query)
				}
			}
			g.create("/tasks", `{"title": "z"}`)
			if r.read("a create"); last.unread(t) {
				t.Errorf("%s: was not read after a create", path)
			}
			if !r.read("nothing") || !last.unread(t) {
				t.Errorf("%s: was read again, though nothing has happened since the answer with %s", path, r.tag)
			}
			if w := harness.Send(t, g.handler, "bob", http.MethodGet, "/api"+path, "", "If-None-Match", r.tag); w.Code != http.StatusOK && !strings.HasSuffix(r.said, "[]") {
				t.Errorf("%s: bob got %d for the tag of ann's list, want his empty one", path, w.Code)
			}
		}
	})
}

// TestAlwaysRead: where more than rows with a feed decides what a list says, it is read each time: with
// rows of other entities, below another row, and where there is no feed.
func TestAlwaysRead(t *testing.T) {
	harness.OnEachDatabase(t, func(t *testing.T, url string) {
		g, last := newWatched(t, url)
		project := g.create("/projects", `{"name": "p"}`)
		g.create("/tasks", `{"title": "a", "project_id": "`+project+`"}`)
		for _, path := range []string{"/tasks?expand=project", "/projects/" + project + "/tasks", "/projects"} {
			r := g.reads(path)
			for range 3 {
				if r.read("nothing"); last.unread(t) {
					t.Errorf("%s: was not read", path)
				}
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

// TestIntercepted: what an interceptor does to a list may change with no row, so the list is read each
// time.
func TestIntercepted(t *testing.T) {
	harness.OnEachDatabase(t, func(t *testing.T, url string) {
		g, last := newWatched(t, url)
		hidden := false
		g.client.Task.Intercept(intercept.TraverseFunc(func(_ context.Context, q intercept.Query) error {
			if hidden {
				q.WhereP(sql.FieldEQ("title", "shown"))
			}
			return nil
		}))
		g.create("/tasks", `{"title": "a"}`)
		r := g.reads("/tasks")
		r.read("a create")
		r.read("nothing")
		hidden = true
		for range 2 {
			if r.read("a rule that hides the task"); last.unread(t) {
				t.Error("a list that a rule decides was not read")
			}
		}
	})
}

// TestPageNeverExecuted: PostgreSQL plans the page as ever, and does not execute it where the seal
// is the known one.
func TestPageNeverExecuted(t *testing.T) {
	g, last := newWatched(t, pgtest.NewDatabase(t))
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
			s.do(strings.ReplaceAll(seal.Statement, "$1", "'ann'"))
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
			if w.Code != http.StatusOK || !strings.Contains(r.said, `"b"`) {
				t.Fatalf("got %d %s, want both tasks", w.Code, r.said)
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
