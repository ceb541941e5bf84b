package database_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/postgres/pgtest"
	"github.com/entask/entask/internal/runtime/viewer"
)

// TestCloseWaitsNotForEver: a transaction that nobody ends does not keep the process.
func TestCloseWaitsNotForEver(t *testing.T) {
	t.Parallel()
	db, err := database.Open(t.Context(), database.Options{URL: pgtest.NewDatabase(t), PoolMin: 1, PoolMax: 2})
	if err != nil {
		t.Fatal(err)
	}
	tx, err := db.Driver().Tx(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	const want = "close database: 1 connections were not given back"
	if err := db.Close(); err == nil || err.Error() != want {
		t.Errorf("Close() = %v, want %s", err, want)
	}
	_ = tx.Rollback()
	if err := db.Ping(t.Context()); !database.Unavailable(err) {
		t.Errorf("after Close Unavailable(%v) = false", err)
	}
}

// TestHaste leaves statements and transactions at any moment: what is not given
// back would keep the pool from closing.
func TestHaste(t *testing.T) {
	url := pgtest.NewDatabase(t)
	db, err := database.Open(t.Context(), database.Options{URL: url, PoolMin: 1, PoolMax: 4, Viewer: viewer.ID})
	if err != nil {
		t.Fatal(err)
	}
	exec(t, db, "CREATE TABLE t (n int)")
	var wg sync.WaitGroup
	for worker := range 12 {
		wg.Go(func() {
			for i := range 40 {
				ctx, cancel := context.WithTimeout(asUser(t.Context(), fmt.Sprint("user", worker)), time.Duration(i*worker)*10*time.Microsecond)
				if i%2 == 0 {
					_ = insertInTx(ctx, db, i)
				} else if got, err := read(ctx, db.Driver(), whoAsks); err == nil && got != fmt.Sprint("user", worker) {
					t.Errorf("the viewer is %q, want user%d", got, worker)
				}
				if i%3 == 0 {
					_, _ = db.Driver().Tx(ctx) // and forget it
				}
				cancel()
			}
		})
	}
	wg.Wait()
	wantNobodyLeft(t, db, 4)
	if err := db.Close(); err != nil {
		t.Error(err)
	}
	if err := db.Ping(t.Context()); err == nil || !strings.Contains(err.Error(), "closed") {
		t.Errorf("after Close = %v, want closed", err)
	}
}
