//go:build unix

package database_test

import (
	"context"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/postgres/cluster"
	"github.com/entask/entask/internal/postgres/pgtest"
)

// failing asks until an answer fails or until the server is back, and reports
// an error that is not Unavailable.
func failing(t *testing.T, db *database.DB, limit time.Duration) bool {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	err := db.Ping(ctx)
	if err != nil && !database.Unavailable(err) {
		t.Errorf("Unavailable(%T %v) = false", err, err)
	}
	return err != nil
}

func TestOutage(t *testing.T) {
	t.Parallel()
	c, err := cluster.Start(t.Context())
	if err != nil {
		pgtest.Missing(t, err)
	}
	t.Cleanup(func() { _ = c.Stop() })
	db := open(t, database.Options{URL: c.URL("postgres"), PoolMin: 1, PoolMax: 5})
	fillPool(t, db, 5)

	back := func(t *testing.T) {
		t.Helper()
		if failing(t, db, 5*time.Second) {
			t.Error("the server is back, and its database is not")
		}
	}
	t.Run("frozen", func(t *testing.T) {
		pids := strings.Fields(text(t, db, "SELECT string_agg(pid::text, ' ') FROM pg_stat_activity WHERE backend_type = 'client backend'"))
		signal := func(s syscall.Signal) {
			for _, p := range append(pids, strconv.Itoa(c.PID())) {
				if pid, err := strconv.Atoi(p); err == nil {
					_ = syscall.Kill(pid, s)
				}
			}
		}
		signal(syscall.SIGSTOP)
		defer signal(syscall.SIGCONT)
		for range 7 {
			if !failing(t, db, 100*time.Millisecond) {
				t.Error("a frozen server answered")
			}
		}
		signal(syscall.SIGCONT)
		back(t)
	})
	t.Run("killed", func(t *testing.T) {
		fillPool(t, db, 5)
		if err := syscall.Kill(c.PID(), syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		for range 7 { // a session may end a moment after its server
			failing(t, db, 5*time.Second)
			time.Sleep(5 * time.Millisecond)
		}
		if !failing(t, db, 5*time.Second) {
			t.Error("a killed server answered")
		}
		if err := c.Restart(t.Context()); err != nil {
			t.Fatal(err)
		}
		back(t)
	})
	t.Run("stopping and starting", func(t *testing.T) {
		done := make(chan struct{})
		go func() {
			defer close(done)
			_ = syscall.Kill(c.PID(), syscall.SIGINT) // the fast shutdown
			if err := c.Restart(t.Context()); err != nil {
				t.Error(err)
			}
		}()
		for ended := false; !ended; {
			select {
			case <-done:
				ended = true
			default:
				failing(t, db, 5*time.Second)
			}
		}
		back(t)
	})
	t.Run("too many connections", func(t *testing.T) {
		exec(t, db, "CREATE ROLE narrow LOGIN CONNECTION LIMIT 1")
		narrow := open(t, database.Options{URL: strings.Replace(c.URL("postgres"), "postgres@", "narrow@", 1), PoolMax: 2})
		held, err := narrow.Driver().Tx(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = held.Rollback() }()
		if !failing(t, narrow, 5*time.Second) {
			t.Error("the second connection was let in")
		}
	})
}

func TestOpenDoesNotWait(t *testing.T) {
	db := open(t, database.Options{URL: "postgres://u:secret@127.0.0.1:1/none", PoolMin: 2, PoolMax: 2})
	err := db.Ping(t.Context())
	if !database.Unavailable(err) {
		t.Errorf("Unavailable(%v) = false", err)
	}
	if strings.Contains(err.Error(), "secret") {
		t.Errorf("the error carries the password: %v", err)
	}
}
