package database_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/postgres/pgtest"
)

// TestDeadline: a statement whose time is over ends soon after, for the server too.
func TestDeadline(t *testing.T) {
	t.Parallel()
	url := pgtest.Direct(pgtest.NewDatabase(t)) // PgBouncer 1.18 may end itself over a client that cancels and leaves
	db, beside := open(t, database.Options{URL: url, PoolMax: 1}), open(t, database.Options{URL: url, PoolMax: 1})
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	begin := time.Now()
	if err := served(ctx, db, "SELECT pg_sleep(30)"); !errors.Is(err, context.DeadlineExceeded) || !database.Unavailable(err) {
		t.Errorf("a statement out of time: %v, want context.DeadlineExceeded, which is unavailable", err)
	}
	if took := time.Since(begin); took < 50*time.Millisecond || took > 20*time.Second {
		t.Errorf("it ended after %s, want little more than 50ms", took)
	}
	const running = "SELECT count(*)::text FROM pg_stat_activity WHERE state = 'active' AND query = 'SELECT pg_sleep(30)'"
	for until := time.Now().Add(20 * time.Second); text(t, beside, running) != "0"; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(until) {
			t.Fatal("the server goes on with it")
		}
	}
	if err := served(ctx, db, "SELECT 1"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a statement that was late before it began: %v, want context.DeadlineExceeded", err)
	}
}

// TestDeadlineAfterQuiet: a statement that comes when nobody looks any more ends in time.
func TestDeadlineAfterQuiet(t *testing.T) {
	t.Parallel()
	db := open(t, database.Options{URL: pgtest.Direct(pgtest.NewDatabase(t)), PoolMax: 1})
	for range 3 {
		if err := served(t.Context(), db, "SELECT 1"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(500 * time.Millisecond)
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		begin := time.Now()
		if err := served(ctx, db, "SELECT pg_sleep(30)"); !errors.Is(err, context.DeadlineExceeded) || time.Since(begin) > 20*time.Second {
			t.Errorf("out of time: %v after %s, want context.DeadlineExceeded after little more than 50ms", err, time.Since(begin))
		}
		cancel()
	}
}

// TestLateDeadline: where a statement is done just when its time is over, the
// connection is as good as ever.
func TestLateDeadline(t *testing.T) {
	t.Parallel()
	db := open(t, database.Options{URL: pgtest.Direct(pgtest.NewDatabase(t)), PoolMax: 1})
	for i := range 40 {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
		err := served(ctx, db, fmt.Sprintf("SELECT pg_sleep(%g)", float64(10+i)/1000))
		if err != nil && !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("out of time: %v, want context.DeadlineExceeded", err)
		}
		if err := served(t.Context(), db, "SELECT pg_sleep(0.005)"); err != nil {
			t.Errorf("the next statement: %v", err)
		}
		cancel()
	}
}
