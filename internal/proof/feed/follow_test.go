package feed

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/entask/entask/internal/proof/harness"
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
		same := func(after string) {
			t.Helper()
			for _, f := range all {
				f.same(after)
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
