package e2e

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
)

// TestUsersStorm: twenty users use all operations at once. Each sees exactly what a single
// user would see, and nothing of the others.
func TestUsersStorm(t *testing.T) {
	const users, steps = 20, 60
	onEachDatabase(t, func(t *testing.T, s *service) {
		var foreign sync.Map // ids of tasks, with their owners
		atOnce(users, func(client int) {
			u := &user{service: s, name: fmt.Sprintf("user%02d", client), dice: new(dice), model: map[string]task{}, foreign: &foreign}
			*u.dice = dice(client)
			for range steps {
				u.step(t)
			}
			u.list(t, "")
		})
		s.unharmed(t)
	})
}

// user is a client that knows the expected state of its tasks.
type user struct {
	*service
	*dice
	name    string
	model   map[string]task
	foreign *sync.Map
}

// step sends one request, and checks the answer against the user's knowledge.
func (u *user) step(t *testing.T) {
	id := u.any()
	title := fmt.Sprintf("%s's %d", u.name, u.IntN(1000))
	switch n := u.IntN(9); {
	case n < 2 || id == "":
		body := map[string]any{"title": title, "description": "secret of " + u.name}
		c := call{Method: http.MethodPost, Path: tasks, User: u.name, Body: body}
		if n == 0 { // all users share this key
			c.Header = map[string]string{"Idempotency-Key": fmt.Sprint("key ", len(u.model))}
		}
		res := u.do(t, c)
		if (res.Status == http.StatusConflict || res.Status == http.StatusUnprocessableEntity) && n == 0 {
			return // the key of an earlier task of this user
		}
		u.expect(t, res, http.StatusCreated, func(tk *task) { *tk = as[task](t, res) })
	case n == 2:
		res := u.do(t, call{Method: http.MethodPatch, Path: taskPath(id) + "/toggle", User: u.name})
		u.expect(t, res, http.StatusOK, func(tk *task) { tk.Completed = !tk.Completed })
	case n == 3:
		res := u.do(t, call{Method: http.MethodPut, Path: taskPath(id), User: u.name, Body: map[string]any{"title": title}})
		u.expect(t, res, http.StatusOK, func(tk *task) { tk.Title = title })
	case n == 4:
		if res := u.do(t, call{Method: http.MethodDelete, Path: taskPath(id), User: u.name}); res.Status != http.StatusNoContent {
			t.Errorf("%s: delete = %d %s, want 204", u.name, res.Status, res.Body)
		}
		delete(u.model, id)
		u.foreign.Delete(id)
	case n == 5:
		u.list(t, "&q="+u.name)
	case n == 6:
		u.list(t, "&sort=title&completed=false")
	default:
		u.trespass(t)
	}
}

// any returns the id of one of the user's tasks, if there is one.
func (u *user) any() string {
	for id := range u.model {
		return id
	}
	return ""
}

// expect checks the answer to a write: the task with the changes of change.
func (u *user) expect(t *testing.T, res response, status int, change func(*task)) {
	if res.Status != status {
		t.Errorf("%s: %d %s, want %d", u.name, res.Status, res.Body, status)
		return
	}
	got := as[task](t, res)
	want, known := u.model[got.ID]
	change(&want)
	if known && status == http.StatusOK {
		want.Version++
		want.UpdatedAt = got.UpdatedAt
	}
	want.Description = got.Description
	if got != want || got.UserID != u.name || !strings.HasPrefix(got.Title, u.name+"'s") || text(got.Description) != "secret of "+u.name {
		t.Errorf("%s: answered %+v, want %+v", u.name, got, want)
	}
	u.model[got.ID] = got
	u.foreign.Store(got.ID, u.name)
}

// list checks a list against the model.
func (u *user) list(t *testing.T, query string) {
	res := u.get(t, u.name, tasks+"?limit=1000&count=true"+query)
	want := 0
	for _, tk := range u.model {
		if !strings.Contains(query, "completed=false") || !tk.Completed {
			want++
		}
	}
	got := as[[]task](t, res)
	if len(got) != want || res.Header.Get("X-Total-Count") != fmt.Sprint(want) {
		t.Errorf("%s: list %s has %d tasks and counts %s, want %d", u.name, query, len(got), res.Header.Get("X-Total-Count"), want)
	}
	for _, tk := range got {
		if known := u.model[tk.ID]; tk.UserID != u.name || tk.Title != known.Title || tk.Version != known.Version {
			t.Errorf("%s: list %s has %+v, want %+v", u.name, query, tk, known)
		}
	}
}

// trespass tries a task of another user, which may be deleted by then.
func (u *user) trespass(t *testing.T) {
	u.foreign.Range(func(id, owner any) bool {
		if owner == u.name {
			return true
		}
		for _, c := range []call{
			{Method: http.MethodGet, Path: taskPath(fmt.Sprint(id))},
			{Method: http.MethodPatch, Path: taskPath(fmt.Sprint(id)), Body: map[string]any{"title": "stolen"}},
			{Method: http.MethodPatch, Path: taskPath(fmt.Sprint(id)) + "/toggle"},
			{Method: http.MethodDelete, Path: taskPath(fmt.Sprint(id))},
		} {
			c.User = u.name
			res := u.do(t, c)
			if res.Status != http.StatusForbidden && res.Status != http.StatusNotFound || strings.Contains(string(res.Body), "secret") {
				t.Errorf("%s: %s of %s's = %d %s, want 403 or 404", u.name, c.Method, owner, res.Status, res.Body)
			}
		}
		return false
	})
}
