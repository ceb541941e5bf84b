package feed

import (
	"errors"
	"fmt"
	"net/http"
	"testing"

	"github.com/google/uuid"

	"github.com/entask/entask/internal/generate/testdata/graph/ent"
	"github.com/entask/entask/internal/proof/harness"
	"github.com/entask/entask/internal/runtime/viewer"
)

// TestFollow: whatever changes rows, a follower has what the list returns, with one statement
// for each page.
func TestFollow(t *testing.T) {
	harness.OnEachDatabase(t, func(t *testing.T, url string) {
		g := newGraph(t, url)
		all := []*follower{
			g.follow("/tasks"), g.follow("/tasks", "limit", "1"), g.follow("/tasks", "priority", "high", "limit", "2"),
			g.follow("/tasks", "q", "b"), g.follow("/comments"), g.follow("/folders", "limit", "1"),
		}
		listers := []*lister{
			g.reads("/tasks"), g.reads("/tasks?limit=1&count=true"), g.reads("/tasks?q=b&fields=title"), g.reads("/tasks?expand=comments,project"),
			g.reads("/comments"), g.reads("/folders?deleted=with"), g.reads("/folders?deleted=only&sort=-id"),
		}
		same := func(after string) {
			t.Helper()
			for _, f := range all {
				f.same(after)
			}
			for _, r := range listers {
				r.read(after)
				if r.ask().Code != http.StatusNotModified {
					t.Errorf("after %s, and a reply to GET %s, its tag is not that of the same list", after, r.path)
				}
			}
			fresh := g.follow("/tasks", "limit", "2")
			fresh.same(after + ", from the beginning")
		}
		same("nothing")
		project := g.create("/projects", `{"name": "p"}`)
		a := g.create("/tasks", fmt.Sprintf(`{"title": "a", "project_id": %q}`, project))
		b := g.create("/tasks", `{"title": "b", "priority": "high"}`)
		same("two tasks")
		g.send(http.StatusOK, "PATCH", "/tasks/"+a, `{"title": "ab", "priority": "high"}`)
		same("a patch")
		g.send(http.StatusOK, "PUT", "/tasks/"+b, `{"title": "c", "priority": "low"}`)
		same("a put that leaves filters")
		g.send(http.StatusOK, "PATCH", "/tasks/"+b+"/toggle", "")
		same("a toggle")
		g.create("/tasks", `{"title": "once"}`, "Idempotency-Key", "k")
		g.create("/tasks", `{"title": "once"}`, "Idempotency-Key", "k")
		same("a key")
		g.send(http.StatusCreated, "POST", "/tasks/batch", `[{"title": "b1"}, {"title": "b2", "priority": "high"}, {"title": "b3"}]`)
		same("a batch")
		g.send(http.StatusOK, "PATCH", "/tasks/batch", fmt.Sprintf(`{"ids": [%q, %q], "change": {"priority": "high"}}`, a, b))
		same("a batch of changes")
		for range 3 {
			g.create("/comments", fmt.Sprintf(`{"text": "x", "task_id": %q}`, a))
		}
		same("comments")
		g.send(http.StatusNoContent, "DELETE", "/projects/"+project, "")
		same("a project whose tasks stay")
		g.send(http.StatusNoContent, "DELETE", "/tasks/"+a, "")
		same("a task with its comments")
		g.send(http.StatusNoContent, "DELETE", "/tasks/batch?ids="+b, "")
		same("a batch of deletions")
		root := g.create("/folders", `{"name": "root"}`)
		g.create("/folders", fmt.Sprintf(`{"name": "leaf", "parent_id": %q}`, root))
		same("folders")
		g.send(http.StatusNoContent, "DELETE", "/folders/"+root, "")
		same("a branch")
		if f := all[5]; len(f.rows) != 0 {
			t.Errorf("a follower has %v of what is in the trash, want nothing", f.rows)
		}
		g.send(http.StatusOK, "POST", "/folders/"+root+"/restore", "")
		same("a restored branch")
		g.send(http.StatusNoContent, "DELETE", "/folders/batch?ids="+root, "")
		same("a batch of branches")
		g.send(http.StatusNoContent, "DELETE", "/folders/"+root+"?permanent=true", "")
		same("a branch that is deleted for good")
		g.send(http.StatusNotFound, "PATCH", "/tasks/"+b, `{"title": "none"}`)
		same("a write of nothing")
		for _, f := range all {
			if f.catchUp(); len(f.told) > 0 {
				t.Errorf("%s is told %v of no change", f.path, f.told)
			}
		}
		if g.send(http.StatusOK, "GET", "/tasks/changes?since="+all[0].cursor, ""); g.sent.Words() != "SELECT" {
			t.Errorf("a page takes %s, want one SELECT", g.sent.Words())
		}
	})
}

// TestDeletedAgain: deletions of what is there again fill pages as others do, and nobody is told
// of them; not even where one transaction deletes a row and makes it anew.
func TestDeletedAgain(t *testing.T) {
	harness.OnEachDatabase(t, func(t *testing.T, url string) {
		g := newGraph(t, url)
		f, narrow := g.follow("/tasks", "limit", "1"), g.follow("/tasks", "limit", "1", "priority", "high")
		const id = "01957f3e-8d4c-7b2a-9c1e-5f6a7b8c9d0e"
		ann := viewer.NewContext(t.Context(), viewer.Viewer{ID: "ann"})
		create := func(c *ent.Client) {
			t.Helper()
			if err := c.Task.Create().SetID(uuid.MustParse(id)).SetTitle("again").Exec(ann); err != nil {
				t.Fatal(err)
			}
		}
		create(g.client)
		f.same("a create")
		narrow.same("a create")
		for range 3 {
			g.send(http.StatusNoContent, "DELETE", "/tasks/"+id, "")
			create(g.client)
		}
		if more := f.next(); !more || len(f.rows) != 1 {
			t.Errorf("a page of one change has %v and more: %v, want the row and more", f.rows, more)
		}
		f.same("three deletions")
		if len(f.told) != 1 {
			t.Errorf("told %v, want the row alone", f.told)
		}
		narrow.same("three deletions")
		tx, err := g.client.Tx(ann)
		if err != nil {
			t.Fatal(err)
		}
		err = tx.Task.DeleteOneID(uuid.MustParse(id)).Exec(ann)
		create(tx.Client())
		if err = errors.Join(err, tx.Commit()); err != nil {
			t.Fatal(err)
		}
		f.same("a deletion and a create in one transaction")
		narrow.same("a deletion and a create in one transaction")
	})
}
