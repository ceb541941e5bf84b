package e2e

import (
	"bytes"
	"maps"
	"net/http"
	"testing"
)

// writers are the ways to update a task.
var writers = []struct{ name, method, contentType string }{
	{"put", "PUT", "application/json"},
	{"patch", "PATCH", "application/json"},
	{"merge patch", "PATCH", "application/merge-patch+json"},
	{"merge patch with a parameter", "PATCH", "Application/Merge-Patch+JSON; charset=utf-8"},
}

// filled is a task without default values.
var filled = map[string]any{
	"title": "Before", "description": "before", "completed": true, "priority": "high", "due_date": "2026-01-01T00:00:00.000001Z",
}

func TestThreeStates(t *testing.T) {
	type fields = map[string]any
	cases := []struct {
		name       string
		body, want fields // want is what differs from before
	}{
		{"nothing", fields{}, fields{}},
		{"title", fields{"title": "After"}, fields{"title": "After"}},
		{"description", fields{"description": "after"}, fields{"description": "after"}},
		{"description empty", fields{"description": ""}, fields{"description": ""}},
		{"description null", fields{"description": nil}, fields{"description": nil}},
		{"completed", fields{"completed": false}, fields{"completed": false}},
		{"completed as before", fields{"completed": true}, fields{}},
		{"priority", fields{"priority": "low"}, fields{"priority": "low"}},
		{"priority to the default", fields{"priority": "medium"}, fields{"priority": "medium"}},
		{"due_date", fields{"due_date": "2027-01-01T01:00:00+01:00"}, fields{"due_date": "2027-01-01T00:00:00.000000Z"}},
		{"due_date null", fields{"due_date": nil}, fields{"due_date": nil}},
		{"every field", fields{"title": "A", "description": nil, "completed": false, "priority": "low", "due_date": nil},
			fields{"title": "A", "description": nil, "completed": false, "priority": "low", "due_date": nil}},
		{"read-only fields alone", fields{"id": unknownID, "user_id": "eve", "created_at": "2000-01-01T00:00:00Z", "updated_at": nil, "version": 99}, fields{}},
		{"read-only fields of another type", fields{"title": "A", "id": []int{1}, "user_id": fields{"a": 1}, "created_at": true, "version": "x"}, fields{"title": "A"}},
	}
	onEachDatabase(t, func(t *testing.T, s *service) {
		for _, w := range writers {
			for _, c := range cases {
				t.Run(w.name+"/"+c.name, func(t *testing.T) {
					user := t.Name()
					before := as[fields](t, s.get(t, user, taskPath(s.create(t, user, filled).ID)))
					path := taskPath(before["id"].(string))
					r := s.do(t, call{Method: w.method, Path: path, User: user, Body: c.body, Header: map[string]string{"Content-Type": w.contentType}})
					if r.Status != http.StatusOK || r.Header.Get("ETag") != `"2"` {
						t.Fatalf("update = %d, ETag %s, %s, want 200 and \"2\"", r.Status, r.Header.Get("ETag"), r.Body)
					}
					got, want := as[fields](t, r), maps.Clone(before)
					maps.Copy(want, c.want)
					want["version"] = 2.0
					if got["updated_at"].(string) <= before["updated_at"].(string) {
						t.Errorf("updated_at = %v, want after %v", got["updated_at"], before["updated_at"])
					}
					want["updated_at"] = got["updated_at"]
					if !maps.Equal(got, want) {
						t.Errorf("updated %v\nwant    %v", got, want)
					}
					if read := s.get(t, user, path); !bytes.Equal(read.Body, r.Body) {
						t.Errorf("read %s\nwant what was answered: %s", read.Body, r.Body)
					}
				})
			}
		}
	})
}

func TestUpdateRefusesAndChangesNothing(t *testing.T) {
	cases := []struct {
		name   string
		body   string
		status int
		rules  []string
	}{
		{"title null", `{"title": null}`, 422, []string{"body.title"}},
		{"title empty", `{"title": ""}`, 422, []string{"body.title"}},
		{"title blank", `{"title": " \t\n\u00a0\u3000\ufeff"}`, 422, []string{"body.title"}},
		{"completed null", `{"completed": null}`, 422, []string{"body.completed"}},
		{"priority null", `{"priority": null}`, 422, []string{"body.priority"}},
		{"priority unknown", `{"priority": "urgent"}`, 422, []string{"body.priority"}},
		{"one of many", `{"title": "A", "description": null, "completed": 0}`, 422, []string{"body.completed"}},
		{"unknown field", `{"title": "A", "dueDate": null}`, 422, []string{"body.dueDate"}},
		{"not an object", `[{"title": "A"}]`, 422, []string{"body"}},
		{"null", `null`, 422, []string{"body"}},
		{"empty", ``, 400, nil},
		{"not JSON", `{"title": "A"`, 400, nil},
	}
	onEachDatabase(t, func(t *testing.T, s *service) {
		before := s.create(t, "ann", filled)
		for _, w := range writers {
			for _, c := range cases {
				t.Run(w.name+"/"+c.name, func(t *testing.T) {
					r := s.do(t, call{Method: w.method, Path: taskPath(before.ID), User: "ann", Body: c.body, Header: map[string]string{"Content-Type": w.contentType}})
					if c.status == http.StatusUnprocessableEntity {
						wantRules(t, r, c.rules...)
					} else {
						wantProblem(t, r, c.status)
					}
				})
			}
		}
		for _, method := range []string{"PUT", "POST"} {
			path := map[string]string{"PUT": taskPath(before.ID), "POST": tasks}[method]
			wantProblem(t, s.do(t, call{Method: method, Path: path, User: "ann", Body: filled,
				Header: map[string]string{"Content-Type": "application/merge-patch+json"}}), http.StatusUnsupportedMediaType)
		}
		if after := s.read(t, "ann", before.ID); after.Version != 1 || after.UpdatedAt != before.UpdatedAt || after.Title != before.Title {
			t.Errorf("after refused updates: %+v, want %+v", after, before)
		}
	})
}

func TestWhatWasReadCanBeSentBack(t *testing.T) {
	onEachDatabase(t, func(t *testing.T, s *service) {
		for _, w := range writers {
			before := s.create(t, "ann", filled)
			for range 3 {
				whole := s.get(t, "ann", taskPath(before.ID))
				r := s.do(t, call{Method: w.method, Path: taskPath(before.ID), User: "ann", Body: whole.Body, Header: map[string]string{"Content-Type": w.contentType}})
				if r.Status != http.StatusOK {
					t.Fatalf("%s of what was read = %d %s, want 200", w.name, r.Status, r.Body)
				}
			}
			after := s.read(t, "ann", before.ID)
			if after.Version != 4 || after.UpdatedAt <= before.UpdatedAt {
				t.Errorf("%s: version %d at %s, want 4 after %s", w.name, after.Version, after.UpdatedAt, before.UpdatedAt)
			}
			after.Version, after.UpdatedAt = before.Version, before.UpdatedAt
			if got, want := mustJSON(t, after), mustJSON(t, before); !bytes.Equal(got, want) {
				t.Errorf("%s: after %s\nwant %s", w.name, got, want)
			}
		}
		copied := s.get(t, "ann", taskPath(s.create(t, "ann", filled).ID))
		if again := s.create(t, "bob", copied.Body); again.UserID != "bob" || again.Version != 1 || again.Title != "Before" {
			t.Errorf("created from what ann read: %+v, want a task of bob's of version 1", again)
		}
	})
}

func TestToggle(t *testing.T) {
	cases := []struct {
		name         string
		body         any
		contentType  string
		before, want bool
		status       int
	}{
		{"no body, open", nil, "", false, true, 200},
		{"no body, of another type", "", "text/plain", false, true, 200},
		{"no body, completed", nil, "", true, false, 200},
		{"empty body", "", "application/json", false, true, 200},
		{"empty object", "{}", "application/json", false, true, 200},
		{"true, open", `{"completed": true}`, "application/json", false, true, 200},
		{"true, completed", `{"completed": true}`, "application/json", true, true, 200},
		{"false, completed", `{"completed": false}`, "application/json", true, false, 200},
		{"false, open", `{"completed": false}`, "application/json", false, false, 200},
		{"merge patch", `{"completed": true}`, "application/merge-patch+json", true, true, 200},
		{"null", `{"completed": null}`, "application/json", false, false, 422},
		{"a number", `{"completed": 1}`, "application/json", false, false, 422},
		{"another field", `{"title": "A"}`, "application/json", false, false, 422},
		{"not JSON", `{`, "application/json", false, false, 400},
		{"plain text", `true`, "text/plain", false, false, 415},
	}
	onEachDatabase(t, func(t *testing.T, s *service) {
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				before := s.create(t, "ann", map[string]any{"title": "t", "description": "d", "completed": c.before, "due_date": "2026-01-01T00:00:00Z"})
				req := call{Method: "PATCH", Path: taskPath(before.ID) + "/toggle", User: "ann", Body: c.body, Lines: http.Header{}}
				if c.contentType != "" {
					req.Lines["Content-Type"] = []string{c.contentType}
				}
				r := s.do(t, req)
				after := s.read(t, "ann", before.ID)
				if c.status != http.StatusOK {
					wantProblem(t, r, c.status)
					if after.Version != 1 || after.Completed != c.before {
						t.Errorf("after a refused toggle: %+v, want %+v", after, before)
					}
					return
				}
				if r.Status != http.StatusOK || !bytes.Equal(mustJSON(t, as[task](t, r)), mustJSON(t, after)) {
					t.Errorf("toggle = %d %s, want 200 %+v", r.Status, r.Body, after)
				}
				want := before
				want.Completed, want.Version, want.UpdatedAt = c.want, 2, after.UpdatedAt
				if !bytes.Equal(mustJSON(t, after), mustJSON(t, want)) || after.UpdatedAt <= before.UpdatedAt {
					t.Errorf("after = %s\nwant %s, updated later", mustJSON(t, after), mustJSON(t, want))
				}
			})
		}
	})
}
