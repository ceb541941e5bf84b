package e2e

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
)

// TestOperations tests every operation against its row of the contract, with and without a
// trailing slash.
func TestOperations(t *testing.T) {
	operations := []struct {
		name, method, path string // {} stands for the id of a task
		body               any
		status             int
		headers            []string // exactly these of the headers below
		reply              string   // "task", "list" or "" for no body
	}{
		{"list", "GET", tasks, nil, 200, []string{"ETag"}, "list"},
		{"list of one page", "GET", tasks + "?limit=1", nil, 200, []string{"ETag", "Link"}, "list"},
		{"list with count", "GET", tasks + "?count=true", nil, 200, []string{"ETag", "X-Total-Count"}, "list"},
		{"create", "POST", tasks, map[string]any{"title": "New"}, 201, []string{"ETag", "Location"}, "task"},
		{"read", "GET", tasks + "/{}", nil, 200, []string{"ETag"}, "task"},
		{"put", "PUT", tasks + "/{}", map[string]any{"title": "Put"}, 200, []string{"ETag"}, "task"},
		{"patch", "PATCH", tasks + "/{}", map[string]any{"title": "Patched"}, 200, []string{"ETag"}, "task"},
		{"toggle", "PATCH", tasks + "/{}/toggle", nil, 200, []string{"ETag"}, "task"},
		{"create many", "POST", tasks + "/batch", []any{map[string]any{"title": "New"}}, 201, nil, "list"},
		{"patch many", "PATCH", tasks + "/batch", `{"ids": ["{}"], "change": {"title": "Patched"}}`, 200, nil, "list"},
		{"delete many", "DELETE", tasks + "/batch?ids={}", nil, 204, nil, ""},
		{"delete for good many", "DELETE", tasks + "/batch?permanent=true&ids={}", nil, 204, nil, ""},
		{"create each", "POST", tasks + "/batch/each", []any{map[string]any{"title": "New"}, 1}, 207, nil, "outcomes"},
		{"patch each", "PATCH", tasks + "/batch/each", `{"ids": ["{}"], "versions": [1], "change": {"title": "Patched"}}`, 207, nil, "outcomes"},
		{"delete each", "DELETE", tasks + "/batch/each?ids={}&versions=1", nil, 207, nil, "outcomes"},
		{"delete for good each", "DELETE", tasks + "/batch/each?permanent=true&ids={}", nil, 207, nil, "outcomes"},
		{"delete", "DELETE", tasks + "/{}", nil, 204, nil, ""},
		{"delete for good", "DELETE", tasks + "/{}?permanent=true", nil, 204, nil, ""},
	}
	onEachDatabase(t, func(t *testing.T, s *service) {
		for _, op := range operations {
			for name, slash := range map[string]string{"": "", " with a slash": "/"} {
				t.Run(op.name+name, func(t *testing.T) {
					user := t.Name()
					made := s.create(t, user, map[string]any{"title": "One"})
					s.create(t, user, map[string]any{"title": "Two"})
					path, query, _ := strings.Cut(strings.ReplaceAll(op.path, "{}", made.ID), "?")
					path += slash
					if query != "" {
						path += "?" + query
					}
					body := op.body
					if text, ok := body.(string); ok {
						body = strings.ReplaceAll(text, "{}", made.ID)
					}
					r := s.do(t, call{Method: op.method, Path: path, User: user, Body: body})
					if r.Status != op.status {
						t.Fatalf("%s %s = %d %s, want %d", op.method, path, r.Status, r.Body, op.status)
					}
					for _, name := range []string{"ETag", "Link", "Location", "X-Total-Count", "Retry-After", "WWW-Authenticate", "Allow"} {
						if got, want := r.Header.Get(name) != "", slices.Contains(op.headers, name); got != want {
							t.Errorf("has %s = %v (%q), want %v", name, got, r.Header.Get(name), want)
						}
					}
					if r.Header.Get("X-Request-Id") == "" {
						t.Error("no X-Request-Id")
					}
					wantReply(t, r, op.reply)
				})
			}
		}
	})
}

// wantReply expects the form of a body.
func wantReply(t *testing.T, r response, form string) {
	t.Helper()
	if form == "" {
		if len(r.Body) != 0 {
			t.Errorf("body = %q, want none", r.Body)
		}
		return
	}
	if got := r.Header.Get("Content-Type"); !strings.HasPrefix(got, "application/json") {
		t.Errorf("content type = %q, want application/json", got)
	}
	if form == "outcomes" {
		for _, of := range as[[]taskOutcome](t, r) {
			if of.Status == http.StatusOK || of.Status == http.StatusCreated {
				wantTask(t, of.Row)
			}
		}
		return
	}
	if form == "list" {
		for _, row := range as[[]json.RawMessage](t, r) {
			wantTask(t, row)
		}
		return
	}
	wantTask(t, r.Body)
	got := as[task](t, r)
	if want := `"` + string(mustJSON(t, got.Version)) + `"`; r.Header.Get("ETag") != want {
		t.Errorf("ETag = %s, want %s", r.Header.Get("ETag"), want)
	}
	if location := r.Header.Get("Location"); r.Status == http.StatusCreated && location != taskPath(got.ID) {
		t.Errorf("Location = %q, want %q", location, taskPath(got.ID))
	}
}

// wantTask expects every field, and no other, in its form.
func wantTask(t *testing.T, raw []byte) {
	t.Helper()
	var fields map[string]any
	if err := json.Unmarshal(raw, &fields); err != nil {
		t.Fatalf("decode %s: %v", raw, err)
	}
	want := []string{"completed", "created_at", "deleted_at", "description", "due_date", "id", "priority", "title", "updated_at", "user_id", "version"}
	if got := slices.Sorted(maps.Keys(fields)); !slices.Equal(got, want) {
		t.Fatalf("fields = %v, want %v", got, want)
	}
	id, err := uuid.Parse(fields["id"].(string))
	if err != nil || id.Version() != 7 || id.String() != fields["id"] {
		t.Errorf("id = %v, want a UUID of version 7", fields["id"])
	}
	for _, name := range []string{"created_at", "updated_at"} {
		got := fields[name].(string)
		at, err := time.Parse(time.RFC3339Nano, got)
		if err != nil || !instantForm.MatchString(got) || time.Since(at).Abs() > time.Minute {
			t.Errorf("%s = %q, want now, in UTC, to the microsecond", name, got)
		}
	}
}

func mustJSON(t testing.TB, v any) []byte {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func TestCreateStoresWhatItAnswers(t *testing.T) {
	due := func(s string) map[string]any { return map[string]any{"title": "t", "due_date": s} }
	full := task{Title: "t", Priority: "medium", Version: 1}
	with := func(change func(*task)) task { c := full; change(&c); return c }
	ptr := func(s string) *string { return &s }
	long := strings.Repeat("😀", 255)
	cases := []struct {
		name string
		body map[string]any
		want task
	}{
		{"defaults", map[string]any{"title": "t"}, full},
		{"every field", map[string]any{"title": "T", "description": "d", "completed": true, "priority": "high", "due_date": "2026-03-08T17:00:00Z"},
			task{Title: "T", Description: ptr("d"), Completed: true, Priority: "high", DueDate: ptr("2026-03-08T17:00:00.000000Z"), Version: 1}},
		{"nulls", map[string]any{"title": "t", "description": nil, "due_date": nil}, full},
		{"an empty description", map[string]any{"title": "t", "description": ""}, with(func(c *task) { c.Description = ptr("") })},
		{"the longest title", map[string]any{"title": long}, with(func(c *task) { c.Title = long })},
		{"the longest description", map[string]any{"title": "t", "description": strings.Repeat("é", 10_000)}, with(func(c *task) { c.Description = ptr(strings.Repeat("é", 10_000)) })},
		{"white space around a title", map[string]any{"title": " t\n"}, with(func(c *task) { c.Title = " t\n" })},
		{"an offset", due("2026-03-08T17:00:00+05:30"), with(func(c *task) { c.DueDate = ptr("2026-03-08T11:30:00.000000Z") })},
		{"microseconds", due("2026-03-08T17:00:00.123456Z"), with(func(c *task) { c.DueDate = ptr("2026-03-08T17:00:00.123456Z") })},
		{"nanoseconds", due("2026-03-08T17:00:00.123456789Z"), with(func(c *task) { c.DueDate = ptr("2026-03-08T17:00:00.123456Z") })},
		{"the first time there is", due("0001-01-01T00:00:00Z"), with(func(c *task) { c.DueDate = ptr("0001-01-01T00:00:00.000000Z") })},
		{"the last time there is", due("9999-12-31T23:59:59.999999Z"), with(func(c *task) { c.DueDate = ptr("9999-12-31T23:59:59.999999Z") })},
	}
	onEachDatabase(t, func(t *testing.T, s *service) {
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				user := t.Name()
				created := s.do(t, call{Method: "POST", Path: tasks, User: user, Body: c.body})
				if created.Status != http.StatusCreated {
					t.Fatalf("create = %d %s, want 201", created.Status, created.Body)
				}
				got := as[task](t, created)
				if got.CreatedAt != got.UpdatedAt {
					t.Errorf("created_at %s and updated_at %s of a new task differ", got.CreatedAt, got.UpdatedAt)
				}
				c.want.ID, c.want.UserID, c.want.CreatedAt, c.want.UpdatedAt = got.ID, user, got.CreatedAt, got.UpdatedAt
				if got, want := mustJSON(t, got), mustJSON(t, c.want); !bytes.Equal(got, want) {
					t.Errorf("created %.500s\nwant %.500s", got, want)
				}
				if read := s.get(t, user, created.Header.Get("Location")); !bytes.Equal(read.Body, created.Body) {
					t.Errorf("read %s\nwant what was created: %s", read.Body, created.Body)
				}
				list := as[[]json.RawMessage](t, s.get(t, user, tasks))
				if len(list) != 1 || !bytes.Equal(list[0], created.Body) {
					t.Errorf("list = %s\nwant what was created: %s", list, created.Body)
				}
			})
		}
	})
}

func TestDeleted(t *testing.T) {
	onEachDatabase(t, func(t *testing.T, s *service) {
		made := s.create(t, "ann", map[string]any{"title": "t"})
		if r := s.do(t, call{Method: "DELETE", Path: taskPath(made.ID), User: "ann"}); r.Status != http.StatusNoContent {
			t.Fatalf("delete = %d %s, want 204", r.Status, r.Body)
		}
		for _, method := range []string{"GET", "PUT", "PATCH", "DELETE"} {
			r := s.do(t, call{Method: method, Path: taskPath(made.ID), User: "ann", Body: map[string]any{}})
			wantProblem(t, r, http.StatusNotFound)
		}
		if got := s.titles(t, "ann", ""); len(got) != 0 {
			t.Errorf("list = %v, want none", got)
		}
	})
}

func TestHeadIsGetWithoutBody(t *testing.T) {
	onEachDatabase(t, func(t *testing.T, s *service) {
		made := s.create(t, "ann", map[string]any{"title": "t"})
		s.create(t, "ann", map[string]any{"title": "u"})
		for _, path := range []string{
			tasks, tasks + "/", tasks + "?limit=1&count=true", taskPath(made.ID), taskPath(made.ID) + "/",
			taskPath(unknownID), taskPath("x"), tasks + "?limit=0", "/nowhere",
			"/health", "/livez", "/readyz", "/openapi.json", "/docs", "/health/",
		} {
			get := s.do(t, call{Method: "GET", Path: path, User: "ann"})
			head := s.do(t, call{Method: "HEAD", Path: path, User: "ann"})
			if head.Status != get.Status || len(head.Body) != 0 {
				t.Errorf("HEAD %s = %d with %d bytes, want %d and none", path, head.Status, len(head.Body), get.Status)
			}
			for _, name := range []string{"Content-Type", "ETag", "Link", "X-Total-Count"} {
				if got, want := head.Header.Get(name), get.Header.Get(name); got != want {
					t.Errorf("HEAD %s: %s = %q, want %q as of GET", path, name, got, want)
				}
			}
		}
		wantChallenge(t, s.do(t, call{Method: "HEAD", Path: tasks}), "Bearer")
	})
}

// wantChallenge expects a 401 with this WWW-Authenticate.
func wantChallenge(t *testing.T, r response, want string) {
	t.Helper()
	if got := r.Header.Get("WWW-Authenticate"); r.Status != http.StatusUnauthorized || !strings.HasPrefix(got, want) {
		t.Errorf("%d, WWW-Authenticate %q, want 401 and %s", r.Status, got, want)
	}
}

func TestOptions(t *testing.T) {
	onEachDatabase(t, func(t *testing.T, s *service) {
		for path, want := range map[string][]string{
			tasks:                            {"GET", "HEAD", "OPTIONS", "POST"},
			taskPath(unknownID):              {"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "PUT"},
			taskPath(unknownID) + "/toggle":  {"OPTIONS", "PATCH"},
			taskPath(unknownID) + "/toggle/": {"OPTIONS", "PATCH"},
			"/health":                        {"GET", "HEAD", "OPTIONS"},
			"/docs":                          {"GET", "HEAD", "OPTIONS"},
		} {
			r := s.do(t, call{Method: "OPTIONS", Path: path})
			got := strings.Split(r.Header.Get("Allow"), ", ")
			slices.Sort(got)
			if r.Status != http.StatusNoContent || !slices.Equal(got, want) {
				t.Errorf("OPTIONS %s = %d, Allow %v, want 204, %v", path, r.Status, got, want)
			}
		}
	})
}
