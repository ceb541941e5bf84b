package e2e

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// TestIsolation tries every operation on the owner's tasks as another user and as nobody.
// They learn at most that a task exists.
func TestIsolation(t *testing.T) {
	operations := []struct {
		name, method, path string
		body               any
		header             map[string]string
	}{
		{"read", "GET", "", nil, nil},
		{"head", "HEAD", "", nil, nil},
		{"read if changed", "GET", "", nil, map[string]string{"If-None-Match": `"1"`}},
		{"put", "PUT", "", map[string]any{"title": "stolen"}, nil},
		{"put nothing", "PUT", "", map[string]any{}, nil},
		{"put as owner", "PUT", "", map[string]any{"title": "stolen", "user_id": "other"}, nil},
		{"patch", "PATCH", "", map[string]any{"title": "stolen"}, nil},
		{"patch if it matches", "PATCH", "", map[string]any{"title": "stolen"}, map[string]string{"If-Match": `"1"`}},
		{"patch if it is any", "PATCH", "", map[string]any{"title": "stolen"}, map[string]string{"If-Match": "*"}},
		{"patch if it does not match", "PATCH", "", map[string]any{"title": "stolen"}, map[string]string{"If-Match": `"9"`}},
		{"toggle", "PATCH", "/toggle", nil, nil},
		{"toggle to true", "PATCH", "/toggle", map[string]any{"completed": true}, nil},
		{"delete", "DELETE", "", nil, nil},
		{"delete if it matches", "DELETE", "", nil, map[string]string{"If-Match": `"1"`}},
		{"delete for good", "DELETE", "?permanent=true", nil, nil},
		{"read in the trash too", "GET", "?deleted=with", nil, nil},
		{"restore", "POST", "/restore", nil, nil},
	}
	viewers := []struct {
		name, user  string
		there, gone int // the status for the owner's task, and for a missing one
	}{
		{"other", "other", 403, 404},
		{"one whose id begins alike", "owner2", 403, 404},
		{"one whose id is written otherwise", "OWNER", 403, 404},
		{"one whose id has a space behind", "owner ", 403, 404},
		{"nobody", "", 401, 401},
	}
	onEachDatabase(t, func(t *testing.T, s *service) {
		made := s.create(t, "owner", filled)
		before := s.get(t, "owner", taskPath(made.ID))
		for _, v := range viewers {
			for _, op := range operations {
				t.Run(v.name+"/"+op.name, func(t *testing.T) {
					there := s.do(t, call{Method: op.method, Path: taskPath(made.ID) + op.path, User: v.user, Body: op.body, Header: op.header})
					gone := s.do(t, call{Method: op.method, Path: taskPath(unknownID) + op.path, User: v.user, Body: op.body, Header: op.header})
					if there.Status != v.there || gone.Status != v.gone {
						t.Errorf("%d for the owner's task and %d for none, want %d and %d", there.Status, gone.Status, v.there, v.gone)
					}
					if there.Header.Get("ETag") != "" || strings.Contains(string(there.Body), "Before") || strings.Contains(string(there.Body), "owner") {
						t.Errorf("a refusal shows the task: ETag %q, %s", there.Header.Get("ETag"), there.Body)
					}
				})
			}
		}
		if after := s.get(t, "owner", taskPath(made.ID)); string(after.Body) != string(before.Body) {
			t.Errorf("after all these tries: %s\nwant %s", after.Body, before.Body)
		}
	})
}

func TestListIsolation(t *testing.T) {
	onEachDatabase(t, func(t *testing.T, s *service) {
		for i := range 6 {
			for _, user := range []string{"ann", "bob"} {
				s.create(t, user, map[string]any{
					"title": fmt.Sprintf("%s %d", user, i/2), "description": "secret of " + user, "completed": i%2 == 0,
					"priority": "high", "due_date": fmt.Sprintf("2026-01-0%dT00:00:00Z", 1+i/2),
				})
			}
		}
		queries := []string{
			"", "limit=1000", "completed=true", "completed=false", "priority=high&priority=low&priority=medium",
			"due_before=2030-01-01T00:00:00Z", "due_after=2020-01-01T00:00:00Z", "q=secret", "q=bob", "q=%25", "q=" + strings.Repeat("_", 3),
			"q=" + query("", "' OR user_id = 'bob")[1:], "offset=1", "offset=0", "deleted=with", "deleted=only", "user_id=bob",
		}
		for _, field := range sorts {
			queries = append(queries, "sort="+field, "sort=-"+field)
		}
		for _, q := range queries {
			all := s.do(t, call{Method: "GET", Path: tasks + "?count=true&" + q, User: "ann"})
			if q == "user_id=bob" {
				wantRules(t, all, "query.user_id")
				continue
			}
			rows := as[[]task](t, all)
			if slices.ContainsFunc(rows, func(r task) bool { return r.UserID != "ann" }) {
				t.Errorf("ann's list with %s has a task of bob's: %s", q, all.Body)
			}
			if total := all.Header.Get("X-Total-Count"); len(total) != 1 || total > "6" {
				t.Errorf("ann's list with %s counts %s, want at most her own 6", q, total)
			}
		}
		wantOwn(t, s)
	})
}

// wantOwn lets ann use bob's cursors, which show ann's own tasks.
func wantOwn(t *testing.T, s *service) {
	t.Helper()
	for _, field := range sorts {
		for _, sort := range []string{field, "-" + field} {
			for _, filter := range []string{"", "&completed=true", "&q=secret"} {
				cursor := s.cursorAfter(t, "bob", "sort="+sort+filter)
				r := s.do(t, call{Method: "GET", Path: tasks + "?count=true&sort=" + sort + filter + "&cursor=" + cursor, User: "ann"})
				if r.Status == http.StatusUnprocessableEntity {
					continue
				}
				for _, row := range as[[]task](t, r) {
					if row.UserID != "ann" {
						t.Errorf("bob's cursor of %s%s shows ann a task of %s", sort, filter, row.UserID)
					}
				}
				if total := r.Header.Get("X-Total-Count"); total > "6" {
					t.Errorf("bob's cursor of %s%s counts %s for ann", sort, filter, total)
				}
			}
		}
	}
}

func TestOwnerIsTheSubject(t *testing.T) {
	onEachDatabase(t, func(t *testing.T, s *service) {
		made := s.create(t, "ann", map[string]any{"title": "t", "user_id": "bob", "version": 7, "created_at": "2000-01-01T00:00:00Z"})
		if made.UserID != "ann" || made.Version != 1 || strings.HasPrefix(made.CreatedAt, "2000") {
			t.Errorf("created %+v, want ann's, with a version and times of the server's", made)
		}
		for _, method := range []string{"PUT", "PATCH"} {
			r := s.do(t, call{Method: method, Path: taskPath(made.ID), User: "ann", Body: map[string]any{"user_id": "bob"}})
			if got := as[task](t, r); r.Status != http.StatusOK || got.UserID != "ann" {
				t.Errorf("%s of the owner = %d %s, want 200 and ann", method, r.Status, r.Body)
			}
		}
		if got := s.titles(t, "bob", ""); len(got) != 0 {
			t.Errorf("bob has %v, want nothing", got)
		}
		for _, subject := range []string{"ä€😀", strings.Repeat("😀", 255), "' OR 1=1 --", "a/b?c#d", "%", "0", "ann\t"} {
			mine := s.create(t, subject, map[string]any{"title": "mine"})
			if got := s.titles(t, subject, ""); mine.UserID != subject || !slices.Equal(got, []string{"mine"}) {
				t.Errorf("subject %q: user_id %q and list %v, want its own task alone", subject, mine.UserID, got)
			}
		}
	})
}
