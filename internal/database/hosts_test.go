package database_test

import (
	"context"
	"net/url"
	"testing"
	"time"

	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/postgres/pgtest"
	"github.com/entask/entask/internal/runtime/retry"
)

// twoHosts returns the URL of one database at the end of two lines, of which the first
// is tried first.
func twoHosts(t *testing.T) (string, *loser, *loser) {
	t.Helper()
	server := pgtest.NewDatabase(t)
	first, one := newLoser(t, server, false)
	second, two := newLoser(t, server, false)
	a, err := url.Parse(first)
	if err != nil {
		t.Fatal(err)
	}
	b, err := url.Parse(second)
	if err != nil {
		t.Fatal(err)
	}
	a.Host += "," + b.Host
	return a.String(), one, two
}

// TestFrozenHost: a server that accepts connections and says nothing is left for another
// one, soon, and with a word that nobody knows what became of the statement. A busy machine
// may need as long as a host is waited for, but not three times in a row.
func TestFrozenHost(t *testing.T) {
	t.Parallel()
	var took []time.Duration
	for len(took) < 3 {
		took = append(took, leavesFrozen(t))
		if took[len(took)-1] < 1900*time.Millisecond { // 2 s are waited for a host
			return
		}
	}
	t.Errorf("later statements took %s, want no waiting for the frozen server", took)
}

// leavesFrozen freezes a server, and returns how long the statements took after the first.
func leavesFrozen(t *testing.T) time.Duration {
	t.Helper()
	at, first, _ := twoHosts(t)
	db := open(t, database.Options{URL: at, PoolMax: 1})
	run(t, db, "SELECT 1") // describes it: the statement itself is what is lost
	first.frozen.Store(true)
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	begin := time.Now()
	err := db.Driver().Exec(ctx, "SELECT 1", []any{}, nil)
	if took := time.Since(begin); !retry.IsUnknown(err) || took > 10*time.Second {
		t.Errorf("the first statement: %v after %s, want an error that is Unknown within seconds", err, took)
	}
	begin = time.Now()
	for range 4 {
		if err := db.Driver().Exec(ctx, "SELECT 1", []any{}, nil); err != nil {
			t.Errorf("a later statement: %v", err)
		}
	}
	if err := db.Check(ctx); err != nil {
		t.Errorf("Check: %v", err)
	}
	return time.Since(begin)
}

// TestSilentAfterHello: a server that falls silent between its hello and the first that it
// is asked keeps no place in the pool.
func TestSilentAfterHello(t *testing.T) {
	t.Parallel()
	at, line := newLoser(t, pgtest.NewDatabase(t), false)
	db := open(t, database.Options{URL: at, PoolMax: 1})
	line.pieces.Store(1)
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if err := db.Ping(ctx); err == nil || ctx.Err() != nil {
		t.Errorf("the first statement: %v, want an error within the time of a connection", err)
	}
	if err := db.Ping(ctx); err != nil {
		t.Errorf("the next statement: %v, want another connection", err)
	}
}

// TestSlowHost: a statement that takes long on a server that answers goes on.
func TestSlowHost(t *testing.T) {
	t.Parallel()
	at, _, _ := twoHosts(t)
	db := open(t, database.Options{URL: at, PoolMax: 2})
	if got := text(t, db, "SELECT 'slow' FROM pg_sleep(3)"); got != "slow" {
		t.Errorf("got %q, want \"slow\"", got)
	}
	if err := db.Driver().Exec(t.Context(), "SELECT pg_sleep(3)", []any{}, nil); err != nil {
		t.Errorf("a slow statement: %v", err)
	}
}

// TestReadOnlyServer: a connection whose server takes no writes any more is left.
func TestReadOnlyServer(t *testing.T) {
	t.Parallel()
	url := pgtest.Direct(pgtest.NewDatabase(t))
	db := open(t, database.Options{URL: url, PoolMax: 1})
	run(t, db, "CREATE TABLE written (n int)")
	const demote = "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY"
	t.Run("write", func(t *testing.T) {
		run(t, db, demote)
		run(t, db, "INSERT INTO written VALUES (1)")
	})
	t.Run("transaction", func(t *testing.T) {
		time.Sleep(600 * time.Millisecond) // so that connections may be made anew once more
		run(t, db, demote)
		tx, err := db.Driver().Tx(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if err := tx.Exec(t.Context(), "INSERT INTO written VALUES (1)", []any{}, nil); !retry.IsSafe(err) {
			t.Errorf("%v, want an error that is Safe", err)
		}
		if err := tx.Rollback(); err != nil {
			t.Error(err)
		}
		run(t, db, "INSERT INTO written VALUES (1)")
	})
	t.Run("check", func(t *testing.T) {
		run(t, db, demote)
		time.Sleep(1100 * time.Millisecond) // that was an answer
		if err := db.Check(t.Context()); err != nil {
			t.Errorf("Check: %v, want the word of another connection", err)
		}
		run(t, db, "INSERT INTO written VALUES (1)")
	})
	t.Run("for all", func(t *testing.T) {
		db := open(t, database.Options{URL: url + "&default_transaction_read_only=on", PoolMax: 1})
		if err := db.Check(t.Context()); err == nil {
			t.Error("Check: nil, want that the database takes no writes")
		}
	})
}

// TestCheckWaitsForNobody: what holds all connections of the pool does not keep the
// service from knowing that the database serves.
func TestCheckWaitsForNobody(t *testing.T) {
	t.Parallel()
	db := open(t, database.Options{URL: pgtest.NewDatabase(t), PoolMax: 1})
	tx, err := db.Driver().Tx(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	time.Sleep(1100 * time.Millisecond)
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	if err := db.Check(ctx); err != nil {
		t.Errorf("Check: %v", err)
	}
	if err := tx.Rollback(); err != nil {
		t.Error(err)
	}
}
