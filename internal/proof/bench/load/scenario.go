package load

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"time"
)

// page is how many tasks a list asks for.
const page = 20

// Scenario is which operations are asked for, and how often.
type Scenario struct {
	Name  string
	parts []part
}

// String returns the name.
func (s Scenario) String() string { return s.Name }

type part struct {
	operation
	percent int
}

type operation struct {
	name string
	do   func(*worker, *User) (time.Duration, error)
}

var (
	list   = operation{"list", (*worker).list}
	read   = operation{"read", (*worker).read}
	create = operation{"create", (*worker).create}
	toggle = operation{"toggle", (*worker).toggle}
	update = operation{"update", (*worker).update}
)

// Scenarios are each operation alone, and a mix of all.
func Scenarios() []Scenario {
	return []Scenario{
		{"list", []part{{list, 100}}},
		{"read", []part{{read, 100}}},
		{"create", []part{{create, 100}}},
		{"toggle", []part{{toggle, 100}}},
		{"update", []part{{update, 100}}},
		{Mix, []part{{list, 50}, {read, 25}, {toggle, 10}, {update, 8}, {create, 7}}},
	}
}

// Mix is the name of the scenario that has all operations.
const Mix = "mix"

func (s Scenario) choose(random *rand.Rand) operation {
	n := random.IntN(100)
	for _, p := range s.parts {
		if n -= p.percent; n < 0 {
			return p.operation
		}
	}
	return s.parts[0].operation
}

const path = "/api/v1/tasks"

func (w *worker) list(u *User) (time.Duration, error) {
	r, err := w.conn.send(http.MethodGet, fmt.Sprintf("%s?limit=%d", path, page), u.Token, "")
	if err := r.check(err, 200); err != nil {
		return 0, err
	}
	first, n, err := readTasks(r.body)
	switch {
	case err != nil:
		return 0, r.unexpected(err.Error())
	case n != page:
		return 0, r.unexpected(fmt.Sprintf("%d tasks, want %d", n, page))
	case first != *u.tasks[0]:
		return 0, r.unexpected(fmt.Sprintf("the first task is %v, want %v", first, *u.tasks[0]))
	case r.header.Get("Link") == "":
		return 0, r.unexpected("no Link to the next page")
	}
	return r.took, nil
}

func (w *worker) read(u *User) (time.Duration, error) {
	t := w.pick(u)
	r, err := w.conn.send(http.MethodGet, path+"/"+t.id, u.Token, "")
	return r.took, r.checkTask(err, 200, *t)
}

func (w *worker) create(u *User) (time.Duration, error) {
	title := fmt.Sprintf("new task %d", w.random.Uint64())
	r, err := w.conn.send(http.MethodPost, path, u.Token, `{"title":"`+title+`","priority":"high","due_date":"2027-03-08T17:00:00Z"}`)
	if err := r.check(err, 201); err != nil {
		return 0, err
	}
	t, err := readTask(r.body)
	want := task{t.id, u.ID, title, 1, false}
	if err := r.checkTask(err, 201, want); err != nil {
		return 0, err
	}
	if got, want := r.header.Get("Location"), path+"/"+t.id; got != want {
		return 0, r.unexpected(fmt.Sprintf("Location is %q, want %q", got, want))
	}
	u.add(want)
	return r.took, nil
}

func (w *worker) toggle(u *User) (time.Duration, error) {
	return w.write(u, "/toggle", "", func(t *task) { t.completed = !t.completed })
}

func (w *worker) update(u *User) (time.Duration, error) {
	title := fmt.Sprintf("changed task %d", w.random.Uint64())
	return w.write(u, "", `{"title":"`+title+`","priority":"low"}`, func(t *task) { t.title = title })
}

// write changes a task.
func (w *worker) write(u *User, suffix, body string, change func(*task)) (time.Duration, error) {
	t := w.pick(u)
	want := *t
	want.version++
	change(&want)
	r, err := w.conn.send(http.MethodPatch, path+"/"+t.id+suffix, u.Token, body)
	if err := r.checkTask(err, 200, want); err != nil {
		return 0, err
	}
	*t = want
	return r.took, nil
}

func (w *worker) pick(u *User) *task { return u.tasks[w.random.IntN(len(u.tasks))] }
