package api_test

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/entask/entask/internal/proof/harness"
)

// TestStatements shows what each operation costs: one statement, and a second
// one only to tell 403 from 404 or 412, for a count, or for an Idempotency-Key.
// docs/performance.md lists them.
func TestStatements(t *testing.T) { harness.OnEachDatabase(t, testStatements) }

func testStatements(t *testing.T, url string) {
	handler, sent := graphApp.Start(t, url)
	send := func(user, method, path, body string, header ...string) *httptest.ResponseRecorder {
		sent.Reset()
		return harness.Send(t, handler, user, method, path, body, header...)
	}
	made := func(user string) string {
		return send(user, "POST", "/api/tasks", `{"title": "a"}`).Header().Get("Location")
	}
	one := made("ann")
	id := func(location string) string { return location[len("/api/tasks/"):] }
	all := "/api/tasks/batch"
	a, b, bobs := id(made("ann")), id(made("ann")), id(made("bob"))
	none := "01957f3e-8d4c-7b2a-9c1e-5f6a7b8c9d0e"
	change := func(ids ...string) string {
		return `{"change": {"completed": true}, "ids": ["` + strings.Join(ids, `", "`) + `"]}`
	}
	ids := func(ids ...string) string { return all + "?ids=" + strings.Join(ids, "&ids=") }
	for _, tc := range []struct {
		name, user, method, path, body string
		header                         []string
		status                         int
		want                           string
	}{
		{"create", "ann", "POST", "/api/tasks", `{"title": "b"}`, nil, 201, "INSERT"},
		{"create once", "ann", "POST", "/api/tasks", `{"title": "b"}`, []string{"Idempotency-Key", "k"}, 201, "BEGIN SELECT INSERT INSERT COMMIT"},
		{"create again", "ann", "POST", "/api/tasks", `{"title": "b"}`, []string{"Idempotency-Key", "k"}, 201, "BEGIN SELECT ROLLBACK SELECT"},
		{"list", "ann", "GET", "/api/tasks?priority=low&q=x&sort=-created_at&offset=1", "", nil, 200, "SELECT"},
		{"count", "ann", "GET", "/api/tasks?count=true", "", nil, 200, "SELECT SELECT"},
		{"read", "ann", "GET", one, "", nil, 200, "SELECT"},
		{"put", "ann", "PUT", one, `{"title": "c", "project_id": null}`, nil, 200, "UPDATE"},
		{"patch", "ann", "PATCH", one, `{"completed": true}`, nil, 200, "UPDATE"},
		{"patch nothing", "ann", "PATCH", one, `{}`, nil, 200, "UPDATE"},
		{"toggle", "ann", "PATCH", one + "/toggle", "", []string{"If-Match", "*"}, 200, "UPDATE"},
		{"stale", "ann", "PATCH", one, `{}`, []string{"If-Match", `"1"`}, 412, "UPDATE SELECT"},
		{"another's", "bob", "PATCH", one, `{}`, nil, 403, "UPDATE SELECT"},
		{"another's read", "bob", "GET", one, "", nil, 403, "SELECT SELECT"},
		{"none", "ann", "DELETE", "/api/tasks/01957f3e-8d4c-7b2a-9c1e-5f6a7b8c9d0e", "", nil, 404, "DELETE SELECT"},
		{"invalid", "ann", "POST", "/api/tasks", `{"title": ""}`, nil, 422, ""},
		{"unknown parameter", "ann", "GET", "/api/tasks?x=1", "", nil, 422, ""},
		{"delete", "ann", "DELETE", one, "", nil, 204, "DELETE"},
		{"create many", "ann", "POST", all, `[{"title": "b"}, {"title": "c", "project_id": null, "priority": "low"}]`, nil, 201, "INSERT"},
		{"create many once", "ann", "POST", all, `[{"title": "b"}, {"title": "b"}]`, []string{"Idempotency-Key", "m"}, 201, "BEGIN SELECT INSERT INSERT COMMIT"},
		{"create many again", "ann", "POST", all, `[{"title": "b"}, {"title": "b"}]`, []string{"Idempotency-Key", "m"}, 201, "BEGIN SELECT ROLLBACK SELECT"},
		{"create many, one of them broken", "ann", "POST", all, `[{"title": "b"}, {"title": ""}]`, nil, 422, ""},
		{"change many", "ann", "PATCH", all, change(b, a), nil, 200, "UPDATE"},
		{"change many, one of them another's", "ann", "PATCH", all, change(a, bobs, b), nil, 403, "UPDATE SELECT"},
		{"change many, one of them none", "ann", "PATCH", all, change(a, none), nil, 404, "UPDATE SELECT"},
		{"change many, one of them twice", "ann", "PATCH", all, change(a, a), nil, 422, ""},
		{"create each", "ann", "POST", all + "/each", `[{"title": "b"}, {"title": "c"}]`, nil, 207, "INSERT"},
		{"create each, one of them broken", "ann", "POST", all + "/each", `[{"title": "b"}, {"title": ""}]`, nil, 207, "INSERT"},
		{"create each, all of them broken", "ann", "POST", all + "/each", `[{"title": ""}]`, nil, 207, ""},
		{"create each once", "ann", "POST", all + "/each", `[{"title": "b"}, 1]`, []string{"Idempotency-Key", "e"}, 207, "BEGIN SELECT INSERT INSERT COMMIT"},
		{"create each again", "ann", "POST", all + "/each", `[{"title": "b"}, 1]`, []string{"Idempotency-Key", "e"}, 207, "BEGIN SELECT ROLLBACK SELECT"},
		{"change each", "ann", "PATCH", all + "/each", change(b, a), nil, 207, "UPDATE"},
		{"change each, one of them another's", "ann", "PATCH", all + "/each", change(a, bobs, b), nil, 207, "UPDATE SELECT SELECT UPDATE"},
		{"change each, one of them stale", "ann", "PATCH", all + "/each", `{"change": {}, "ids": ["` + a + `", "` + b + `"], "versions": [1, 4]}`, nil, 207, "UPDATE SELECT UPDATE"},
		{"delete each, one of them none", "ann", "DELETE", all + "/each?ids=" + none, "", nil, 207, "DELETE SELECT SELECT"},
		{"delete many, one of them another's", "bob", "DELETE", ids(bobs, a), "", nil, 403, "DELETE SELECT"},
		{"delete many", "ann", "DELETE", ids(a, b), "", nil, 204, "DELETE"},
		{"delete many that are gone", "ann", "DELETE", ids(a, b), "", nil, 404, "DELETE SELECT"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			w := send(tc.user, tc.method, tc.path, tc.body, tc.header...)
			if got := fmt.Sprintf("%d %s", w.Code, sent.Words()); got != fmt.Sprintf("%d %s", tc.status, tc.want) {
				t.Errorf("got %s, want %d %s\n%s", got, tc.status, tc.want, w.Body)
			}
		})
	}
}
