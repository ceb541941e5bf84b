package feed

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/entask/entask/internal/postgres/pgtest"
	"github.com/entask/entask/internal/proof/harness"
	"github.com/entask/entask/internal/service/live"
)

const (
	gone     = "/problems/changes-gone"
	stopping = live.Stopped
	expired  = live.Expired
)

// TestStream: whoever reads a stream has what the list returns, whoever changes a row and however
// often the client or the service goes away meanwhile, and nothing of anybody else.
func TestStream(t *testing.T) {
	harness.OnEachDatabase(t, func(t *testing.T, url string) {
		g := newGraph(t, url)
		r := g.run(some())
		old := g.create("/tasks", `{"title": "old"}`)
		all := []*reader{r.read(g, "ann", "/tasks", ""), r.read(g, "ann", "/tasks", "?limit=1&priority=high"), r.read(g, "ann", "/comments", "")}
		bob, now := r.read(g, "bob", "/tasks", "?since=now"), r.read(g, "ann", "/tasks", "?since=now")
		bob.page()
		if p := now.page(); len(p.Changes) > 0 {
			t.Errorf("from now on there are %d changes already, want none", len(p.Changes))
		}
		same := func() {
			t.Helper()
			for _, s := range all {
				query := ""
				if strings.Contains(s.filter, "priority") {
					query = "?priority=high"
				}
				s.until(g.list(s.path + query))
			}
		}
		same()
		task := g.create("/tasks", `{"title": "new", "priority": "high"}`)
		same()
		if p := now.page(); len(p.Changes) != 1 || p.Changes[0].Row["title"] != "new" {
			t.Errorf("from now on comes %v, want what is new", p.Changes)
		}
		g.send(http.StatusOK, "PATCH", "/tasks/"+task, `{"priority": "low"}`)
		g.create("/comments", fmt.Sprintf(`{"text": "x", "task_id": %q}`, task))
		same()
		g.send(http.StatusCreated, "POST", "/tasks/batch", `[{"title": "b1"}, {"title": "b2", "priority": "high"}, {"title": "b3"}]`)
		g.send(http.StatusNoContent, "DELETE", "/tasks/"+task, "")
		same()

		r.stop()
		for _, s := range append(all, bob, now) {
			s.ends(stopping)
		}
		if err := <-r.stopped; err != nil {
			t.Errorf("the stop: %v, want none", err)
		}
		g.send(http.StatusNoContent, "DELETE", "/tasks/"+old, "")
		g.create("/tasks", `{"title": "while nobody listens"}`)
		next := g.run(some())
		s := next.read(g, "ann", "/tasks", "?since=x", "Last-Event-ID", all[0].at)
		s.rows, s.told = all[0].rows, nil
		s.until(g.list("/tasks"))
		if len(s.told) != 2 {
			t.Errorf("told %v, want what has changed meanwhile", s.told)
		}
		if harness.Send(t, g.handler, "bob", "POST", "/api/tasks", `{"title": "bob's"}`).Code != http.StatusCreated {
			t.Error("bob cannot create a task")
		}
		b := next.read(g, "bob", "/tasks", "", "Last-Event-ID", bob.at)
		if p := b.page(); len(p.Changes) != 1 || p.Changes[0].Row["title"] != "bob's" || len(bob.told) > 0 {
			t.Errorf("bob is told %v and %v, want of his task alone", bob.told, b.told)
		}
	})
}

// TestStreamsEnd: a stream says why it ends, and one that cannot begin is answered as ever.
func TestStreamsEnd(t *testing.T) {
	harness.OnEachDatabase(t, func(t *testing.T, url string) {
		g := newGraph(t, url)
		r := g.run(some())
		g.create("/tasks", `{"title": "a"}`)
		for name, want := range map[string]struct {
			query, user string
			status      int
		}{
			"an invalid cursor":    {"?since=x", "ann", http.StatusUnprocessableEntity},
			"an unknown parameter": {"?x=y", "ann", http.StatusUnprocessableEntity},
			"no query string":      {"?limit=1;x=y", "ann", http.StatusUnprocessableEntity},
			"two cursors":          {"?since=" + firstCursor(g) + "&since=" + firstCursor(g), "ann", http.StatusUnprocessableEntity},
			"another's cursor":     {"?since=" + firstCursor(g), "bob", http.StatusGone},
			"an invalid token":     {"", "eve", http.StatusUnauthorized},
		} {
			r.invalid.Store("eve", true)
			w := r.ask(want.user, "/tasks/changes"+want.query, "Accept", "text/event-stream")
			if got := w.header.Get("Content-Type"); w.status != want.status || got != "application/problem+json" {
				t.Errorf("%s: %d, %s, want %d and a problem", name, w.status, got, want.status)
			}
		}

		erased := r.read(g, "ann", "/tasks", "")
		erased.until(g.list("/tasks"))
		g.send(http.StatusNoContent, "DELETE", "/me?confirm=ann", "")
		erased.ends(gone)

		idle := r.read(g, "dan", "/tasks", "")
		idle.page()
		r.invalid.Store("dan", true)
		idle.ends(expired)
	})
}

// firstCursor is one of ann's.
func firstCursor(g *graph) string {
	f := g.follow("/tasks")
	f.next()
	return f.cursor
}

// TestStreamInterleaved: a transaction that began first ends last, and its change comes last.
func TestStreamInterleaved(t *testing.T) {
	g := newGraph(t, pgtest.NewDatabase(t))
	s := g.run(some()).read(g, "ann", "/tasks", "")
	first, second := g.session(), g.session()
	first.do("BEGIN")
	first.do("SELECT now()")
	second.insert("quick", "0s")
	s.until(g.list("/tasks"))
	first.insert("slow", "1min")
	first.do("COMMIT")
	s.until(g.list("/tasks"))
	if len(s.rows) != 2 {
		t.Errorf("the stream has %v, want both", s.rows)
	}
}

// TestStreamLimits: nobody has more streams than the limits, and what is closed counts no longer.
func TestStreamLimits(t *testing.T) {
	g := newGraph(t, harness.SQLite)
	o := some()
	o.PerUser, o.Most = 2, 3
	r := g.run(o)
	refused := func(user string, status int) {
		t.Helper()
		w := r.ask(user, "/tasks/changes", "Accept", "text/event-stream")
		if w.status != status || w.header.Get("Retry-After") == "" || w.header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("status %d, %v, want %d with Retry-After", w.status, w.header, status)
		}
	}
	first := r.read(g, "ann", "/tasks", "")
	r.read(g, "ann", "/tasks", "")
	refused("ann", http.StatusTooManyRequests)
	r.read(g, "bob", "/tasks", "")
	refused("bob", http.StatusServiceUnavailable)
	_ = first.body.Close()
	r.open(2)
	r.read(g, "ann", "/tasks", "")
}

// TestWait: a reply is held back while nothing is new, whatever else of the user changes.
func TestWait(t *testing.T) {
	harness.OnEachDatabase(t, func(t *testing.T, url string) {
		g := newGraph(t, url)
		r := g.run(some())
		g.create("/tasks", `{"title": "a"}`)
		f := g.follow("/tasks")
		f.catchUp()
		path := "/tasks/changes?since=" + f.cursor
		wait := func(prefer, tag string) (answer, page) {
			t.Helper()
			var p page
			w := r.ask("ann", path, "Prefer", prefer, "If-None-Match", tag)
			if w.status == http.StatusOK {
				decodeBody(t, w, &p)
			}
			return w, p
		}
		w, p := wait("respond-async, wait=1", `"x"`)
		tag := w.header.Get("ETag")
		if len(p.Changes) > 0 || p.More || p.Cursor != f.cursor || w.header.Get("Preference-Applied") != "wait=1" || tag == "" {
			t.Errorf("nothing is new: got %+v, %v", p, w.header)
		}
		if w, _ := wait("wait=1", tag); w.status != http.StatusNotModified {
			t.Errorf("nothing is new: status %d, want 304", w.status)
		}
		for n, writer := range map[string]func(){
			"a task":  func() { g.create("/tasks", `{"title": "b"}`) },
			"another": func() { g.create("/tasks", `{"title": "c"}`) },
		} {
			done := make(chan page)
			go func() {
				_, p := wait("wait=99", "")
				done <- p
			}()
			g.create("/projects", `{"name": "another table"}`)
			writer()
			if p := <-done; len(p.Changes) != 1 {
				t.Errorf("%s is new: got %+v", n, p)
			}
			f.catchUp()
			path = "/tasks/changes?since=" + f.cursor
		}
		done := make(chan page)
		go func() {
			_, p := wait("wait=30", "")
			done <- p
		}()
		r.open(1)
		r.stop()
		if p := <-done; len(p.Changes) > 0 {
			t.Errorf("the service stops: got %+v", p)
		}
	})
}

// TestWaitFromNow: a reply that waits from now on is answered when something changes.
func TestWaitFromNow(t *testing.T) {
	g := newGraph(t, "sqlite://:memory:")
	r := g.run(some())
	g.create("/tasks", `{"title": "a"}`)
	done := make(chan page)
	go func() {
		var p page
		decodeBody(t, r.ask("ann", "/tasks/changes?since=now", "Prefer", "wait=5"), &p)
		done <- p
	}()
	r.open(1)
	g.create("/tasks", `{"title": "b"}`)
	begun := time.Now()
	p := <-done
	if time.Since(begun) > 2*time.Second || len(p.Changes) != 1 {
		t.Errorf("after %v got %+v, want the change at once", time.Since(begun), p)
	}
}
