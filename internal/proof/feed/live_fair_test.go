package feed

import (
	"net/http"
	"testing"

	"github.com/entask/entask/internal/postgres/pgtest"
	"github.com/entask/entask/internal/proof/harness"
)

// TestStreamsOfOthers: pages of one user that do not come, however many streams ask for them, do
// not keep the changes of another user waiting.
func TestStreamsOfOthers(t *testing.T) {
	g := newGraph(t, pgtest.NewDatabase(t))
	o := some()
	o.Pages = 4
	r := g.run(o)
	for range 2 * o.Pages {
		r.read(g, "ann", "/folders", "").page()
	}
	bob := r.read(g, "bob", "/tasks", "")
	bob.page()
	busy := g.session()
	busy.do("BEGIN")
	busy.do("LOCK TABLE folders")
	g.create("/tasks", `{"title": "ann's, of which her streams are told"}`)
	stuck := g.session()
	for waiting := 0; waiting < o.Pages/2; {
		if err := stuck.QueryRow(t.Context(), "SELECT count(*) FROM pg_locks WHERE relation = 'folders'::regclass AND NOT granted").Scan(&waiting); err != nil {
			t.Fatal(err)
		}
	}
	if harness.Send(t, g.handler, "bob", "POST", "/api/tasks", `{"title": "bob's"}`).Code != http.StatusCreated {
		t.Fatal("bob cannot create a task")
	}
	if p := bob.page(); len(p.Changes) != 1 {
		t.Errorf("bob is told %v, want of his task", p)
	}
	busy.do("COMMIT")
}
