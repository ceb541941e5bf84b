package database_test

import (
	"testing"
	"time"

	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/postgres/pgtest"
	"github.com/entask/entask/internal/runtime/retry"
)

// TestSessionLimits: PostgreSQL itself ends what the service no longer waits for, unless
// something else was said.
func TestSessionLimits(t *testing.T) {
	t.Parallel()
	const ask = "SELECT concat_ws(' ', current_setting('statement_timeout'), current_setting('tcp_user_timeout'))"
	url := pgtest.Direct(pgtest.NewDatabase(t))
	for name, tc := range map[string]struct {
		option time.Duration
		query  string
		want   string
	}{
		"as the service has it": {15 * time.Second, "", "15s 5000"},
		"by the URL":            {15 * time.Second, "&statement_timeout=7s", "7s 5000"},
		"none":                  {0, "", "0 5000"},
	} {
		t.Run(name, func(t *testing.T) {
			db := open(t, database.Options{URL: url + tc.query, PoolMax: 1, StatementTimeout: tc.option})
			if got := text(t, db, ask); got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

// TestSilentTransaction: a transaction of which nothing more is heard gives up its locks
// within seconds, and its COMMIT, if it comes after all, is known to have done nothing.
func TestSilentTransaction(t *testing.T) {
	t.Parallel()
	db := open(t, database.Options{URL: pgtest.NewDatabase(t), PoolMax: 3})
	run(t, db, "CREATE TABLE keys (id int PRIMARY KEY)")
	tx, err := db.Driver().Tx(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := tx.Exec(t.Context(), "INSERT INTO keys VALUES (1)", []any{}, nil); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	run(t, db, "INSERT INTO keys VALUES (1)") // waits for the lock
	if took := time.Since(began); took < 4*time.Second || took > 30*time.Second {
		t.Errorf("the lock was free after %s, want 5 s", took)
	}
	if err := tx.Commit(); err == nil || retry.IsUnknown(err) {
		t.Errorf("COMMIT: %v, want an error that is not Unknown", err)
	}
}
