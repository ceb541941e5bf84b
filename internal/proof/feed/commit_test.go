package feed

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/entask/entask/internal/postgres/pgtest"
	"github.com/entask/entask/internal/proof/harness"
)

// session is a connection on which ann types SQL.
type session struct {
	*pgx.Conn

	t testing.TB
}

func (g *graph) session() session {
	g.t.Helper()
	s := session{pgtest.Connect(g.t, pgtest.Direct(g.url)), g.t}
	s.do("SELECT set_config('app.user_id', 'ann', false)")
	return s
}

func (s session) do(sql string, args ...any) {
	s.t.Helper()
	if _, err := s.Exec(s.t.Context(), sql, args...); err != nil {
		s.t.Fatalf("%s: %v", sql, err)
	}
}

// insert inserts a task with the time at which its transaction began, as of a clock that is
// late by so much.
func (s session) insert(title, late string) string {
	s.t.Helper()
	id := uuid.Must(uuid.NewV7()).String()
	s.do("INSERT INTO tasks (id, user_id, title, created_at, updated_at) VALUES ($1, 'ann', $2, now(), now() - $3::text::interval)", id, title, late)
	return id
}

// byTime follows the tasks by the time of their latest change, as a client would to whom no
// feed is offered.
type byTime struct {
	session

	since time.Time
	ids   []string
}

func (b *byTime) catchUp() {
	b.t.Helper()
	rows, err := b.Query(b.t.Context(), "SELECT id::text, updated_at FROM tasks WHERE updated_at > $1 ORDER BY updated_at, id", b.since)
	if err != nil {
		b.t.Fatal(err)
	}
	var id string
	if _, err := pgx.ForEachRow(rows, []any{&id, &b.since}, func() error {
		b.ids = append(b.ids, id)
		return nil
	}); err != nil {
		b.t.Fatal(err)
	}
}

// wait waits until so many statements wait for a lock.
func (s session) wait(statements int) {
	s.t.Helper()
	for {
		var n int
		if err := s.QueryRow(s.t.Context(), "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'").Scan(&n); err != nil {
			s.t.Fatal(err)
		}
		if n >= statements {
			return
		}
		time.Sleep(time.Millisecond)
	}
}

// TestInterleaved: a transaction that began first ends last. Who follows the time of changes
// never sees its row; who follows the feed does.
func TestInterleaved(t *testing.T) {
	for name, late := range map[string]string{"one clock": "0s", "a clock that is late by a minute": "1min"} {
		t.Run(name, func(t *testing.T) {
			g := newGraph(t, pgtest.NewDatabase(t))
			first, second, reader := g.session(), g.session(), &byTime{session: g.session()}
			f := g.follow("/tasks")
			first.do("BEGIN")
			first.do("SELECT now()")
			quick := second.insert("quick", "0s")
			f.catchUp()
			reader.catchUp()
			if len(f.rows) != 1 || !slices.Equal(reader.ids, []string{quick}) {
				t.Fatalf("the feed has %v and the times %v, want the quick one", f.rows, reader.ids)
			}
			slow := first.insert("slow", late)
			f.catchUp()
			first.do("COMMIT")
			f.same("the slow one")
			reader.catchUp()
			if f.rows[slow] == nil {
				t.Errorf("the feed has %v, want the slow one too", f.rows)
			}
			if slices.Contains(reader.ids, slow) {
				t.Errorf("the times have %v, and the slow one: this test no longer shows why there is a counter", reader.ids)
			}
		})
	}
}

// TestNumberFollowsCommit: who writes second waits for who wrote first, so no number is seen
// before a lower one.
func TestNumberFollowsCommit(t *testing.T) {
	g := newGraph(t, pgtest.NewDatabase(t))
	first, second, reader := g.session(), g.session(), g.session()
	f := g.follow("/tasks")
	first.do("BEGIN")
	a := first.insert("first", "0s")
	done := make(chan error, 1)
	go func() {
		_, err := second.Exec(context.WithoutCancel(t.Context()), "INSERT INTO tasks (id, user_id, title, created_at, updated_at) VALUES (gen_random_uuid(), 'ann', 'second', now(), now())")
		done <- err
	}()
	reader.wait(1)
	if f.catchUp(); len(f.rows) != 0 {
		t.Errorf("nothing is committed, and the feed has %v", f.rows)
	}
	first.do("COMMIT")
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	f.same("both")
	if f.rows[a] == nil || len(f.rows) != 2 {
		t.Errorf("the feed has %v, want both", f.rows)
	}
}

// TestNoDeadlock: a transaction changes rows that single statements of the same viewer wait
// for, whatever each of them has locked before.
func TestNoDeadlock(t *testing.T) {
	g := newGraph(t, pgtest.NewDatabase(t))
	project := g.create("/projects", `{"name": "p"}`)
	a, b := g.create("/tasks", `{"title": "a"}`), g.create("/tasks", fmt.Sprintf(`{"title": "b", "project_id": %q}`, project))
	f := g.follow("/tasks")
	for name, other := range map[string]func() int{
		"an update": func() int { return g.try("PATCH", "/tasks/"+b, `{"title": "c"}`) },
		"a batch": func() int {
			return g.try("PATCH", "/tasks/batch", fmt.Sprintf(`{"ids": [%q, %q], "change": {"title": "d"}}`, b, a))
		},
		"a set-null":  func() int { return g.try("DELETE", "/projects/"+project, "") },
		"a deletion":  func() int { return g.try("DELETE", "/tasks/"+b, "") },
		"an addition": func() int { return g.try("POST", "/tasks", fmt.Sprintf(`{"title": "e", "project_id": %q}`, project)) },
	} {
		t.Run(name, func(t *testing.T) {
			tx := g.session()
			tx.do("BEGIN")
			tx.do("UPDATE tasks SET title = 'tx' WHERE id = $1", a)
			status := make(chan int, 1)
			go func() { status <- other() }()
			g.session().wait(1)
			tx.do("UPDATE tasks SET title = 'tx' WHERE id = $1", b)
			tx.do("UPDATE projects SET name = 'tx' WHERE id = $1", project)
			tx.do("COMMIT")
			if got := <-status; got >= 500 {
				t.Errorf("status %d", got)
			}
			f.same(name)
		})
	}
	var deadlocks int
	if err := g.session().QueryRow(t.Context(), "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()").Scan(&deadlocks); err != nil || deadlocks > 0 {
		t.Errorf("%d deadlocks, %v, want none", deadlocks, err)
	}
}

// try sends a request as ann, and returns the status.
func (g *graph) try(method, path, body string) int {
	return harness.Send(g.t, g.handler, "ann", method, "/api"+path, body).Code
}

// TestByHand: SQL that is typed as the viewer, or as the owner of the database for many users,
// is in the feed. TRUNCATE is refused.
func TestByHand(t *testing.T) {
	g := newGraph(t, pgtest.NewDatabase(t))
	f := g.follow("/tasks")
	a := g.create("/tasks", `{"title": "a"}`)
	g.create("/tasks", `{"title": "b"}`)
	f.same("creates")
	s := g.session()
	s.do("UPDATE tasks SET change_number = 1")
	f.same("a number of one's own")
	s.do("BEGIN; SAVEPOINT s")
	s.do("UPDATE tasks SET title = 'undone'")
	s.do("ROLLBACK TO s")
	s.do("DELETE FROM tasks WHERE id = $1", a)
	s.do("INSERT INTO tasks (id, user_id, title, created_at, updated_at) VALUES ($1, 'ann', 'again', now(), now())", a)
	s.do("COMMIT")
	f.same("a deletion that is made up for")
	s.do("SELECT set_config('app.user_id', '', false)")
	s.do("INSERT INTO tasks (id, user_id, title, created_at, updated_at) SELECT gen_random_uuid(), CASE n % 2 WHEN 0 THEN 'ann' ELSE 'bob' END, 'many', now(), now() FROM generate_series(1, 10) AS n")
	f.same("rows of several users")
	s.do("UPDATE tasks SET title = 'filled'")
	f.same("a backfill")
	s.do("UPDATE tasks SET user_id = 'bob' WHERE id = $1", a)
	f.same("another owner")
	s.do("UPDATE tasks SET id = gen_random_uuid() WHERE user_id = 'ann'")
	f.same("other ids")
	if _, err := s.Exec(t.Context(), "TRUNCATE tasks CASCADE"); err == nil {
		t.Error("TRUNCATE is not refused")
	}
	s.do("DELETE FROM tasks")
	f.same("the deletion of all")
	if len(f.rows) != 0 {
		t.Errorf("the feed has %v", f.rows)
	}
}

// TestBegins: a cursor is refused as soon as deletions behind it may be missing, and when it is
// of another history, and no sooner.
func TestBegins(t *testing.T) {
	g := newGraph(t, pgtest.NewDatabase(t))
	f := g.follow("/tasks")
	f.catchUp()
	nothing := f.cursor
	a := g.create("/tasks", `{"title": "a"}`)
	f.same("a create")
	before := f.cursor
	g.send(http.StatusNoContent, "DELETE", "/tasks/"+a, "")
	f.same("a deletion")
	g.create("/tasks", `{"title": "b"}`)
	s := g.session()
	s.do("SELECT set_config('app.user_id', '', false)")
	purge := func(want int) {
		t.Helper()
		var got int
		if err := s.QueryRow(t.Context(), "SELECT change_tombstones_purge(100)").Scan(&got); err != nil || got != want {
			t.Fatalf("purged %d, %v, want %d", got, err, want)
		}
	}
	purge(0)
	s.do("UPDATE change_tombstones SET expires_at = 0")
	purge(1)
	f.same("a purge of what it has seen")
	g.gone(before)
	g.gone(nothing)
	g.follow("/tasks", "limit", "1").same("a purge, from the beginning")
	s.do("UPDATE change_counters SET number = number + 1 WHERE user_id = 'ann'")
	f.catchUp()
	s.do("UPDATE change_counters SET number = number - 1 WHERE user_id = 'ann'")
	g.gone(f.cursor)
	g.send(http.StatusUnprocessableEntity, "GET", "/tasks/changes?priority=high&since="+before, "")
	g.send(http.StatusUnprocessableEntity, "GET", "/tasks/changes?since=x", "")
	h := g.follow("/tasks")
	h.same("a new start")
	g.send(http.StatusNoContent, "DELETE", "/me?confirm=ann", "")
	g.gone(h.cursor)
	g.create("/tasks", `{"title": "c"}`)
	g.gone(h.cursor)
	var kept int
	if err := s.QueryRow(t.Context(), "SELECT count(*) FROM change_tombstones").Scan(&kept); err != nil || kept != 0 {
		t.Errorf("%d deletions of an erased user are kept, %v", kept, err)
	}
}

// TestPurgeWaitsForNobody: deletions of who is writing are left for the next purge, so that
// nobody waits for that transaction.
func TestPurgeWaitsForNobody(t *testing.T) {
	g := newGraph(t, pgtest.NewDatabase(t))
	owner, tx := g.session(), g.session()
	owner.do("SELECT set_config('app.user_id', '', false), set_config('statement_timeout', '10s', false)")
	owner.do("INSERT INTO tasks (id, user_id, title, created_at, updated_at) SELECT gen_random_uuid(), u, 'a', now(), now() FROM unnest('{ann,bob}'::text[]) AS u")
	owner.do("DELETE FROM tasks")
	owner.do("UPDATE change_tombstones SET expires_at = 0")
	tx.do("BEGIN")
	tx.insert("slow", "0s")
	for _, meanwhile := range []string{"COMMIT", "SELECT"} {
		var purged int
		if err := owner.QueryRow(t.Context(), "SELECT change_tombstones_purge(100)").Scan(&purged); err != nil || purged != 1 {
			t.Errorf("before %s: purged %d, %v, want 1", meanwhile, purged, err)
		}
		tx.do(meanwhile)
	}
}

// gone wants a cursor to be refused, with the type that programs know.
func (g *graph) gone(cursor string) {
	g.t.Helper()
	var p struct{ Type string }
	decode(g.t, g.send(http.StatusGone, "GET", "/tasks/changes?since="+cursor, ""), &p)
	if p.Type != "/problems/changes-gone" {
		g.t.Errorf("the type is %q", p.Type)
	}
}
