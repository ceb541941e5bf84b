package edges

import (
	"fmt"
	"testing"
)

// TestEdgeStatements shows what edges cost: one statement for each expansion, none for a link
// by a key, a transaction for links from many to many and for the deletion of what others lead
// to, and a second one only to tell an empty list from a missing parent, or why a link is
// refused. docs/performance.md lists them.
func TestEdgeStatements(t *testing.T) {
	onBoth(t, func(t *testing.T, g *graph) {
		project := g.create("ann", "/projects", `{"name": "p"}`)
		empty := g.create("ann", "/projects", `{"name": "empty"}`)
		tag := g.create("ann", "/tags", `{"name": "t"}`)
		foreign := g.create("bob", "/projects", `{"name": "bob's"}`)
		task := g.create("ann", "/tasks", fmt.Sprintf(`{"title": "a", "project_id": %q, "tag_ids": [%q]}`, project, tag))
		const none = "01957f3e-8d4c-7b2a-9c1e-5f6a7b8c9d0e"
		link, tags := fmt.Sprintf(`{"project_id": %q}`, project), fmt.Sprintf(`{"tag_ids": [%q]}`, tag)
		for _, tc := range []struct {
			name, user, method, path, body string
			header                         []string
			status                         int
			want                           string
		}{
			{"create", "ann", "POST", "/tasks", `{"title": "b"}`, nil, 201, "INSERT"},
			{"create linked", "ann", "POST", "/tasks", `{"title": "b", ` + link[1:], nil, 201, "INSERT"},
			{"create tagged", "ann", "POST", "/tasks", `{"title": "b", ` + tags[1:], nil, 201, "BEGIN INSERT INSERT COMMIT"},
			{"create with no tags", "ann", "POST", "/tasks", `{"title": "b", "tag_ids": []}`, nil, 201, "INSERT"},
			{"list", "ann", "GET", "/tasks", "", nil, 200, "SELECT"},
			{"list expanded", "ann", "GET", "/tasks?expand=project,tags", "", nil, 200, "SELECT WITH SELECT"},
			{"list by project", "ann", "GET", "/tasks?project_id=" + project, "", nil, 200, "SELECT"},
			{"read expanded", "ann", "GET", "/tasks/" + task + "?expand=project", "", nil, 200, "SELECT SELECT"},
			{"read expanded to many", "ann", "GET", "/projects/" + project + "?expand=tasks", "", nil, 200, "SELECT WITH"},
			{"sub-list", "ann", "GET", "/projects/" + project + "/tasks", "", nil, 200, "SELECT"},
			{"sub-list by join", "ann", "GET", "/tags/" + tag + "/tasks?count=true", "", nil, 200, "SELECT SELECT"},
			{"sub-list expanded", "ann", "GET", "/projects/" + project + "/tasks?expand=tags,project", "", nil, 200, "SELECT WITH SELECT"},
			{"empty sub-list", "ann", "GET", "/projects/" + empty + "/tasks?expand=tags", "", nil, 200, "SELECT SELECT"},
			{"another's sub-list", "ann", "GET", "/projects/" + foreign + "/tasks", "", nil, 403, "SELECT SELECT"},
			{"sub-list of none", "ann", "GET", "/projects/" + none + "/tasks", "", nil, 404, "SELECT SELECT"},
			{"patch", "ann", "PATCH", "/tasks/" + task, `{"completed": true}`, nil, 200, "UPDATE"},
			{"patch link", "ann", "PATCH", "/tasks/" + task, link, nil, 200, "UPDATE"},
			{"patch link away", "ann", "PATCH", "/tasks/" + task, `{"project_id": null}`, nil, 200, "UPDATE"},
			{"patch tags", "ann", "PATCH", "/tasks/" + task, tags, nil, 200, "BEGIN UPDATE DELETE INSERT COMMIT"},
			{"patch tags away", "ann", "PATCH", "/tasks/" + task, `{"tag_ids": []}`, nil, 200, "BEGIN UPDATE DELETE COMMIT"},
			{"patch tags of what has no version", "ann", "PATCH", "/tags/" + tag, fmt.Sprintf(`{"task_ids": [%q]}`, task), nil, 200, "BEGIN UPDATE DELETE INSERT COMMIT"},
			{"patch another's tags", "bob", "PATCH", "/tags/" + tag, `{"task_ids": []}`, nil, 403, "BEGIN UPDATE ROLLBACK SELECT"},
			{"stale", "ann", "PATCH", "/tasks/" + task, tags, []string{"If-Match", `"1"`}, 412, "BEGIN UPDATE ROLLBACK SELECT"},
			{"link to another's", "ann", "PATCH", "/tasks/" + task, fmt.Sprintf(`{"project_id": %q}`, foreign), nil, 403, "UPDATE SELECT"},
			{"link to none", "ann", "PATCH", "/tasks/" + task, fmt.Sprintf(`{"project_id": %q}`, none), nil, 422, "UPDATE SELECT"},
			{"create many", "ann", "POST", "/tasks/batch", fmt.Sprintf(`[{"title": "x", "project_id": %[1]q}, {"title": "y", "project_id": %[2]q}, {"title": "z", "project_id": %[1]q}]`, project, empty), nil, 201, "INSERT"},
			{"create many, one another's", "ann", "POST", "/tasks/batch", fmt.Sprintf(`[{"title": "x", "project_id": %q}, {"title": "y", "project_id": %q}]`, project, foreign), nil, 403, "INSERT SELECT"},
			{"create each, two another's", "ann", "POST", "/tasks/batch/each", fmt.Sprintf(`[{"title": "x", "project_id": %q}, {"title": "y"}, {"title": "z", "project_id": %q}]`, foreign, none), nil, 207, "INSERT SELECT INSERT"},
			{"update many", "ann", "PATCH", "/tasks/batch", fmt.Sprintf(`{"ids": [%q], "change": %s}`, task, link), nil, 200, "UPDATE"},
			{"update many tags", "ann", "PATCH", "/tasks/batch", fmt.Sprintf(`{"ids": [%q], "change": %s}`, task, tags), nil, 200, "BEGIN SELECT UPDATE DELETE INSERT COMMIT"},
			{"delete many", "ann", "DELETE", "/projects/batch?ids=" + empty, "", nil, 204, "BEGIN SELECT UPDATE DELETE COMMIT"},
			{"delete many, one another's", "ann", "DELETE", "/projects/batch?ids=" + project + "&ids=" + foreign, "", nil, 403, "BEGIN SELECT COMMIT SELECT"},
			{"delete what is joined", "ann", "DELETE", "/tags/" + tag, "", nil, 204, "DELETE"},
			{"delete what is led to", "ann", "DELETE", "/projects/" + project, "", nil, 204, "BEGIN SELECT UPDATE DELETE COMMIT"},
			{"delete none", "ann", "DELETE", "/projects/" + project, "", nil, 404, "BEGIN SELECT DELETE ROLLBACK SELECT"},
		} {
			t.Run(tc.name, func(t *testing.T) {
				w := g.send(tc.user, tc.method, tc.path, tc.body, tc.header...)
				if got, want := fmt.Sprintf("%d %s", w.Code, g.sent.Words()), fmt.Sprintf("%d %s", tc.status, tc.want); got != want {
					t.Errorf("got  %s\nwant %s\n%s", got, want, w.Body)
				}
			})
		}
	})
}
