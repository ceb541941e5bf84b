package database_test

import (
	"fmt"
	"sync"
	"testing"

	entsql "entgo.io/ent/dialect/sql"
	"github.com/google/uuid"

	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/postgres/pgtest"
	"github.com/entask/entask/internal/runtime/viewer"
)

// TestSchemaChanges: a statement that was prepared for the schema of before is
// prepared anew, and nobody notices.
func TestSchemaChanges(t *testing.T) {
	inEachMode(t, database.Options{PoolMax: 3}, func(t *testing.T, db *database.DB) {
		exec(t, db, "CREATE TABLE t (v varchar(10), n int)")
		exec(t, db, "INSERT INTO t VALUES ('a', 1)")
		for _, change := range []string{"SELECT 1", "ALTER TABLE t ALTER v TYPE text", "ALTER TABLE t ALTER n TYPE bigint", "ALTER TABLE t ADD m int"} {
			exec(t, db, change)
			var wg sync.WaitGroup
			for range 20 {
				wg.Go(func() {
					if got, err := read(asUser(t.Context(), "ann"), db.Driver(), "SELECT v FROM t WHERE n = $1", 1); err != nil || got != "a" {
						t.Errorf("after %s: got %q, %v, want a", change, got, err)
					}
				})
			}
			wg.Wait()
		}
	})
}

// TestManyStatements: those that were not used for long are forgotten.
func TestManyStatements(t *testing.T) {
	db := open(t, database.Options{URL: pgtest.NewDatabase(t) + "&statement_cache_capacity=4", PoolMax: 1, Viewer: viewer.ID})
	for i := range 20 {
		if got, err := read(asUser(t.Context(), "ann"), db.Driver(), fmt.Sprintf("SELECT $1 || '%d'", i), "x"); err != nil || got != fmt.Sprint("x", i) {
			t.Fatalf("statement %d = %q, %v", i, got, err)
		}
	}
	if got := text(t, db, "SELECT (count(*) <= 6)::text FROM pg_prepared_statements"); got != "true" {
		t.Errorf("%s statements are prepared, want 6 at most", text(t, db, "SELECT count(*)::text FROM pg_prepared_statements"))
	}
}

// TestErrorKeepsConnection: an error that says nothing against the connection does
// not cost one.
func TestErrorKeepsConnection(t *testing.T) {
	inEachMode(t, database.Options{PoolMax: 1}, func(t *testing.T, db *database.DB) {
		exec(t, db, "CREATE TABLE t (n int UNIQUE)")
		const pid = "SELECT pg_backend_pid()::text"
		before, ann := text(t, db, pid), asUser(t.Context(), "ann")
		for _, err := range []error{
			served(ann, db, "INSERT INTO t VALUES (1), (1)"),
			served(ann, db, "SELECT $1::int", "x"),
			served(ann, db, "SELECT $1::int", make(chan int)),
			served(ann, db, "SELECT $1::int"),
			served(ann, db, "SELECT 1/0"),
			served(ann, db, ""),
			db.Driver().Exec(ann, "SELECT 1", 1, nil),
			db.Driver().Exec(ann, "SELECT 1", []any{}, 1),
			db.Driver().Query(ann, "SELECT 1", []any{}, nil),
		} {
			t.Log(err)
		}
		if after := text(t, db, pid); after != before {
			t.Errorf("the session is %s, want %s still", after, before)
		}
	})
}

func TestResult(t *testing.T) {
	inEachMode(t, database.Options{}, func(t *testing.T, db *database.DB) {
		var res entsql.Result
		if err := db.Driver().Exec(asUser(t.Context(), "ann"), "CREATE TABLE t AS SELECT generate_series(1, 7) AS n", []any{}, &res); err != nil {
			t.Fatal(err)
		}
		if err := db.Driver().Exec(asUser(t.Context(), "ann"), "DELETE FROM t WHERE n > $1", []any{4}, &res); err != nil {
			t.Fatal(err)
		}
		if n, err := res.RowsAffected(); n != 3 || err != nil {
			t.Errorf("RowsAffected() = %d, %v, want 3", n, err)
		}
		const want = "database: PostgreSQL has no last id, use RETURNING"
		if _, err := res.LastInsertId(); err == nil || err.Error() != want {
			t.Errorf("LastInsertId() = %v, want %s", err, want)
		}
	})
}

// TestArguments: an id can be compared with what it is, and with text.
func TestArguments(t *testing.T) {
	const id = "01957f3e-8d4c-7b2a-9c1e-5f6a7b8c9d0e"
	inEachMode(t, database.Options{}, func(t *testing.T, db *database.DB) {
		for _, query := range []string{"SELECT $1::uuid::text", "SELECT $1::text"} {
			for _, arg := range []any{uuid.MustParse(id), new(uuid.MustParse(id)), id} {
				if got, err := read(t.Context(), db.Driver(), query, arg); err != nil || got != id {
					t.Errorf("%s of a %T = %q, %v, want %s", query, arg, got, err, id)
				}
			}
		}
	})
}
