package database_test

import (
	"context"
	"testing"
	"time"

	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/postgres/pgtest"
	"github.com/entask/entask/internal/runtime/retry"
)

// TestCheckKeepsNoPlace: a check that a frozen server does not answer leaves the place of
// its connection to the requests that come when another one serves.
func TestCheckKeepsNoPlace(t *testing.T) {
	t.Parallel()
	at, first, _ := twoHosts(t)
	db := open(t, database.Options{URL: at, PoolMax: 1})
	run(t, db, "SELECT 1")
	time.Sleep(1100 * time.Millisecond) // that was an answer
	first.frozen.Store(true)
	begin := time.Now()
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	if err := db.Check(ctx); err == nil {
		t.Fatal("Check: nil of a server that says nothing")
	}
	run(t, db, "SELECT 1")
	if took := time.Since(begin); took > 5*time.Second {
		t.Errorf("a statement after it took %s, want no waiting for the connection of the check", took)
	}
}

// TestReadOnlyWhileReadsAreAnswered: that reads are answered is no word on writes.
func TestReadOnlyWhileReadsAreAnswered(t *testing.T) {
	t.Parallel()
	db := open(t, database.Options{URL: pgtest.Direct(pgtest.NewDatabase(t)) + "&default_transaction_read_only=on", PoolMax: 2})
	if err := db.Driver().Exec(t.Context(), "CREATE TABLE a (n int)", []any{}, nil); err == nil {
		t.Fatal("a write: nil")
	}
	run(t, db, "SELECT 1")
	if err := db.Check(t.Context()); err == nil {
		t.Error("Check: nil, want that the database takes no writes")
	}
}

// TestReadOnlyForLong: a server that takes no writes for long is not overrun with
// connections because of those that come.
func TestReadOnlyForLong(t *testing.T) {
	t.Parallel()
	at, line := newLoser(t, pgtest.Direct(pgtest.NewDatabase(t)), false)
	db := open(t, database.Options{URL: at + "&default_transaction_read_only=on", PoolMax: 10})
	const writes = 20
	for range writes {
		if err := db.Driver().Exec(t.Context(), "CREATE TABLE a (n int)", []any{}, nil); !retry.IsSafe(err) {
			t.Fatalf("a write: %v, want an error that is Safe", err)
		}
	}
	if got := line.served.Load(); got > writes/2 {
		t.Errorf("%d writes made %d connections, want few", writes, got)
	}
}
