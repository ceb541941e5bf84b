package api_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/entask/entask/internal/proof/harness"
)

// TestConditionsOfMany: an operation that lists no condition refuses one, after all that
// is asked of the request itself.
func TestConditionsOfMany(t *testing.T) {
	h, _ := graphApp.Start(t, harness.SQLite)
	const tasks, good = "/api/tasks", `{"title": "t"}`
	for _, tc := range []struct {
		name, method, path, body string
		header                   []string
		status                   int
		detail                   string
	}{
		{"a version", "POST", tasks, good, []string{"If-Match", `"1"`}, 412, "If-Match does not hold: this operation has no ETag"},
		{"any version", "POST", tasks, good, []string{"If-Match", "*"}, 412, "If-Match does not hold: this operation has no ETag"},
		{"of a batch", "POST", tasks + "/batch", "[" + good + "]", []string{"If-Match", `"1"`}, 412, "If-Match does not hold: this operation has no ETag"},
		{"of a batch without a body", "DELETE", tasks + "/batch?ids=01957f3e-8d4c-7b2a-9c1e-5f6a7b8c9d0e", "", []string{"If-Match", `"1"`}, 412, "If-Match does not hold: this operation has no ETag"},
		{"nothing", "POST", tasks, good, []string{"If-None-Match", "*"}, 412, "If-None-Match does not hold: this operation has no ETag"},
		{"nothing, twice", "POST", tasks, good, []string{"If-None-Match", "*, *"}, 412, "If-None-Match does not hold: this operation has no ETag"},
		{"another version", "POST", tasks, good, []string{"If-None-Match", `"1"`}, 201, ""},
		{"of a list", "GET", tasks, "", []string{"If-Match", `"1"`}, 200, ""},
		{"a broken body", "POST", tasks, `{"title": 1}`, []string{"If-Match", `"1"`}, 422, "title: must be a string"},
		{"no JSON", "POST", tasks, `{`, []string{"If-Match", `"1"`}, 400, "The body is not JSON: it ends too early"},
		{"another type", "POST", tasks, good, []string{"If-Match", `"1"`, "Content-Type", "text/plain"}, 415, "The body must be application/json"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			w := harness.Send(t, h, "ann", tc.method, tc.path, tc.body, tc.header...)
			if w.Code != tc.status || tc.status >= http.StatusBadRequest && !strings.Contains(w.Body.String(), `"detail":"`+tc.detail+`"`) {
				t.Errorf("got %d %s, want %d %s", w.Code, w.Body, tc.status, tc.detail)
			}
		})
	}
}
