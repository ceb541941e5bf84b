package database_test

import (
	"context"
	"testing"
	"time"

	"entgo.io/ent/dialect"

	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/postgres/pgtest"
	"github.com/entask/entask/internal/proof/proxy"
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

// TestCheckBusy: while every connection is in use, an answer proves that the database
// serves, also after somebody has given up a statement. It proves nothing for longer than a
// second.
func TestCheckBusy(t *testing.T) {
	t.Parallel()
	at, between := proxy.Between(t, pgtest.Direct(pgtest.NewDatabase(t)))
	db := open(t, database.Options{URL: at, PoolMax: 2})
	tx, err := db.Driver().Tx(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	run(t, db, "SELECT 1")
	givenUp, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := db.Driver().Exec(givenUp, "SELECT pg_sleep(60)", []any{}, nil); err == nil {
		t.Fatal("a statement that was given up: nil")
	}
	last, err := db.Driver().Tx(t.Context()) // now all are in use
	if err != nil {
		t.Fatal(err)
	}
	between.Refuse()
	if err := db.Check(t.Context()); err != nil {
		t.Errorf("Check while busy: %v", err)
	}
	time.Sleep(1100 * time.Millisecond)
	if db.Check(t.Context()) == nil {
		t.Error("Check: nil, and nobody was answered for a second")
	}
	if err := tx.Exec(t.Context(), "SELECT 1", []any{}, nil); err != nil {
		t.Fatal(err)
	}
	if err := db.Check(t.Context()); err != nil {
		t.Errorf("Check after an answer in a transaction: %v", err)
	}
	for _, tx := range []dialect.Tx{tx, last} {
		if err := tx.Rollback(); err != nil {
			t.Fatal(err)
		}
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
