package edges

import (
	"fmt"
	"net/http"
	"slices"
	"testing"

	"github.com/entask/entask/internal/generate/testdata/graph/ent"
)

// TestExpansion shows rows with the rows that they link to.
func TestExpansion(t *testing.T) {
	onBoth(t, func(t *testing.T, g *graph) {
		ctx := as(t.Context(), "ann")
		mine, yours := g.rows("ann"), g.rows("bob")
		busy, idle := mine.project, g.client.Project.Create().SetName("idle").SaveX(ctx)
		tasks := g.client.Task.MapCreateBulk(make([]int, 103), func(c *ent.TaskCreate, i int) {
			c.SetTitle(fmt.Sprint(i)).SetProject(busy).AddTags(mine.tag)
		}).SaveX(ctx)
		last := g.client.Task.Create().SetTitle("last").SetProject(idle).SaveX(ctx)

		t.Run("at most 100 for each, the latest first", func(t *testing.T) {
			for _, tc := range []struct{ path, edge string }{
				{"/projects?expand=tasks&sort=id", "tasks"},
				{"/tags?expand=tasks", "tasks"},
			} {
				parents := g.list("ann", tc.path, tc.edge)
				got := ids(parents[0])
				want := []string{}
				for _, task := range tasks[3:] {
					want = append(want, task.ID.String())
				}
				slices.Sort(want)
				slices.Reverse(want)
				if !slices.Equal(got, want) {
					t.Errorf("%s shows %d, want the 100 latest in order:\n%v", tc.path, len(got), got)
				}
			}
			if got := ids(g.list("ann", "/projects?expand=tasks", "tasks")[0]); !slices.Equal(got, []string{last.ID.String()}) {
				t.Errorf("the other project shows %v, want its one task", got)
			}
		})
		t.Run("one level", func(t *testing.T) {
			task := g.read("ann", "/tasks/"+last.ID.String()+"?expand=project,tags")
			project, _ := task["project"].(map[string]any)
			if _, ok := project["tasks"]; project["name"] != "idle" || ok {
				t.Errorf("the project is %v, want it alone", project)
			}
			if tags := ids(task["tags"]); len(tags) != 0 {
				t.Errorf("tags are %v, want none", tags)
			}
		})
		t.Run("only what is asked for", func(t *testing.T) {
			task := g.read("ann", "/tasks/"+last.ID.String())
			for _, edge := range []string{"project", "tags", "comments"} {
				if v, ok := task[edge]; ok {
					t.Errorf("%s is %v, want it absent", edge, v)
				}
			}
			if task := g.read("ann", "/tasks/"+mine.task.ID.String()+"?expand=project"); task["project"] != nil {
				t.Errorf("no project is shown as %v, want null", task["project"])
			}
		})
		t.Run("never answered with 304", func(t *testing.T) {
			task := "/tasks/" + last.ID.String()
			tag := g.send("ann", "GET", task+"?expand=tags", "").Header().Get("ETag")
			g.client.Tag.UpdateOne(mine.tag).AddTasks(last).SaveX(ctx)
			for query, want := range map[string]int{"": http.StatusNotModified, "?expand=": http.StatusNotModified, "?expand=tags": http.StatusOK} {
				if w := g.send("ann", "GET", task+query, "", "If-None-Match", tag); w.Code != want {
					t.Errorf("%q = %d, want %d", query, w.Code, want)
				}
			}
		})
		t.Run("of one kind", func(t *testing.T) {
			friend := g.client.Person.Create().SetName("friend").AddFriends(mine.person).AddFollowing(mine.person).SaveX(ctx)
			got := g.read("ann", "/people/"+mine.person.ID.String()+"?expand=friends,followers,following,card,written")
			for edge, want := range map[string][]string{"friends": {friend.ID.String()}, "followers": {friend.ID.String()}, "following": {}, "written": {}} {
				if !slices.Equal(ids(got[edge]), want) {
					t.Errorf("%s are %v, want %v", edge, ids(got[edge]), want)
				}
			}
			if card, ok := got["card"]; card != nil || !ok {
				t.Errorf("card is %v, %v, want null", card, ok)
			}
			card := g.client.Card.Create().SetNumber("1").SetHolder(friend).SaveX(ctx)
			one, _ := g.read("ann", "/people/"+friend.ID.String()+"?expand=card")["card"].(map[string]any)
			if one["id"] != card.ID.String() {
				t.Errorf("card is %v, want %v", one, card)
			}
		})
		t.Run("nobody else's", func(t *testing.T) {
			g.client.Task.UpdateOne(yours.task).SetProject(yours.project).AddTags(yours.tag).SaveX(as(t.Context(), "bob"))
			for _, path := range []string{
				"/projects/" + busy.ID.String() + "?expand=tasks", "/projects/" + busy.ID.String() + "/tasks",
				"/tags/" + mine.tag.ID.String() + "/tasks", "/tasks/" + last.ID.String() + "?expand=project",
			} {
				if w := g.send("bob", "GET", path, ""); w.Code != http.StatusForbidden {
					t.Errorf("GET %s as another = %d, want 403", path, w.Code)
				}
			}
			if got := g.list("bob", "/tasks?expand=project,tags&project_id="+busy.ID.String(), "id"); len(got) != 0 {
				t.Errorf("another sees %v by the project's id", got)
			}
			if got := ids(g.list("bob", "/projects?expand=tasks", "tasks")[0]); len(got) != 1 {
				t.Errorf("another sees %v, want the one task that is theirs", got)
			}
		})
	})
}

// TestSubLists pages through the items of a parent.
func TestSubLists(t *testing.T) {
	onBoth(t, func(t *testing.T, g *graph) {
		ctx := as(t.Context(), "ann")
		mine := g.rows("ann")
		for i := range 7 {
			g.client.Task.Create().SetTitle(fmt.Sprint(i)).SetProject(mine.project).AddTags(mine.tag).SetCompleted(i%2 == 0).SaveX(ctx)
		}
		for _, path := range []string{"/projects/" + mine.project.ID.String() + "/tasks", "/tags/" + mine.tag.ID.String() + "/tasks"} {
			var titles []any
			for next := path + "?limit=3&sort=-created_at&expand=project"; next != ""; {
				w := g.send("ann", "GET", next, "")
				titles = append(titles, g.list("ann", next, "title")...)
				next = nextPage(w.Header().Get("Link"))
			}
			if got := fmt.Sprint(titles); got != "[6 5 4 3 2 1 0]" {
				t.Errorf("%s pages through %s", path, got)
			}
			w := g.send("ann", "GET", path+"?count=true&q=3", "")
			if got := w.Header().Get("X-Total-Count"); got != "1" {
				t.Errorf("%s with a search counts %q, want 1", path, got)
			}
			if w := g.send("ann", "GET", path+"?offset=100", ""); w.Code != http.StatusOK || w.Body.String() != "[]" {
				t.Errorf("past the end = %d %s, want an empty list", w.Code, w.Body)
			}
		}
	})
}
