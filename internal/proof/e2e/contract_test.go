package e2e

import (
	"bytes"
	"encoding/json"
	"net/http"
	"regexp"
	"testing"
)

// What the contract says about every answer, for the tests of its rows.

// taskPath returns the path of a task.
func taskPath(id string) string { return tasks + "/" + id }

// unknownID is an id that no task has.
const unknownID = "01957f3e-8d4c-7b2a-9c1e-5f6a7b8c9d0e"

// instantForm is RFC 3339 in UTC with all six digits of the microseconds.
var instantForm = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$`)

// problemBody is the body of every error.
type problemBody struct {
	Type   string
	Title  string
	Status int
	Detail *string
	Errors []struct {
		Loc       []any
		Msg, Type string
	}
	RequestID string `json:"request_id"`
}

// wantProblem expects a problem document with the status.
func wantProblem(t testing.TB, r response, status int) problemBody {
	t.Helper()
	var p problemBody
	if r.Status != status {
		t.Errorf("status = %d %s, want %d", r.Status, r.Body, status)
		return p
	}
	if got, want := r.Header.Get("Content-Type"), "application/problem+json"; got != want {
		t.Errorf("content type of a %d = %q, want %q", status, got, want)
	}
	if err := json.Unmarshal(r.Body, &p); err != nil {
		t.Fatalf("a %d is no problem document: %v\n%s", status, err, r.Body)
	}
	if p.Type != "about:blank" || p.Title != http.StatusText(status) || p.Status != status {
		t.Errorf("problem = %s, want about:blank, %q, %d", r.Body, http.StatusText(status), status)
	}
	if p.Detail == nil || *p.Detail == "" {
		t.Errorf("problem %s has no detail", r.Body)
		p.Detail = new(string)
	}
	if id := r.Header.Get("X-Request-Id"); id == "" || p.RequestID != id {
		t.Errorf("request_id = %q, want that of the header, %q", p.RequestID, id)
	}
	return p
}

// wantRules expects a 422 that names exactly these places, such as "body.title".
func wantRules(t testing.TB, r response, want ...string) problemBody {
	t.Helper()
	p := wantProblem(t, r, http.StatusUnprocessableEntity)
	got := map[string]bool{}
	for _, e := range p.Errors {
		got[join(e.Loc)] = true
		if e.Msg == "" || e.Type == "" {
			t.Errorf("rule at %v has msg %q and type %q, want both", e.Loc, e.Msg, e.Type)
		}
	}
	for _, loc := range want {
		if !got[loc] {
			t.Errorf("broken rules = %s, want one at %s", r.Body, loc)
		}
		delete(got, loc)
	}
	if len(got) > 0 {
		t.Errorf("broken rules = %s, want none at %v", r.Body, got)
	}
	return p
}

func join(loc []any) string {
	raw, _ := json.Marshal(loc)
	parts := bytes.Split(bytes.Trim(raw, "[]"), []byte(","))
	for i := range parts {
		parts[i] = bytes.Trim(parts[i], `"`)
	}
	return string(bytes.Join(parts, []byte(".")))
}

// get reads a path that must exist.
func (s *service) get(t testing.TB, user, path string) response {
	t.Helper()
	r := s.do(t, call{Method: http.MethodGet, Path: path, User: user})
	if r.Status != http.StatusOK {
		t.Fatalf("GET %s = %d %s, want 200", path, r.Status, r.Body)
	}
	return r
}

// read returns a task as it is.
func (s *service) read(t testing.TB, user, id string) task {
	t.Helper()
	return as[task](t, s.get(t, user, taskPath(id)))
}

// titles returns the titles of a list, in its order.
func (s *service) titles(t testing.TB, user, query string) []string {
	t.Helper()
	titles := []string{}
	for _, row := range as[[]task](t, s.get(t, user, tasks+"?"+query)) {
		titles = append(titles, row.Title)
	}
	return titles
}

// text returns the value of a pointer, for messages.
func text(s *string) string {
	if s == nil {
		return "null"
	}
	return *s
}
