package e2e

import (
	"database/sql"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/entask/entask/internal/postgres/pgtest"
)

// requestTimeout is the service's request timeout, and a little more.
const requestTimeout = 15*time.Second + 2*time.Second

// holdRow locks a task's row until release is called.
func holdRow(t *testing.T, db *sql.DB, id string) (release func()) {
	t.Helper()
	tx, err := db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.ExecContext(t.Context(), "SELECT 1 FROM tasks WHERE id = $1 FOR UPDATE", id); err != nil {
		t.Fatal(err)
	}
	return sync.OnceFunc(func() { _ = tx.Rollback() })
}

// waiting waits until so many statements of the service are blocked by a lock.
func waiting(t *testing.T, db *sql.DB, want int) {
	t.Helper()
	got := -1
	for deadline := time.Now().Add(30 * time.Second); got != want; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%d statements wait for a lock, want %d", got, want)
		}
		err := db.QueryRowContext(t.Context(), `SELECT count(*) FROM pg_stat_activity
			WHERE application_name = 'entask' AND datname = current_database() AND wait_event_type = 'Lock'`).Scan(&got)
		if err != nil {
			t.Fatal(err)
		}
	}
}

// TestFrozen: after a while, a frozen database is treated as not available.
func TestFrozen(t *testing.T) {
	t.Parallel()
	c := ownCluster(t)
	s := start(t, ownURL(c))
	made := s.create(t, "ann", map[string]any{"title": "thaws"})
	atOnce(10, func(int) { s.read(t, "ann", made.ID) })
	var pids string
	db := attacker(t, c.URL("postgres"))
	if err := db.QueryRow("SELECT string_agg(pid::text, ' ') FROM pg_stat_activity WHERE application_name = 'entask'").Scan(&pids); err != nil {
		t.Fatal(err)
	}
	signal := func(sig syscall.Signal) {
		for _, field := range append(strings.Fields(pids), strconv.Itoa(c.PID())) {
			if pid, err := strconv.Atoi(field); err == nil {
				_ = syscall.Kill(pid, sig)
			}
		}
	}
	signal(syscall.SIGSTOP)
	defer signal(syscall.SIGCONT)
	var wg sync.WaitGroup
	for name, row := range everyCall(made.ID) {
		row.User = "ann"
		wg.Go(func() {
			begin := time.Now()
			wantAway(t, name, s.do(t, row.call))
			if took := time.Since(begin); took > requestTimeout {
				t.Errorf("%s: 503 took %s, want it within %s", name, took, requestTimeout)
			}
		})
	}
	s.get(t, "", "/livez")
	time.Sleep(1100 * time.Millisecond) // a busy service trusts its last result for a second
	begin := time.Now()
	wantAway(t, "readyz", s.do(t, call{Method: http.MethodGet, Path: "/readyz"}))
	if took := time.Since(begin); took > 5*time.Second {
		t.Errorf("/readyz took %s, want an answer that a probe waits for", took)
	}
	wg.Wait()
	signal(syscall.SIGCONT)
	for name, row := range everyCall(made.ID) {
		row.User = "ann"
		if res := s.do(t, row.call); res.Status != row.want {
			t.Errorf("%s, after the thaw = %d %s, want %d", name, res.Status, res.Body, row.want)
		}
	}
}

// TestPoolExhausted: if every connection is busy, a request waits for a second and gets 503.
// Afterwards everything works as before.
func TestPoolExhausted(t *testing.T) {
	t.Parallel()
	const pool = 3
	url := pgtest.Direct(pgtest.NewDatabase(t)) // PgBouncer 1.18 may die of a client that cancels and leaves
	s, db := start(t, url, "DB_POOL_MAX=3"), attacker(t, url)
	var wg sync.WaitGroup
	try := func(c call, within time.Duration, want int) {
		wg.Go(func() {
			begin := time.Now()
			res := s.do(t, c)
			if took := time.Since(begin); took > within || res.Status != want {
				t.Errorf("%s %s of %s = %d %s after %s, want %d within %s", c.Method, c.Path, c.User, res.Status, res.Body, took, want, within)
			}
			if res.Status == http.StatusServiceUnavailable {
				wantAway(t, c.Path, res)
			}
		})
	}
	patches := make([]call, pool) // each user holds one connection
	for i := range patches {
		user := fmt.Sprint("user ", i)
		made := s.create(t, user, map[string]any{"title": "locked"})
		defer holdRow(t, db, made.ID)()
		patches[i] = call{Method: http.MethodPatch, Path: taskPath(made.ID), User: user, Body: map[string]any{"title": "unlocked"}}
		try(patches[i], requestTimeout, 503)
	}
	waiting(t, db, pool)
	const soon = 5 * time.Second
	try(call{Method: http.MethodGet, Path: "/readyz"}, soon, 200) // it is busy, but the database is available
	for range pool {
		try(patches[0], soon, 503)
		try(call{Method: http.MethodGet, Path: tasks, User: "ann"}, soon, 503)
		try(call{Method: http.MethodPost, Path: tasks, User: "ann", Body: map[string]any{"title": "t"}, Header: map[string]string{"Idempotency-Key": "k"}}, soon, 503)
	}
	// What never reaches the database does not wait for it.
	wantRules(t, s.do(t, call{Method: http.MethodPost, Path: tasks, User: "ann", Body: "{}"}), "body.title")
	s.get(t, "", "/livez")
	wg.Wait()
	// Abandoned statements are cancelled in the database too, and the service serves again
	// while the rows are still locked.
	waiting(t, db, 0)
	atOnce(20, func(client int) { s.get(t, fmt.Sprint("user ", client%pool), tasks) })
}

// TestClientLeaves: a client that disconnects is not an error of the service, and frees
// its connection to the database.
func TestClientLeaves(t *testing.T) {
	const clients, pool = 20, 4                 // of more requests in a second, the log has only the number
	url := pgtest.Direct(pgtest.NewDatabase(t)) // PgBouncer 1.18 may die of a client that cancels and leaves
	s, db := start(t, url, "DB_POOL_MAX=4"), attacker(t, url)
	made := s.create(t, "ann", map[string]any{"title": "locked"})
	release := holdRow(t, db, made.ID)
	defer release()
	body := `{"title":"gone"}`
	raw := request(t, "PATCH", taskPath(made.ID), body, "Content-Type: application/json", "Content-Length: "+strconv.Itoa(len(body)))
	atOnce(clients, func(int) { s.leave(t, raw, 100*time.Millisecond) })
	for deadline := time.Now().Add(30 * time.Second); strings.Count(s.log.String(), `"status":499`) < clients && time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
	}
	if got := strings.Count(s.log.String(), `"status":499`); got != clients {
		t.Errorf("the log has %d requests whose client left, want %d\n%s", got, clients, s.log)
	}
	release()
	waiting(t, db, 0)
	if got := s.read(t, "ann", made.ID); got.Version > 1+pool {
		t.Errorf("version = %d, want 1, or at most %d: all clients had left", got.Version, 1+pool)
	}
	atOnce(clients, func(int) { s.read(t, "ann", made.ID) })
	s.unharmed(t)
}
