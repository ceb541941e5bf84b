package e2e

import (
	"context"
	"database/sql"
	"fmt"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/postgres/cluster"
	"github.com/entask/entask/internal/postgres/pgtest"
)

// ownCluster returns a PostgreSQL server that a test may stop, freeze and kill.
func ownCluster(t *testing.T) *cluster.Cluster {
	t.Helper()
	c, err := cluster.Start(t.Context())
	if err != nil {
		pgtest.Missing(t, err)
	}
	t.Cleanup(func() { _ = c.Stop() })
	conn := pgtest.Connect(t, c.URL("postgres"))
	if _, err := conn.Exec(t.Context(), "CREATE ROLE "+pgtest.Owner+" LOGIN; ALTER DATABASE postgres OWNER TO "+pgtest.Owner); err != nil {
		t.Fatal(err)
	}
	return c
}

// ownURL is the URL of the role that owns the database of a server of ownCluster.
func ownURL(c *cluster.Cluster) string {
	return strings.Replace(c.URL("postgres"), "//postgres@", "//"+pgtest.Owner+"@", 1)
}

// attacker returns a pool that sees the sessions of the service, directly on the server.
func attacker(t *testing.T, url string) *sql.DB {
	t.Helper()
	if strings.HasPrefix(url, "postgres") { // a pooler may have superuser sessions
		url = pgtest.AsSuperuser(t, url) + "&application_name=attacker"
	}
	db, err := database.Open(t.Context(), database.Options{URL: url, PoolMax: 4})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db.SQL()
}

// shutDown stops a server in order, so that no write that it has confirmed is lost.
func shutDown(t *testing.T, c *cluster.Cluster) {
	t.Helper()
	if err := syscall.Kill(c.PID(), syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(30 * time.Second); c.PID() != 0; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("PostgreSQL did not stop")
		}
	}
}

// terminate ends every connection of the service and returns how many there were.
func terminate(ctx context.Context, db *sql.DB) (n int, err error) {
	err = db.QueryRowContext(ctx, `SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
		WHERE application_name = 'entask' AND datname = current_database()`).Scan(&n)
	return n, err
}

// everyCall has each operation on a task of ann, with its normal status.
func everyCall(id string) map[string]struct {
	call
	want int
} {
	type row = struct {
		call
		want int
	}
	body := map[string]any{"title": "t"}
	return map[string]row{
		"list":               {call{Method: http.MethodGet, Path: tasks}, 200},
		"count":              {call{Method: http.MethodGet, Path: tasks + "?count=true&q=x&sort=due_date"}, 200},
		"create":             {call{Method: http.MethodPost, Path: tasks, Body: body}, 201},
		"create with a key":  {call{Method: http.MethodPost, Path: tasks, Body: body, Header: map[string]string{"Idempotency-Key": "k"}}, 201},
		"read":               {call{Method: http.MethodGet, Path: taskPath(id)}, 200},
		"put":                {call{Method: http.MethodPut, Path: taskPath(id), Body: body}, 200},
		"patch":              {call{Method: http.MethodPatch, Path: taskPath(id), Body: body}, 200},
		"patch if it exists": {call{Method: http.MethodPatch, Path: taskPath(id), Body: body, Header: map[string]string{"If-Match": "*"}}, 200},
		"toggle":             {call{Method: http.MethodPatch, Path: taskPath(id) + "/toggle"}, 200},
		"delete":             {call{Method: http.MethodDelete, Path: taskPath(unknownID)}, 404},
	}
}

// wantAway expects the answer for a database that is not available.
func wantAway(t testing.TB, name string, res response) {
	t.Helper()
	wantProblem(t, res, http.StatusServiceUnavailable)
	if res.Header.Get("Retry-After") == "" {
		t.Errorf("%s: 503 without Retry-After", name)
	}
}

// TestOutage takes the database away and brings it back, twice.
func TestOutage(t *testing.T) {
	c := ownCluster(t)
	s := start(t, ownURL(c))
	id := s.create(t, "ann", map[string]any{"title": "outlasts"}).ID
	for range 2 {
		shutDown(t, c)
		for name, row := range everyCall(id) {
			row.User = "ann"
			begin := time.Now()
			wantAway(t, name, s.do(t, row.call))
			if took := time.Since(begin); took > 10*time.Second {
				t.Errorf("%s: 503 took %s, want it at once", name, took)
			}
		}
		time.Sleep(600 * time.Millisecond) // readiness is cached for half a second
		for path, want := range map[string]int{"/health": 503, "/readyz": 503, "/livez": 200, "/openapi.json": 200, "/docs": 200, "/nowhere": 404} {
			res := s.do(t, call{Method: http.MethodGet, Path: path})
			if want == http.StatusServiceUnavailable {
				wantAway(t, path, res)
			} else if res.Status != want {
				t.Errorf("%s = %d, want %d", path, res.Status, want)
			}
		}
		// Refusals that need no database still work.
		wantProblem(t, s.do(t, call{Method: http.MethodGet, Path: tasks}), http.StatusUnauthorized)
		wantProblem(t, s.do(t, call{Method: http.MethodPost, Path: tasks, User: "ann", Body: "{"}), http.StatusBadRequest)
		wantRules(t, s.do(t, call{Method: http.MethodPost, Path: tasks, User: "ann", Body: "{}"}), "body.title")
		wantRules(t, s.do(t, call{Method: http.MethodGet, Path: taskPath("x"), User: "ann"}), "path.task_id")

		if err := c.Restart(t.Context()); err != nil {
			t.Fatal(err)
		}
		for name, row := range everyCall(id) {
			row.User = "ann"
			if res := s.do(t, row.call); res.Status != row.want {
				t.Errorf("%s, with the database back = %d %s, want %d", name, res.Status, res.Body, row.want)
			}
		}
		time.Sleep(600 * time.Millisecond)
		for _, path := range []string{"/health", "/readyz"} {
			s.get(t, "", path)
		}
	}
}

// TestIdleConnectionsDie: if all idle connections die, the next request does not fail.
func TestIdleConnectionsDie(t *testing.T) {
	const rounds = 100
	url := pgtest.Direct(pgtest.NewDatabase(t)) // a pooler replaces dead connections itself
	s, db := start(t, url), attacker(t, url)
	made := s.create(t, "ann", map[string]any{"title": "there"})
	ended := 0
	for round := range rounds {
		atOnce(4, func(int) { s.read(t, "ann", made.ID) }) // opens a few connections
		n, err := terminate(t.Context(), db)
		if err != nil {
			t.Fatal(err)
		}
		ended += n
		if round%2 == 0 {
			time.Sleep(time.Millisecond) // some see PostgreSQL's message, some only the end
		}
		for name, row := range everyCall(made.ID) {
			row.User = "ann"
			if row.Header != nil && row.Header["Idempotency-Key"] != "" {
				row.Header["Idempotency-Key"] = fmt.Sprint("key ", round)
			}
			if res := s.do(t, row.call); res.Status != row.want {
				t.Errorf("round %d: %s = %d %s, want %d", round, name, res.Status, res.Body, row.want)
			}
		}
	}
	if ended < rounds {
		t.Errorf("only %d connections ended in %d rounds", ended, rounds)
	}
	// Each write was done once. Four writes of a round change the same task.
	if got, want := s.read(t, "ann", made.ID).Version, 1+4*rounds; got != want {
		t.Errorf("version = %d, want %d", got, want)
	}
	if got, want := s.get(t, "ann", tasks+"?limit=1&count=true").Header.Get("X-Total-Count"), fmt.Sprint(1+2*rounds); got != want {
		t.Errorf("there are %s tasks, want %s", got, want)
	}
	s.unharmed(t)
}
