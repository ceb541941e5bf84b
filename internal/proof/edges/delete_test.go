package edges

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"

	"github.com/entask/entask/internal/runtime/viewer"
)

// TestDeletionFollowsTheSchema shows what happens to rows whose target is deleted.
func TestDeletionFollowsTheSchema(t *testing.T) {
	onBoth(t, func(t *testing.T, g *graph) {
		gone := func(path string) {
			t.Helper()
			if w := g.send("ann", "GET", path, ""); w.Code != http.StatusNotFound {
				t.Errorf("GET %s = %d %s, want 404", path, w.Code, w.Body)
			}
		}
		forGood := ""
		erase := func(path string, want int, text string, headers ...string) {
			t.Helper()
			if w := g.send("ann", "DELETE", path+forGood, "", headers...); w.Code != want || !strings.Contains(w.Body.String(), text) {
				t.Errorf("DELETE %s = %d %s, want %d %s", path, w.Code, w.Body, want, text)
			}
		}
		t.Run("set null", func(t *testing.T) {
			project := "/projects/" + g.create("ann", "/projects", `{"name": "p"}`)
			id := strings.TrimPrefix(project, "/projects/")
			task := "/tasks/" + g.create("ann", "/tasks", fmt.Sprintf(`{"title": "a", "project_id": %q}`, id))
			other := "/tasks/" + g.create("ann", "/tasks", `{"title": "b"}`)
			before, unlinked := g.read("ann", task), g.read("ann", other)
			erase(project, http.StatusNoContent, "")
			gone(project)
			after := g.read("ann", task)
			if after["project_id"] != nil || after["version"] != 2.0 || after["updated_at"] == before["updated_at"] {
				t.Errorf("the task is %v, want no project and another version", after)
			}
			if w := g.send("ann", "PATCH", task, `{"title": "c"}`, "If-Match", `"1"`); w.Code != http.StatusPreconditionFailed {
				t.Errorf("a write of what was read before = %d, want 412", w.Code)
			}
			if again := g.read("ann", other); again["version"] != unlinked["version"] {
				t.Errorf("another task went from %v to %v", unlinked, again)
			}
		})
		forGood = "?permanent=true"
		t.Run("cascade", func(t *testing.T) {
			root := g.create("ann", "/folders", `{"name": "root"}`)
			child := g.create("ann", "/folders", fmt.Sprintf(`{"name": "child", "parent_id": %q}`, root))
			grandchild := g.create("ann", "/folders", fmt.Sprintf(`{"name": "grandchild", "parent_id": %q}`, child))
			note := "/notes/" + g.create("ann", "/notes", fmt.Sprintf(`{"text": "n", "folder_id": %q}`, grandchild))
			// A circle, which no request can make.
			ann := viewer.NewContext(t.Context(), viewer.Viewer{ID: "ann"})
			if err := g.client.Folder.UpdateOneID(uuid.MustParse(grandchild)).AddChildIDs(uuid.MustParse(root)).Exec(ann); err != nil {
				t.Fatal(err)
			}
			erase("/folders/"+root, http.StatusPreconditionFailed, "", "If-Match", `"9"`)
			erase("/folders/"+root, http.StatusNoContent, "", "If-Match", `"1"`)
			gone("/folders/" + child)
			gone("/folders/" + grandchild)
			if after := g.read("ann", note); after["version"] != 2.0 || after["folder_id"] != nil {
				t.Errorf("the note is %v, want no folder and another version", after)
			}
		})
		t.Run("restrict", func(t *testing.T) {
			person := g.create("ann", "/people", `{"name": "p"}`)
			letter := g.create("ann", "/letters", fmt.Sprintf(`{"text": "l", "written_by": %q}`, person))
			erase("/people/"+person, http.StatusConflict, `"detail":"Letters lead to it"`)
			if w := g.send("bob", "DELETE", "/people/"+person+forGood, ""); w.Code != http.StatusForbidden {
				t.Errorf("another's DELETE = %d, want 403", w.Code)
			}
			erase("/letters/"+letter, http.StatusNoContent, "")
			erase("/people/"+person, http.StatusNoContent, "")
		})
		t.Run("restrict and set null", func(t *testing.T) {
			author, reviewer := g.create("ann", "/people", `{"name": "a"}`), g.create("ann", "/people", `{"name": "r"}`)
			body := fmt.Sprintf(`{"text": "l", "written_by": %q, "reviewer_id": %q}`, author, reviewer)
			letter := "/letters/" + g.create("ann", "/letters", body)
			both := "/letters/" + g.create("ann", "/letters", fmt.Sprintf(`{"text": "l", "written_by": %q, "reviewer_id": %q}`, reviewer, author))
			erase("/people/"+author, http.StatusConflict, "")
			if after := g.read("ann", both); after["version"] != 1.0 || after["reviewer_id"] != author {
				t.Errorf("after a refused deletion: %v, want no change", after)
			}
			erase(both, http.StatusNoContent, "")
			erase("/people/"+reviewer, http.StatusNoContent, "")
			if after := g.read("ann", letter); after["version"] != 2.0 || after["reviewer_id"] != nil {
				t.Errorf("the letter is %v, want no reviewer and another version", after)
			}
		})
		forGood = ""
		t.Run("join", func(t *testing.T) {
			tag := g.create("ann", "/tags", `{"name": "t"}`)
			task := g.create("ann", "/tasks", fmt.Sprintf(`{"title": "a", "tag_ids": [%q]}`, tag))
			erase("/tags/"+tag, http.StatusNoContent, "")
			if got := g.read("ann", "/tasks/"+task+"?expand=tags")["tags"]; fmt.Sprint(got) != "[]" {
				t.Errorf("tags are %v, want none", got)
			}
		})
		forGood = "?permanent=true"
		t.Run("one for one", func(*testing.T) {
			person := g.create("ann", "/people", `{"name": "p"}`)
			card := g.create("ann", "/cards", fmt.Sprintf(`{"number": "1", "holder_id": %q}`, person))
			erase("/people/"+person, http.StatusNoContent, "")
			gone("/cards/" + card)
		})
	})
}

// Many links to a row are set while it is deleted: each is refused, or cleared with a new
// version, and none is an error of the server.
func TestLinkingToWhatIsDeleted(t *testing.T) {
	onBoth(t, func(t *testing.T, g *graph) {
		for range 5 {
			project, tag := g.create("ann", "/projects", `{"name": "p"}`), g.create("ann", "/tags", `{"name": "t"}`)
			var ids []string
			for range 6 {
				ids = append(ids, g.create("ann", "/tasks", `{"title": "a"}`))
			}
			body := fmt.Sprintf(`{"project_id": %q, "tag_ids": [%q]}`, project, tag)
			var all sync.WaitGroup
			for i, id := range ids {
				all.Go(func() {
					method, path, text := "PATCH", "/tasks/"+id, body
					if i%2 == 0 {
						method, path, text = "POST", "/tasks", `{"title": "b", `+body[1:]
					}
					if w := g.send("ann", method, path, text); w.Code/100 != 2 && w.Code != http.StatusUnprocessableEntity {
						t.Errorf("%s = %d %s, want 2xx or 422", method, w.Code, w.Body)
					}
				})
			}
			for _, path := range []string{"/projects/" + project, "/tags/" + tag} {
				all.Go(func() {
					if w := g.send("ann", "DELETE", path, ""); w.Code != http.StatusNoContent {
						t.Errorf("DELETE %s = %d %s, want 204", path, w.Code, w.Body)
					}
				})
			}
			all.Wait()
			for i, id := range ids {
				after := g.read("ann", "/tasks/"+id)
				if v, _ := after["version"].(float64); after["project_id"] != nil || i%2 == 0 && v != 1 || v > 3 || v == 2 {
					t.Errorf("a task is %v after all, want no project and version 1, or 3 where it had one", after)
				}
			}
		}
	})
}
