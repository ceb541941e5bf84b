package e2e

import (
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/entask/entask/internal/postgres/pgtest"
)

// TestUserDataShare: what an export asks about the database before it begins takes no more
// connections than a user may have.
func TestUserDataShare(t *testing.T) {
	url := pgtest.NewDatabase(t)
	s := start(t, url, "DB_POOL_MAX=5")
	db := attacker(t, url)
	tx, err := db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback() }()
	if _, err := tx.ExecContext(t.Context(), "LOCK TABLE atlas_schema_revisions"); err != nil {
		t.Fatal(err)
	}
	var exports sync.WaitGroup
	for range 10 {
		exports.Go(func() {
			_, _ = s.try(t, call{Method: http.MethodGet, Path: "/api/v1/me/export", User: "ann"}) // how it ends is not the matter
		})
	}
	waiting := 0
	for waiting < 2 {
		time.Sleep(100 * time.Millisecond)
		if err := db.QueryRowContext(t.Context(), "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'atlas_schema_revisions'::regclass").Scan(&waiting); err != nil {
			t.Fatal(err)
		}
	}
	time.Sleep(500 * time.Millisecond) // for the others to take what they can
	if err := db.QueryRowContext(t.Context(), "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'atlas_schema_revisions'::regclass").Scan(&waiting); err != nil || waiting > 2 {
		t.Errorf("%d of 5 connections wait for the exports of one user, %v, want 2", waiting, err)
	}
	if res := s.do(t, call{Method: http.MethodGet, Path: tasks, User: "bob"}); res.Status != http.StatusOK {
		t.Errorf("another user's list: %d %s, want 200", res.Status, res.Body)
	}
	if err := tx.Rollback(); err != nil {
		t.Error(err)
	}
	exports.Wait()
}
