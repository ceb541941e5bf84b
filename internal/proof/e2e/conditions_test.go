package e2e

import (
	"net/http"
	"strings"
	"testing"
)

// conditional are the operations that honour If-Match.
var conditional = []struct {
	name, method, path string
	body               any
}{
	{"put", "PUT", "", map[string]any{"title": "After"}},
	{"patch", "PATCH", "", map[string]any{"title": "After"}},
	{"toggle", "PATCH", "/toggle", nil},
	{"delete", "DELETE", "", nil},
}

func TestIfMatch(t *testing.T) {
	conditions := []struct {
		name, header string
		holds        bool
	}{
		{"the present version", `"2"`, true},
		{"any", `*`, true},
		{"any in white space", ` * `, true},
		{"one of a list", `"7", "2" ,"9"`, true},
		{"a former version", `"1"`, false},
		{"a later version", `"3"`, false},
		{"a list without it", `"1", "3"`, false},
		{"weak", `W/"2"`, false},
		{"unquoted", `2`, false},
		{"with zeros", `"02"`, false},
		{"with a sign", `"+2"`, false},
		{"another's tag", `"abc"`, false},
		{"a number too large", `"99999999999999999999"`, false},
		{"a negative number", `"-2"`, false},
		{"empty", ``, false},
		{"garbage", `",,"";`, false},
	}
	onEachDatabase(t, func(t *testing.T, s *service) {
		for _, op := range conditional {
			for _, c := range conditions {
				t.Run(op.name+"/"+c.name, func(t *testing.T) {
					made := s.create(t, "ann", map[string]any{"title": "Before"})
					s.do(t, call{Method: "PATCH", Path: taskPath(made.ID), User: "ann", Body: "{}"})
					r := s.do(t, call{Method: op.method, Path: taskPath(made.ID) + op.path, User: "ann", Body: op.body, Header: map[string]string{"If-Match": c.header}})
					if c.holds {
						if r.Status/100 != 2 {
							t.Errorf("with If-Match: %s = %d %s, want success", c.header, r.Status, r.Body)
						}
						return
					}
					wantProblem(t, r, http.StatusPreconditionFailed)
					if after := s.read(t, "ann", made.ID); after.Version != 2 || after.Title != "Before" || after.Completed {
						t.Errorf("after a 412: %+v, want version 2 as before", after)
					}
				})
			}
		}
	})
}

func TestIfNoneMatch(t *testing.T) {
	conditions := []struct {
		name, header string
		status       int
	}{
		{"the present version", `"1"`, 304},
		{"weak", `W/"1"`, 304},
		{"any", `*`, 304},
		{"one of a list", `"5", W/"1"`, 304},
		{"another version", `"2"`, 200},
		{"unquoted", `1`, 200},
		{"garbage", `"`, 200},
		{"empty", ``, 200},
	}
	onEachDatabase(t, func(t *testing.T, s *service) {
		made := s.create(t, "ann", map[string]any{"title": "t"})
		for _, c := range conditions {
			for _, method := range []string{"GET", "HEAD"} {
				r := s.do(t, call{Method: method, Path: taskPath(made.ID), User: "ann", Header: map[string]string{"If-None-Match": c.header}})
				if r.Status != c.status || r.Header.Get("ETag") != `"1"` {
					t.Errorf("%s, %s: %d with ETag %s, want %d with \"1\"", method, c.name, r.Status, r.Header.Get("ETag"), c.status)
				}
				if r.Status == http.StatusNotModified && len(r.Body) > 0 {
					t.Errorf("%s, %s: a 304 has a body: %s", method, c.name, r.Body)
				}
			}
		}
		s.do(t, call{Method: "PATCH", Path: taskPath(made.ID) + "/toggle", User: "ann"})
		r := s.do(t, call{Method: "GET", Path: taskPath(made.ID), User: "ann", Header: map[string]string{"If-None-Match": `"1"`}})
		if r.Status != http.StatusOK || r.Header.Get("ETag") != `"2"` {
			t.Errorf("after a write: %d with ETag %s, want 200 with \"2\"", r.Status, r.Header.Get("ETag"))
		}
	})
}

// TestConditionsInSeveralLines: a list may come in several header lines.
func TestConditionsInSeveralLines(t *testing.T) {
	onEachDatabase(t, func(t *testing.T, s *service) {
		made := s.create(t, "ann", map[string]any{"title": "t"})
		lines := func(name string) http.Header { return http.Header{name: {`"7"`, `"1"`}} }
		r := s.do(t, call{Method: "GET", Path: taskPath(made.ID), User: "ann", Lines: lines("If-None-Match")})
		if r.Status != http.StatusNotModified {
			t.Errorf("If-None-Match in two lines = %d, want 304", r.Status)
		}
		r = s.do(t, call{Method: "PATCH", Path: taskPath(made.ID), User: "ann", Body: "{}", Lines: lines("If-Match")})
		if r.Status != http.StatusOK {
			t.Errorf("If-Match in two lines = %d %s, want 200", r.Status, r.Body)
		}
	})
}

// TestOrderOfChecks: 401, then 422 for an invalid id, then 404 or 403, then 412.
func TestOrderOfChecks(t *testing.T) {
	onEachDatabase(t, func(t *testing.T, s *service) {
		made := s.create(t, "ann", map[string]any{"title": "t"})
		cases := []struct {
			name, user, id string
			status         int
		}{
			{"nobody, no id", "", "x", 401},
			{"nobody, no such task", "", unknownID, 401},
			{"nobody, ann's task", "", made.ID, 401},
			{"bob, no id", "bob", "x", 422},
			{"bob, a UUID in braces", "bob", "%7B" + made.ID + "%7D", 422},
			{"bob, a UUID without dashes", "bob", strings.ReplaceAll(made.ID, "-", ""), 422},
			{"bob, a UUID of a URN", "bob", "urn:uuid:" + made.ID, 422},
			{"bob, no such task", "bob", unknownID, 404},
			{"bob, ann's task", "bob", made.ID, 403},
			{"ann, a former version", "ann", made.ID, 412},
			{"ann, in capitals", "ann", strings.ToUpper(made.ID), 412},
		}
		for _, op := range append(conditional, struct {
			name, method, path string
			body               any
		}{"read", "GET", "", nil}) {
			for _, c := range cases {
				t.Run(op.name+"/"+c.name, func(t *testing.T) {
					r := s.do(t, call{Method: op.method, Path: taskPath(c.id) + op.path, User: c.user, Body: op.body, Header: map[string]string{"If-Match": `"99"`}})
					if op.method == "GET" && c.status == http.StatusPreconditionFailed {
						if r.Status != http.StatusOK {
							t.Errorf("read = %d %s, want 200", r.Status, r.Body)
						}
						return
					}
					p := wantProblem(t, r, c.status)
					want := map[int]string{401: "Not authenticated", 403: "Access forbidden", 404: "Resource not found"}[c.status]
					if want != "" && text(p.Detail) != want {
						t.Errorf("detail = %q, want %q", text(p.Detail), want)
					}
				})
			}
		}
	})
}
