package main

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/entask/entask/internal/proof/faults/books"
)

// shared is the title of a task that all writers flip.
const shared = "everybody's"

// afterUnknown is how long a client waits after a missing answer.
const afterUnknown = 50 * time.Millisecond

// keyWithin is how long a client repeats a request with its key after the load.
const keyWithin = 12 * time.Second

// writer is a client that keeps books. It writes to its own tasks, and leaves a task alone
// once it does not know its state, so any answer but success and 503 is untrue.
type writer struct {
	*load
	name string
	user string
	n    int
}

// task is a task in a reply.
type task struct {
	ID        string
	Title     string
	Completed bool
	Version   int
}

// round creates a task, writes to it until an outcome is unknown, and flips the shared
// task.
func (w *writer) round(ctx context.Context) {
	w.n++
	title := fmt.Sprintf("%s, task %d", w.name, w.n)
	if w.n%2 == 0 {
		w.many(ctx, title)
	}
	if one, made := w.create(ctx, title); made {
		w.newest(ctx, title)
		w.life(ctx, title, one)
	}
	w.flipShared(ctx)
}

func (w *writer) create(ctx context.Context, title string) (one task, made bool) {
	c := call{Method: "POST", Path: tasks, User: w.user, Body: titled(title)}
	if w.n%2 == 1 {
		c.Key = title
	}
	a, o := w.write(ctx, c, created)
	w.book.Create(title, o)
	return decode[task](a), o == books.Acknowledged
}

func (w *writer) many(ctx context.Context, title string) {
	c := call{Method: "POST", Path: tasks + "/batch", User: w.user, Body: []any{titled(title + ", a"), titled(title + ", b")}}
	if w.n%4 == 0 {
		c.Key = title + ", a and b"
	}
	_, o := w.write(ctx, c, created)
	w.book.Create(title+", a", o)
	w.book.Create(title+", b", o)
}

// life writes to a task, reads it in between, and deletes every third one.
func (w *writer) life(ctx context.Context, title string, one task) {
	at := call{Method: "PATCH", Path: tasks + "/" + one.ID, User: w.user}
	change, exactly, toggle, remove := at, at, at, at
	change.Body, exactly.Body = map[string]any{"description": "one"}, map[string]any{"description": "two"}
	exactly.IfMatch = `"2"`
	toggle.Path += "/toggle"
	remove.Method = "DELETE"
	for version, step := range []struct {
		call
		note func(string, books.Outcome)
	}{{change, w.book.Change}, {exactly, w.book.Change}, {toggle, w.book.Toggle}} {
		_, o := w.write(ctx, step.call, ok)
		step.note(title, o)
		if o != books.Acknowledged {
			return
		}
		w.read(ctx, at.Path, ok, version+2)
	}
	if w.n%3 == 0 {
		_, o := w.write(ctx, remove, deleted)
		w.book.Delete(title, o)
		if o == books.Acknowledged {
			w.read(ctx, at.Path, 404, 0)
		}
	}
}

// read expects what the client knows, or 503.
func (w *writer) read(ctx context.Context, path string, want, version int) {
	a := w.ask(ctx, call{Method: "GET", Path: path, User: w.user})
	switch {
	case a.Status == want && (want != ok || decode[task](a).Version == version), w.away(a):
	default:
		w.book.Untrue(fmt.Sprintf("GET %s = %d %q, version %d, want %d, version %d", path, a.Status, a.detail(), decode[task](a).Version, want, version))
	}
}

// newest expects the list of the user to begin with the task that was made last.
func (w *writer) newest(ctx context.Context, title string) {
	a := w.ask(ctx, call{Method: "GET", Path: tasks + "?limit=1", User: w.user})
	list := decode[[]task](a)
	switch {
	case a.Status == ok && len(list) == 1 && list[0].Title == title, w.away(a):
	default:
		w.book.Untrue(fmt.Sprintf("GET %s = %d %q, begins with %+v, want %q", tasks, a.Status, a.detail(), list, title))
	}
}

func (w *writer) flipShared(ctx context.Context) {
	_, o := w.write(ctx, call{Method: "PATCH", Path: w.sharedPath, User: shared}, ok)
	w.book.Toggle(shared, o)
}

func decode[T any](a answer) (v T) {
	_ = json.Unmarshal(a.Body, &v) // an unexpected body has another status
	return v
}
