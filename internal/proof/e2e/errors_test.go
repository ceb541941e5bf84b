package e2e

import (
	"net/http"
	"slices"
	"strings"
	"testing"
)

// TestErrors produces the rows of the contract's table of errors.
func TestErrors(t *testing.T) {
	onEachDatabase(t, func(t *testing.T, s *service) {
		anns := taskPath(s.create(t, "ann", map[string]any{"title": "t"}).ID)
		s.createWith(t, "ann", "key", map[string]any{"title": "t"})
		plain := map[string]string{"Content-Type": "text/plain"}
		cases := []struct {
			name   string
			call   call
			status int
			detail string // "" for any
		}{
			{"empty body", call{Method: "POST", Path: tasks, User: "ann", Body: ""}, 400, "The body is not JSON: it is empty"},
			{"cut body", call{Method: "POST", Path: tasks, User: "ann", Body: `{"title":`}, 400, "The body is not JSON: it ends too early"},
			{"syntax", call{Method: "POST", Path: tasks, User: "ann", Body: "{\n \"title\": 'x'}"}, 400,
				"The body is not JSON: line 2, column 11: invalid character '\\'' looking for beginning of value"},
			{"two values", call{Method: "PUT", Path: anns, User: "ann", Body: `{} {}`}, 400, ""},
			{"not UTF-8", call{Method: "POST", Path: tasks, User: "ann", Body: "{\"title\": \"\xff\"}"}, 400, "The body is not JSON: it is not UTF-8"},
			{"no token", call{Method: "GET", Path: tasks}, 401, "Not authenticated"},
			{"a bad token", call{Method: "GET", Path: tasks, Header: map[string]string{"Authorization": "Bearer x"}}, 401, "Not authenticated"},
			{"no token, and all else wrong", call{Method: "PUT", Path: taskPath("x") + "?a=b", Body: "{", Header: plain}, 401, "Not authenticated"},
			{"another's", call{Method: "GET", Path: anns, User: "bob"}, 403, "Access forbidden"},
			{"no such task", call{Method: "GET", Path: taskPath(unknownID), User: "ann"}, 404, "Resource not found"},
			{"no such path", call{Method: "GET", Path: "/nowhere"}, 404, "Resource not found"},
			{"no such path of the API", call{Method: "GET", Path: "/api/v1/nothing", User: "ann"}, 404, "Resource not found"},
			{"no such version of the API", call{Method: "GET", Path: "/api/v2/tasks", User: "ann"}, 404, "Resource not found"},
			{"two slashes behind", call{Method: "GET", Path: tasks + "//", User: "ann"}, 404, "Resource not found"},
			{"a slash doubled within", call{Method: "GET", Path: "/api//v1/tasks", User: "ann"}, 404, "Resource not found"},
			{"a path beneath", call{Method: "GET", Path: anns + "/toggle/more", User: "ann"}, 404, "Resource not found"},
			{"metrics are elsewhere", call{Method: "GET", Path: "/metrics"}, 404, "Resource not found"},
			{"a key used again", call{Method: "POST", Path: tasks, User: "ann", Body: `{"title": "u"}`, Header: map[string]string{"Idempotency-Key": "key"}}, 422,
				"The Idempotency-Key was used with another body"},
			{"a former version", call{Method: "DELETE", Path: anns, User: "ann", Header: map[string]string{"If-Match": `"0"`}}, 412, "The resource has changed since it was read"},
			{"too large", call{Method: "PATCH", Path: anns + "/toggle", User: "ann", Body: "{}" + strings.Repeat(" ", 64<<10)}, 413, "The body is too large: at most 65536 bytes"},
			{"plain text", call{Method: "POST", Path: tasks, User: "ann", Body: `{"title": "t"}`, Header: plain}, 415, "The body must be application/json"},
			{"a form", call{Method: "PATCH", Path: anns, User: "ann", Body: "title=t", Header: map[string]string{"Content-Type": "application/x-www-form-urlencoded"}}, 415, ""},
			{"JSON of another kind", call{Method: "PUT", Path: anns, User: "ann", Body: "{}", Header: map[string]string{"Content-Type": "application/problem+json"}}, 415, ""},
			{"no content type", call{Method: "POST", Path: tasks, User: "ann", Body: `{"title": "t"}`, Lines: http.Header{"Content-Type": nil}}, 415, ""},
			{"a title too long", call{Method: "POST", Path: tasks, User: "ann", Body: map[string]any{"title": strings.Repeat("😀", 256)}}, 422, "title: must be at most 255 characters"},
			{"no title", call{Method: "POST", Path: tasks, User: "ann", Body: `{}`}, 422, "title: is required"},
			{"no UUID", call{Method: "GET", Path: taskPath("1"), User: "ann"}, 422, "task_id: must be a UUID"},
		}
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				p := wantProblem(t, s.do(t, c.call), c.status)
				if got := text(p.Detail); c.detail != "" && got != c.detail {
					t.Errorf("detail = %q, want %q", got, c.detail)
				}
			})
		}
		wantChallenge(t, s.do(t, call{Method: "GET", Path: tasks}), "Bearer")
	})
}

func TestMethodNotAllowed(t *testing.T) {
	onEachDatabase(t, func(t *testing.T, s *service) {
		one := taskPath(unknownID)
		for _, c := range []struct {
			path    string
			methods []string
			want    []string
		}{
			{tasks, []string{"PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"}, []string{"GET", "HEAD", "OPTIONS", "POST"}},
			{one, []string{"POST", "TRACE"}, []string{"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "PUT"}},
			{one + "/toggle", []string{"GET", "POST", "PUT", "DELETE"}, []string{"OPTIONS", "PATCH"}},
			{one + "/toggle/", []string{"POST"}, []string{"OPTIONS", "PATCH"}},
			{"/health", []string{"POST", "DELETE"}, []string{"GET", "HEAD", "OPTIONS"}},
			{"/openapi.json", []string{"PUT"}, []string{"GET", "HEAD", "OPTIONS"}},
			{"/docs", []string{"PATCH"}, []string{"GET", "HEAD", "OPTIONS"}},
		} {
			for _, method := range c.methods {
				for _, user := range []string{"ann", ""} {
					r := s.do(t, call{Method: method, Path: c.path, User: user})
					wantProblem(t, r, http.StatusMethodNotAllowed)
					got := strings.Split(r.Header.Get("Allow"), ", ")
					if slices.Sort(got); !slices.Equal(got, c.want) {
						t.Errorf("%s %s: Allow = %v, want %v", method, c.path, got, c.want)
					}
				}
			}
		}
	})
}

// TestBrokenRulesAllAtOnce expects each broken rule with its place.
func TestBrokenRulesAllAtOnce(t *testing.T) {
	cases := []struct {
		name, method, path, body string
		want                     []string
	}{
		{"create", "POST", tasks + "?x=1",
			`{"title": " ", "description": 5, "completed": "yes", "priority": "urgent", "due_date": "tomorrow", "dueDate": 1}`,
			[]string{"query.x", "body.title", "body.description", "body.completed", "body.priority", "body.due_date", "body.dueDate"}},
		{"put", "PUT", taskPath("x"),
			`{"title": null, "description": "` + strings.Repeat("é", 10_001) + `", "completed": null, "priority": 1, "due_date": 1}`,
			[]string{"path.task_id", "body.title", "body.description", "body.completed", "body.priority", "body.due_date"}},
		{"toggle", "PATCH", taskPath("x") + "/toggle?y=1", `{"completed": null, "done": true}`,
			[]string{"path.task_id", "query.y", "body.completed", "body.done"}},
		{"missing", "POST", tasks, `{"Title": "t"}`, []string{"body.title", "body.Title"}},
		{"NUL", "POST", tasks, `{"title": "a\u0000b", "description": "\u0000"}`, []string{"body.title", "body.description"}},
		{"surrogates", "POST", tasks, `{"title": "\ud800", "description": "\udc00\ud800"}`, []string{"body.title", "body.description"}},
		{"times", "POST", tasks, `{"title": "", "due_date": "2026-01-01T1:00:00Z"}`, []string{"body.title", "body.due_date"}},
		{"a time with a comma", "POST", tasks, `{"title": "t", "due_date": "2026-01-01T00:00:00,5Z"}`, []string{"body.due_date"}},
		{"a time out of range", "PATCH", taskPath(unknownID), `{"title": "", "due_date": "9999-12-31T23:59:59-01:00"}`, []string{"body.title", "body.due_date"}},
		{"an array", "PATCH", taskPath(unknownID), `[]`, []string{"body"}},
		{"a number", "POST", tasks, `1`, []string{"body"}},
	}
	hints := map[string]string{"dueDate": "due_date", "titel": "title", "desciption": "description", "Priority": "priority", "isCompleted": "completed", "zzz": ""}
	onEachDatabase(t, func(t *testing.T, s *service) {
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				p := wantRules(t, s.do(t, call{Method: c.method, Path: c.path, User: "ann", Body: c.body}), c.want...)
				for _, e := range p.Errors {
					if !strings.Contains(text(p.Detail), e.Msg) {
						t.Errorf("detail = %q, want it to say %q", text(p.Detail), e.Msg)
					}
				}
			})
		}
		for name, want := range hints {
			p := wantRules(t, s.do(t, call{Method: "POST", Path: tasks, User: "ann", Body: map[string]any{"title": "t", name: true}}), "body."+name)
			if hint := "did you mean " + want + "?"; strings.Contains(text(p.Detail), hint) != (want != "") {
				t.Errorf("detail of %s = %q, want the hint %q", name, text(p.Detail), want)
			}
		}
		for _, title := range []string{"2026-01-01T1:00:00Z", "2026-01-01T00:00:00,5Z", "a\u200b", "\\u0000"} {
			if made := s.create(t, "ann", map[string]any{"title": title}); made.Title != title {
				t.Errorf("title = %q, want %q as it was", made.Title, title)
			}
		}
	})
}
