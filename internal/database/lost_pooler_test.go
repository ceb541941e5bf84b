package database_test

import (
	"testing"
	"time"

	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/postgres/pgtest"
	"github.com/entask/entask/internal/runtime/retry"
)

// TestLostReplyBehindPooler: a pooler whose session ends in the middle of a statement
// says so in words of its own. They are no word of PostgreSQL's that nothing was done.
func TestLostReplyBehindPooler(t *testing.T) {
	t.Parallel()
	server := pgtest.Direct(pgtest.NewDatabase(t))
	direct := open(t, database.Options{URL: server, PoolMax: 2})
	run(t, direct, "CREATE TABLE counted (n int NOT NULL)")
	run(t, direct, "INSERT INTO counted VALUES (1)")
	at, line := newLoser(t, server, false)
	db := open(t, database.Options{URL: pgtest.Pooled(t, at), PoolMax: 3})
	count := func(how string, do func() error) {
		t.Helper()
		before := text(t, direct, "SELECT n::text FROM counted")
		line.lose.Store(1)
		err := do()
		line.lose.Store(0)
		if !retry.IsUnknown(err) || !database.Unavailable(err) {
			t.Errorf("%s: %v, want an error that is Unknown and Unavailable", how, err)
		}
		time.Sleep(50 * time.Millisecond)
		if after := text(t, direct, "SELECT (n - 1)::text FROM counted"); after != before {
			t.Errorf("%s: counted one more than %s, want %s", how, after, before)
		}
	}
	const update = "UPDATE counted SET n = n + 1"
	for range 6 {
		run(t, db, update)
	}
	count("a statement", func() error { return db.Driver().Exec(t.Context(), update, []any{}, nil) })
	for range 6 {
		run(t, db, update)
	}
	count("COMMIT", func() error {
		line.lose.Store(0)
		tx, err := db.Driver().Tx(t.Context())
		if err != nil {
			return err
		}
		if err := tx.Exec(t.Context(), update, []any{}, nil); err != nil {
			return err
		}
		line.lose.Store(1)
		return tx.Commit()
	})
}
