package edges

import (
	"fmt"
	"strings"
	"testing"
)

// TestEdgeRequests tests the answers to requests with edges.
func TestEdgeRequests(t *testing.T) {
	onBoth(t, func(t *testing.T, g *graph) {
		project := g.create("ann", "/projects", `{"name": "p"}`)
		tag, other := g.create("ann", "/tags", `{"name": "t"}`), g.create("ann", "/tags", `{"name": "u"}`)
		bobs := g.create("bob", "/tags", `{"name": "bob's"}`)
		task := g.create("ann", "/tasks", fmt.Sprintf(`{"title": "a", "project_id": %q}`, project))
		ann := g.create("ann", "/people", `{"name": "ann"}`)
		card := g.create("ann", "/cards", fmt.Sprintf(`{"number": "1", "holder_id": %q}`, ann))
		g.create("ann", "/comments", fmt.Sprintf(`{"text": "c", "task_id": %q}`, task))
		const none = "01957f3e-8d4c-7b2a-9c1e-5f6a7b8c9d0e"
		for _, tc := range []struct {
			name, method, path, body string
			status                   int
			want                     string // in the answer
		}{
			{"unknown edge", "GET", "/tasks?expand=project,owner", "", 422, `{"loc":["query","expand",1],"msg":"must be one of tags, comments, project","type":"enum"}`},
			{"no edge", "GET", "/tasks?expand=", "", 200, `"title":"a"`},
			{"edge twice", "GET", "/tasks?expand=project,project", "", 422, `{"loc":["query","expand",1],"msg":"must be given once","type":"repeated"}`},
			{"parameter twice", "GET", "/tasks?expand=project&expand=tags", "", 422, `{"loc":["query","expand"],"msg":"must be given once","type":"repeated"}`},
			{"parameter of the list", "GET", "/projects/" + project + "/tasks?limit=0", "", 422, `"loc":["query","limit"]`},
			{"key of the list", "GET", "/projects/" + project + "/tasks?project_id=" + project, "", 422, `unknown parameter`},
			{"no id", "GET", "/projects/x/tasks", "", 422, `"loc":["path","project_id"]`},
			{"id in another form", "GET", "/projects/" + strings.ReplaceAll(project, "-", "") + "/tasks", "", 422, `"loc":["path","project_id"]`},
			{"filter that is no id", "GET", "/tasks?project_id=x", "", 422, `"loc":["query","project_id"]`},
			{"key that is no id", "PATCH", "/tasks/" + task, `{"project_id": "x"}`, 422, `"loc":["body","project_id"]`},
			{"id that is none", "PATCH", "/tasks/" + task, fmt.Sprintf(`{"tag_ids": [%q, "x"]}`, tag), 422, `"loc":["body","tag_ids",1]`},
			{"null for a list", "PATCH", "/tasks/" + task, `{"tag_ids": null}`, 422, `"loc":["body","tag_ids"]`},
			{"id twice", "PATCH", "/tasks/" + task, fmt.Sprintf(`{"tag_ids": [%q, %q]}`, tag, strings.ToUpper(tag)), 422, `"loc":["body","tag_ids",1],"msg":"must be given once"`},
			{"too many", "PATCH", "/tasks/" + task, `{"tag_ids": [` + many(101) + `]}`, 422, `must be at most 100 items`},
			{"another's and none", "PATCH", "/tasks/" + task, fmt.Sprintf(`{"tag_ids": [%q, %q, %q]}`, tag, bobs, none), 403,
				`[{"loc":["body","tag_ids",1],"msg":"must be the id of one of yours","type":"forbidden_reference"},{"loc":["body","tag_ids",2],"msg":"must be the id of one that exists","type":"unknown_reference"}]`},
			{"none", "PATCH", "/tasks/" + task, fmt.Sprintf(`{"tag_ids": [%q, %q]}`, none, other), 422, `[{"loc":["body","tag_ids",0],"msg":"must be the id of one that exists","type":"unknown_reference"}]`},
			{"create for another's", "POST", "/tasks", fmt.Sprintf(`{"title": "a", "tag_ids": [%q]}`, bobs), 403, `"loc":["body","tag_ids",0]`},
			{"required link", "POST", "/comments", `{"text": "c"}`, 422, `{"loc":["body","task_id"],"msg":"is required","type":"missing"}`},
			{"null for what is required", "PATCH", "/cards/" + card, `{"holder_id": null}`, 422, `null_forbidden`},
			{"what another has", "POST", "/cards", fmt.Sprintf(`{"number": "2", "holder_id": %q}`, ann), 409, `{"loc":["body","holder_id"],"msg":"is taken by another Card of yours","type":"unique"}`},
			{"another's in a batch", "POST", "/tasks/batch", fmt.Sprintf(`[{"title": "a"}, {"title": "b", "tag_ids": [%q, %q]}]`, tag, bobs), 403, `[{"loc":["body",1,"tag_ids",1],"msg":"must be the id of one of yours","type":"forbidden_reference"}]`},
			{"another's in a change", "PATCH", "/tasks/batch", fmt.Sprintf(`{"ids": [%q], "change": {"tag_ids": [%q, %q]}}`, task, tag, bobs), 403, `[{"loc":["body","change","tag_ids",1]`},
			{"hidden field", "POST", "/drafts", fmt.Sprintf(`{"text": "d", "audit_id": %q}`, none), 422, `"audit_id"`},
			{"hidden edge", "GET", "/projects/" + project + "?expand=drafts", "", 422, `must be one of tasks`},
		} {
			t.Run(tc.name, func(t *testing.T) {
				w := g.send("ann", tc.method, tc.path, tc.body)
				if w.Code != tc.status || !strings.Contains(w.Body.String(), tc.want) {
					t.Errorf("got  %d %s\nwant %d %s", w.Code, w.Body, tc.status, tc.want)
				}
			})
		}
	})
}

// many are n ids.
func many(n int) string {
	ids := make([]string, n)
	for i := range ids {
		ids[i] = fmt.Sprintf(`"01957f3e-8d4c-7b2a-9c1e-%012x"`, i)
	}
	return strings.Join(ids, ", ")
}
