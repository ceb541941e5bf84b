package e2e

import (
	"bytes"
	"net/http"
	"slices"
	"strings"
	"testing"
)

const batch = tasks + "/batch"

// createMany posts tasks with titles, and returns them.
func (s *service) createMany(t testing.TB, user string, titles ...string) []task {
	t.Helper()
	var items []any
	for _, title := range titles {
		items = append(items, map[string]any{"title": title})
	}
	r := s.do(t, call{Method: "POST", Path: batch, User: user, Body: items})
	if r.Status != http.StatusCreated {
		t.Fatalf("create many = %d %s, want 201", r.Status, r.Body)
	}
	return as[[]task](t, r)
}

func (s *service) changeMany(t testing.TB, user string, change any, ids ...string) response {
	t.Helper()
	return s.persist(t, call{Method: "PATCH", Path: batch, User: user, Body: map[string]any{"ids": ids, "change": change}})
}

func (s *service) deleteMany(t testing.TB, user string, ids ...string) response {
	t.Helper()
	return s.do(t, call{Method: "DELETE", Path: batch + "?ids=" + strings.Join(ids, "&ids="), User: user})
}

func idsOf(rows []task) []string {
	var ids []string
	for _, row := range rows {
		ids = append(ids, row.ID)
	}
	return ids
}

// batchCalls are accepted and refused calls of the operations on many tasks. They use two
// tasks of ann, given by their paths.
func batchCalls(changed, deleted, large string) []call {
	header := func(name, value string) map[string]string { return map[string]string{name: value} }
	change := func(path string) string {
		return `{"change": {}, "ids": ["` + strings.TrimPrefix(path, tasks+"/") + `"]}`
	}
	gone := batch + "?ids=" + strings.TrimPrefix(deleted, tasks+"/")
	calls := []call{
		{Method: "POST", Path: batch, User: "ann", Body: `[{"title": "u"}]`, Header: header("Idempotency-Key", "batch")},
		{Method: "PATCH", Path: batch, User: "bob", Body: change(changed)},
		{Method: "PATCH", Path: batch, User: "ann", Body: change(taskPath(unknownID))},
		{Method: "DELETE", Path: gone, User: "bob"}, {Method: "DELETE", Path: gone}, {Method: "DELETE", Path: gone, User: "spent"},
		{Method: "DELETE", Path: gone, User: "ann", Header: header("If-Match", `"1"`)},
		{Method: "DELETE", Path: batch, User: "ann"}, {Method: "DELETE", Path: gone, User: "ann"}, {Method: "DELETE", Path: gone, User: "ann"},
	}
	for method, body := range map[string]string{"POST": `[{"title": "t"}]`, "PATCH": change(changed)} {
		calls = append(calls,
			call{Method: method, Path: batch, User: "ann", Body: body},
			call{Method: method, Path: batch, Body: body},
			call{Method: method, Path: batch, User: "spent", Body: body},
			call{Method: method, Path: batch, User: "ann", Body: body, Header: header("If-Match", "*")},
			call{Method: method, Path: batch, User: "ann", Body: "["},
			call{Method: method, Path: batch, User: "ann", Body: "null"},
			call{Method: method, Path: batch, User: "ann", Body: large},
			call{Method: method, Path: batch, User: "ann", Body: body, Header: header("Content-Type", "text/plain")})
	}
	return calls
}

// wantPlaces expects errors at exactly these places, in this order.
func wantPlaces(t testing.TB, p problemBody, want ...string) {
	t.Helper()
	var got []string
	for _, e := range p.Errors {
		got = append(got, join(e.Loc))
	}
	if !slices.Equal(got, want) {
		t.Errorf("errors at %v, want %v", got, want)
	}
}

func TestBatchCreate(t *testing.T) {
	onEachDatabase(t, func(t *testing.T, s *service) {
		made := s.createMany(t, "ann", "One", "Two", "Three")
		for i, title := range []string{"One", "Two", "Three"} {
			if made[i].Title != title || made[i].UserID != "ann" || made[i].Version != 1 || made[i].CreatedAt != made[i].UpdatedAt {
				t.Errorf("item %d = %+v, want %s of ann as new", i, made[i], title)
			}
			if stored := s.read(t, "ann", made[i].ID); stored.CreatedAt != made[i].CreatedAt || stored.Title != title {
				t.Errorf("item %d is stored as %+v, want as it was answered, %+v", i, stored, made[i])
			}
		}
		if got := s.titles(t, "ann", "sort=created_at"); !slices.Equal(got, []string{"One", "Two", "Three"}) {
			t.Errorf("in the order of creation: %v, want that of the body", got)
		}
		post := func(body any) response {
			return s.do(t, call{Method: "POST", Path: batch, User: "bob", Body: body})
		}
		many := func(n int) string {
			return "[" + strings.TrimSuffix(strings.Repeat(`{"title": "x"},`, n), ",") + "]"
		}
		wantRules(t, post(`[{"title": "x"}, {"title": "", "completed": null}, {"titel": "x"}, 1, {"title": "x", "title": "y"}]`),
			"body.1.title", "body.1.completed", "body.2.title", "body.2.titel", "body.3", "body.4.title")
		wantRules(t, post(many(0)), "body")
		wantRules(t, post(many(101)), "body")
		wantRules(t, post(`{"title": "x"}`), "body")
		wantProblem(t, post(`[{"title": "x"}`), http.StatusBadRequest)
		wantProblem(t, post(`[`+strings.Repeat(" ", 256<<10)+`]`), http.StatusRequestEntityTooLarge)
		if got := s.titles(t, "bob", ""); len(got) > 0 {
			t.Errorf("after refusals bob has %v, want nothing", got)
		}
		if r := post(many(100)); r.Status != http.StatusCreated || len(as[[]task](t, r)) != 100 {
			t.Errorf("a hundred = %d, want 201", r.Status)
		}
		once := call{Method: "POST", Path: batch, User: "eve", Body: many(2), Header: map[string]string{"Idempotency-Key": "k"}}
		first, again := s.do(t, once), s.do(t, once)
		if first.Status != http.StatusCreated || !bytes.Equal(first.Body, again.Body) || len(s.titles(t, "eve", "")) != 2 {
			t.Errorf("with a key: %d %s, again %d %s, want the same two tasks", first.Status, first.Body, again.Status, again.Body)
		}
		once.Body = many(3)
		wantProblem(t, s.do(t, once), http.StatusUnprocessableEntity)
	})
}

func TestBatchUpdate(t *testing.T) {
	onEachDatabase(t, func(t *testing.T, s *service) {
		made := s.createMany(t, "ann", "One", "Two", "Three")
		bobs := s.create(t, "bob", map[string]any{"title": "Bob's"})
		ids := []string{made[2].ID, strings.ToUpper(made[0].ID)}
		r := s.changeMany(t, "ann", map[string]any{"completed": true, "due_date": "2026-03-01T00:00:00Z"}, ids...)
		after := as[[]task](t, r)
		if r.Status != http.StatusOK || len(after) != 2 || after[0].Title != "Three" || after[1].Title != "One" {
			t.Fatalf("change = %d %s, want Three and One", r.Status, r.Body)
		}
		for _, row := range after {
			if stored := s.read(t, "ann", row.ID); !row.Completed || row.Version != 2 || row.UpdatedAt <= row.CreatedAt || stored.UpdatedAt != row.UpdatedAt {
				t.Errorf("%+v stored as %+v, want completed, version 2, just now", row, stored)
			}
		}
		if two := s.read(t, "ann", made[1].ID); two != made[1] {
			t.Errorf("another one is %+v, want %+v as before", two, made[1])
		}
		change := map[string]any{"title": "No"}
		p := wantProblem(t, s.changeMany(t, "ann", change, made[0].ID, bobs.ID, unknownID), http.StatusForbidden)
		wantPlaces(t, p, "body.ids.1", "body.ids.2")
		if *p.Detail != "Access forbidden" {
			t.Errorf("detail = %q, want that of every 403", *p.Detail)
		}
		wantPlaces(t, wantProblem(t, s.changeMany(t, "ann", change, made[0].ID, unknownID, bobs.ID), http.StatusNotFound), "body.ids.1", "body.ids.2")
		wantRules(t, s.changeMany(t, "ann", change, made[0].ID, made[1].ID, strings.ToUpper(made[0].ID)), "body.ids.2")
		wantRules(t, s.changeMany(t, "ann", change), "body.ids")
		wantRules(t, s.changeMany(t, "ann", map[string]any{"title": "", "titel": 1}, "x", "{"+made[0].ID+"}"),
			"body.change.title", "body.change.titel", "body.ids.0", "body.ids.1")
		if got := s.titles(t, "ann", "sort=created_at"); !slices.Equal(got, []string{"One", "Two", "Three"}) {
			t.Errorf("after refusals: %v, want as before", got)
		}
	})
}

func TestBatchDelete(t *testing.T) {
	onEachDatabase(t, func(t *testing.T, s *service) {
		made := idsOf(s.createMany(t, "ann", "One", "Two", "Three"))
		bobs := s.create(t, "bob", map[string]any{"title": "Bob's"})
		wantPlaces(t, wantProblem(t, s.deleteMany(t, "ann", made[0], bobs.ID), http.StatusForbidden), "query.ids.1")
		wantPlaces(t, wantProblem(t, s.deleteMany(t, "ann", unknownID, made[0]), http.StatusNotFound), "query.ids.0")
		wantRules(t, s.deleteMany(t, "ann", made[0], made[0]), "query.ids.1")
		wantRules(t, s.deleteMany(t, "ann", made[0], strings.ReplaceAll(made[1], "-", "")), "query.ids.1")
		wantRules(t, s.do(t, call{Method: "DELETE", Path: batch, User: "ann"}), "query.ids")
		wantRules(t, s.do(t, call{Method: "DELETE", Path: batch + "?ids=" + made[0] + "&id=1", User: "ann"}), "query.id")
		if got := s.titles(t, "ann", ""); len(got) != 3 {
			t.Errorf("after refusals: %v, want all three", got)
		}
		if r := s.deleteMany(t, "ann", made[2], made[0]); r.Status != http.StatusNoContent || len(r.Body) > 0 {
			t.Errorf("delete = %d %s, want 204", r.Status, r.Body)
		}
		if got := s.titles(t, "ann", ""); !slices.Equal(got, []string{"Two"}) {
			t.Errorf("left: %v, want Two", got)
		}
	})
}

// TestBatchPath: the path of batches is not the path of an item.
func TestBatchPath(t *testing.T) {
	onEachDatabase(t, func(t *testing.T, s *service) {
		for _, method := range []string{"GET", "PUT"} {
			r := s.do(t, call{Method: method, Path: batch, User: "ann", Body: map[string]any{}})
			wantProblem(t, r, http.StatusMethodNotAllowed)
			if got := r.Header.Get("Allow"); got != "DELETE, PATCH, POST, OPTIONS" {
				t.Errorf("%s: Allow = %q, want DELETE, PATCH, POST, OPTIONS", method, got)
			}
		}
		for _, id := range []string{"batc", "batchx", "batch0"} {
			wantRules(t, s.do(t, call{Method: "GET", Path: taskPath(id), User: "ann"}), "path.task_id")
		}
		wantRules(t, s.do(t, call{Method: "PATCH", Path: batch + "/toggle", User: "ann"}), "path.task_id")
	})
}
