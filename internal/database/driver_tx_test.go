package database_test

import (
	"context"
	"database/sql"
	"errors"
	"testing"
	"time"

	"entgo.io/ent/dialect"
	entsql "entgo.io/ent/dialect/sql"

	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/postgres/pgtest"
	"github.com/entask/entask/internal/runtime/viewer"
)

// TestTransactionEnds: one whose context is done is undone and in nobody's way.
func TestTransactionEnds(t *testing.T) {
	inEachMode(t, database.Options{PoolMax: 1}, func(t *testing.T, db *database.DB) {
		exec(t, db, "CREATE TABLE t (n int)")
		for _, end := range []func(dialect.Tx) error{dialect.Tx.Commit, dialect.Tx.Rollback, func(dialect.Tx) error { return nil }} {
			ctx, cancel := context.WithCancel(asUser(t.Context(), "ann"))
			tx, err := db.Driver().Tx(ctx)
			if err != nil {
				t.Fatal(err)
			}
			if err := tx.Exec(ctx, "INSERT INTO t VALUES ($1)", []any{1}, nil); err != nil {
				t.Fatal(err)
			}
			before, err := read(ctx, tx, "SELECT pg_backend_pid()::text")
			if err != nil {
				t.Fatal(err)
			}
			cancel()
			if err := end(tx); err != nil && !errors.Is(err, context.Canceled) {
				t.Errorf("the end of a cancelled transaction = %v", err)
			}
			late, cancel := context.WithTimeout(t.Context(), 5*time.Second)
			defer cancel()
			if got, err := read(late, db.Driver(), "SELECT pg_backend_pid() || ' ' || count(*) FROM t"); err != nil || got != before+" 0" {
				t.Errorf("session and rows after a cancelled transaction = %q, %v, want %s 0", got, err, before)
			}
			if err := tx.Exec(t.Context(), "SELECT 1", []any{}, nil); !errors.Is(err, context.Canceled) && !errors.Is(err, sql.ErrTxDone) {
				t.Errorf("a statement after the end = %v, want context.Canceled or sql.ErrTxDone", err)
			}
		}
		tx, err := db.Driver().Tx(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if err := tx.Commit(); err != nil {
			t.Error(err)
		}
		if commit, rollback := tx.Commit(), tx.Rollback(); !errors.Is(commit, sql.ErrTxDone) || !errors.Is(rollback, sql.ErrTxDone) {
			t.Errorf("commit and rollback after commit = %v, %v, want sql.ErrTxDone", commit, rollback)
		}
	})
}

func TestTransactionOptions(t *testing.T) {
	db := open(t, database.Options{URL: pgtest.NewDatabase(t), PoolMax: 1, Viewer: viewer.ID})
	driver, ok := db.Driver().(interface {
		BeginTx(context.Context, *entsql.TxOptions) (dialect.Tx, error)
	})
	if !ok {
		t.Fatalf("%T begins no transaction with options", db.Driver())
	}
	for _, tc := range []struct {
		options *entsql.TxOptions
		want    string
	}{
		{nil, "read committed off"},
		{&entsql.TxOptions{}, "read committed off"},
		{&entsql.TxOptions{Isolation: sql.LevelSnapshot}, "repeatable read off"},
		{&entsql.TxOptions{Isolation: sql.LevelSerializable, ReadOnly: true}, "serializable on"},
	} {
		tx, err := driver.BeginTx(asUser(t.Context(), "ann"), tc.options)
		if err != nil {
			t.Fatal(err)
		}
		got, err := read(t.Context(), tx, "SELECT current_setting('transaction_isolation') || ' ' || current_setting('transaction_read_only')")
		if err != nil || got != tc.want {
			t.Errorf("%+v: got %q, %v, want %q", tc.options, got, err, tc.want)
		}
		if err := tx.Rollback(); err != nil {
			t.Error(err)
		}
	}
	const want = "begin: PostgreSQL has no isolation level Linearizable"
	if _, err := driver.BeginTx(t.Context(), &entsql.TxOptions{Isolation: sql.LevelLinearizable}); err == nil || err.Error() != want {
		t.Errorf("another level = %v, want %s", err, want)
	}
}
