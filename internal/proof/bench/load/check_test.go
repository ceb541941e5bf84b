package load

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// tasksJSON returns a list of so many tasks, with change replaced in its text.
func tasksJSON(n int, change ...string) string {
	all := make([]string, n)
	for i := range all {
		all[i] = taskJSON(i, "")
	}
	return strings.NewReplacer(change...).Replace("[" + strings.Join(all, ",") + "]")
}

func taskJSON(i int, user string) string {
	return fmt.Sprintf(`{"id":"id-%d","user_id":"ann%s","title":"t","description":null,"completed":false,"priority":"low","due_date":null,"created_at":"","updated_at":"","version":3}`, i, user)
}

// answer is a server's to every request.
type answer struct {
	status int
	header string
	body   string
}

// A reply is the expected one, or an error that shows the actual one.
func TestReplies(t *testing.T) {
	const next, tag = "Link: </>; rel=\"next\"", `ETag: "3"`
	written := strings.NewReplacer(`:3}`, `:4}`, `false`, `true`).Replace(taskJSON(0, ""))
	for _, tc := range []struct {
		name   string
		op     operation
		answer answer
		want   string // what the error begins with
	}{
		{"list", list, answer{200, next, tasksJSON(20)}, ""},
		{"list refused", list, answer{429, "", `{}`}, "list: status 429, want 200: 429 {}"},
		{"list without next", list, answer{200, "", tasksJSON(20)}, "list: no Link to the next page"},
		{"list too short", list, answer{200, next, tasksJSON(19)}, "list: 19 tasks, want 20"},
		{"list of another", list, answer{200, next, tasksJSON(20, "ann", "bob")}, "list: the first task is {id-0 bob t 3 false}, want {id-0 ann t 3 false}"},
		{"list with another's", list, answer{200, next, tasksJSON(20, `"id-7","user_id":"ann"`, `"id-7","user_id":"bob"`)}, "list: callback: tasks of ann and bob in one list"},
		{"list from the second", list, answer{200, next, tasksJSON(20, "id-0", "id-x")}, "list: the first task is {id-x ann t 3 false}"},
		{"list without a field", list, answer{200, next, tasksJSON(20, `"priority":"low",`, "")}, "list: callback: a task of 9 fields, want 10 at least"},
		{"list cut off", list, answer{200, next, tasksJSON(20)[:3000]}, "list: "},
		{"read", read, answer{200, tag, taskJSON(0, "")}, ""},
		{"read of another version", read, answer{200, tag, strings.Replace(taskJSON(0, ""), ":3}", ":2}", 1)}, "read: the task is {id-0 ann t 2 false}, want {id-0 ann t 3 false}"},
		{"read without ETag", read, answer{200, "", taskJSON(0, "")}, `read: ETag is , want "3"`},
		{"read twice", read, answer{200, tag, taskJSON(0, "") + taskJSON(0, "")}, "read: more than one value"},
		{"read of no JSON", read, answer{200, tag, "<html>"}, "read: "},
		{"create", create, answer{201, tag, taskJSON(0, "")}, "create: the task is {id-0 ann t 3 false}, want {id-0 ann new task "},
		{"create refused", create, answer{200, tag, taskJSON(0, "")}, "create: status 200, want 201"},
		{"toggle", toggle, answer{200, `ETag: "4"`, written}, ""},
		{"toggle of nothing", toggle, answer{200, tag, taskJSON(0, "")}, "toggle: the task is {id-0 ann t 3 false}, want {id-0 ann t 4 true}"},
		{"update of nothing", update, answer{200, `ETag: "4"`, written}, "update: the task is {id-0 ann t 4 true}, want {id-0 ann changed task "},
	} {
		t.Run(tc.name, func(t *testing.T) {
			err := runOne(t, tc.op, tc.answer)
			if tc.want == "" && err != nil || tc.want != "" && (err == nil || !strings.HasPrefix(err.Error(), tc.want)) {
				t.Errorf("got error %v, want %q", err, tc.want)
			}
		})
	}
}

// runOne sends one request of a user with one task to a server.
func runOne(t *testing.T, op operation, a answer) error {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if name, value, ok := strings.Cut(a.header, ": "); ok {
			w.Header()[name] = []string{value} // as it stands
		}
		w.WriteHeader(a.status)
		_, _ = io.WriteString(w, a.body)
	}))
	defer server.Close()
	g, err := New([]User{{ID: "ann", tasks: []*task{{"id-0", "ann", "t", 3, false}}}}, 1)
	if err != nil {
		t.Fatal(err)
	}
	r, err := g.Run(t.Context(), server.Listener.Addr().String(), Scenario{"one", []part{{op, 100}}}, 1, Bound{Requests: 1})
	if want := 1; err == nil && r.Requests != want {
		t.Errorf("%d requests, want %d", r.Requests, want)
	}
	return err
}
