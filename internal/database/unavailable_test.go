package database_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/puddle/v2"

	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/postgres/pgtest"
)

func TestUnavailable(t *testing.T) {
	code := func(c string) error { return fmt.Errorf("ent: %w", &pgconn.PgError{Code: c}) }
	for _, tc := range []struct {
		name string
		err  error
		want bool
	}{
		{"nothing", nil, false},
		{"anything", errors.New("anything"), false},
		{"no rows", sql.ErrNoRows, false},
		{"the caller left", fmt.Errorf("query: %w", context.Canceled), false},
		{"out of time", fmt.Errorf("query: %w", context.DeadlineExceeded), true},
		{"bad connection", driver.ErrBadConn, true},
		{"the pool is closed", puddle.ErrClosedPool, true},
		{"network", &net.OpError{Op: "read", Err: errors.New("connection reset by peer")}, true},
		{"connection_failure", code("08006"), true},
		{"too_many_connections", code("53300"), true},
		{"admin_shutdown", code("57P01"), true},
		{"cannot_connect_now", code("57P03"), true},
		{"query_canceled", code("57014"), true},
		{"read_only_sql_transaction", code("25006"), true},
		{"deadlock_detected", code("40P01"), true},
		{"unique_violation", code("23505"), false},
		{"undefined_table", code("42P01"), false},
		{"no code", code(""), false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := database.Unavailable(tc.err); got != tc.want {
				t.Errorf("Unavailable(%v) = %v, want %v", tc.err, got, tc.want)
			}
		})
	}
}

func TestPoolWait(t *testing.T) {
	db := open(t, database.Options{URL: pgtest.NewDatabase(t), PoolMax: 1})
	held, err := db.Driver().Tx(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = held.Rollback() }()
	late, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if err := db.Ping(late); !database.Unavailable(err) {
		t.Errorf("no connection in time: Unavailable(%v) = false", err)
	}
	left, cancel := context.WithCancel(t.Context())
	time.AfterFunc(20*time.Millisecond, cancel)
	if err := db.Ping(left); err == nil || database.Unavailable(err) {
		t.Errorf("the caller left: Unavailable(%v) = true", err)
	}
}

// TestCancel cancels queries that run: the error is the caller's, and the
// connection is not given to the next one.
func TestCancel(t *testing.T) {
	// PgBouncer 1.18 may end itself, by "bad client state", over a client that cancels and leaves.
	db := open(t, database.Options{URL: pgtest.Direct(pgtest.NewDatabase(t)), PoolMax: 1})
	for range 5 {
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(10*time.Millisecond, cancel)
		if err := served(ctx, db, "SELECT pg_sleep(5)"); !errors.Is(err, context.Canceled) {
			t.Errorf("a cancelled query: %v, want context.Canceled", err)
		}
		if err := db.Ping(t.Context()); err != nil {
			t.Errorf("after a cancelled query: %v", err)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	for _, tc := range []struct{ name, url, want string }{
		{"nothing", "", "open database: the URL must begin with postgres:// or sqlite://"},
		{"another database", "mysql://u:secret@h/db", "open database: the URL must begin with postgres:// or sqlite://"},
		{"port", "postgres://u:secret@h:port/db", "open database: cannot parse"},
		{"setting", "postgres://u:secret@h/db?sslmode=maybe", "open database: cannot parse"},
		{"no path", "sqlite://", "open database: sqlite:// needs the path of a file, or :memory:"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := database.Open(t.Context(), database.Options{URL: tc.url})
			if err == nil || !strings.HasPrefix(err.Error(), tc.want) {
				t.Fatalf("Open(%q) = %v, want %q…", tc.url, err, tc.want)
			}
			if strings.Contains(err.Error(), "secret") {
				t.Errorf("the error carries the password: %v", err)
			}
		})
	}
}
