package returning_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"entgo.io/ent/dialect/sql"
	"entgo.io/ent/dialect/sql/sqlgraph"

	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/postgres/pgtest"
	"github.com/entask/entask/internal/runtime/returning"
)

func open(t *testing.T) *database.DB {
	t.Helper()
	db, err := database.Open(t.Context(), database.Options{URL: "sqlite://:memory:"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	for _, statement := range []string{"CREATE TABLE t (id INTEGER, n INTEGER CHECK (n < 10))", "INSERT INTO t VALUES (1, 1)"} {
		if _, err := db.SQL().ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	return db
}

// update does what Ent's update of one node does: an UPDATE, then a SELECT.
func update(ctx context.Context, db *database.DB, statement string) (id, n int, err error) {
	tx, err := returning.New(db.Driver()).Tx(ctx)
	if err != nil {
		return 0, 0, err
	}
	var res sql.Result
	if err := tx.Exec(ctx, statement, []any{}, &res); err != nil {
		return 0, 0, err
	}
	var rows sql.Rows
	if err := tx.Query(ctx, "SELECT never sent", []any{}, &rows); err != nil {
		return 0, 0, err
	}
	defer func() { _ = rows.Close() }()
	if !rows.Next() {
		return 0, 0, errors.New("no row")
	}
	if err := rows.Scan(&id, &n); err != nil {
		return 0, 0, err
	}
	return id, n, tx.Commit() // Ent reads one row and looks no further
}

func TestUpdate(t *testing.T) {
	db := open(t)
	id, n, err := update(t.Context(), db, "UPDATE t SET n = n + 1 WHERE id = 1 RETURNING id, n")
	if err != nil || id != 1 || n != 2 {
		t.Errorf("update = %d, %d, %v, want 1, 2", id, n, err)
	}
	var missing *sqlgraph.NotFoundError
	if _, _, err := update(t.Context(), db, "UPDATE t SET n = 3 WHERE id = 2 RETURNING id, n"); !errors.As(err, &missing) {
		t.Errorf("update of no row = %v, want a NotFoundError", err)
	}
	if _, _, err := update(t.Context(), db, "UPDATE t SET n = 11 WHERE id = 1 RETURNING id, n"); err == nil || !sqlgraph.IsConstraintError(err) {
		t.Errorf("update that a CHECK refuses = %v, want a constraint error", err)
	}
}

// TestCommitFails: PostgreSQL sends the row before it commits. An update that is
// undone only then, as by a session that is ended at this moment, has failed.
func TestCommitFails(t *testing.T) {
	db, err := database.Open(t.Context(), database.Options{URL: pgtest.NewDatabase(t)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	for _, statement := range []string{
		"CREATE TABLE t (id integer, n integer)",
		"INSERT INTO t VALUES (1, 1)",
		"CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'not committed'; END $$",
		"CREATE CONSTRAINT TRIGGER late AFTER UPDATE ON t DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse()",
	} {
		if _, err := db.SQL().ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	if _, n, err := update(t.Context(), db, "UPDATE t SET n = 2 WHERE id = 1 RETURNING id, n"); err == nil || !strings.Contains(err.Error(), "not committed") {
		t.Errorf("update whose commit fails = %d, %v, want its error", n, err)
	}
}

// An update that needs more than one statement is refused, not half done.
func TestOneStatementOnly(t *testing.T) {
	db := open(t)
	drv := returning.New(db.Driver())
	var res sql.Result
	if err := drv.Exec(t.Context(), "UPDATE t SET n = 5 WHERE id = 1 RETURNING id, n", []any{}, &res); err != nil {
		t.Fatal(err)
	}
	const want = "returning: update takes more than one statement"
	if err := drv.Exec(t.Context(), "UPDATE t SET n = 6 RETURNING id, n", []any{}, &res); err == nil || err.Error() != want {
		t.Errorf("a second statement = %v, want %s", err, want)
	}
	if n, err := res.RowsAffected(); n != 1 || err != nil {
		t.Errorf("RowsAffected() = %d, %v, want 1", n, err)
	}
	if err := returning.New(db.Driver()).Query(t.Context(), "SELECT 1", []any{}, &sql.Rows{}); err == nil || err.Error() != want+": no row to read" {
		t.Errorf("a SELECT first = %v, want %s: no row to read", err, want)
	}
}

// An update that changes nothing is still a statement with its predicates.
func TestColumnsOfAnEmptyUpdate(t *testing.T) {
	for _, tc := range []struct {
		name   string
		change func(*sql.UpdateBuilder)
		want   string
	}{
		{"nothing", func(*sql.UpdateBuilder) {}, "UPDATE `t` SET `id` = `id` WHERE `owner` = ? RETURNING `id`, `n`"},
		{"something", func(u *sql.UpdateBuilder) { u.Set("n", 1) }, "UPDATE `t` SET `n` = ? WHERE `owner` = ? RETURNING `id`, `n`"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			u := sql.Dialect("sqlite3").Update("t").Where(sql.EQ("owner", "ann"))
			tc.change(u)
			returning.Columns("id", "id", "n")(u)
			if got, _ := u.Query(); got != tc.want {
				t.Errorf("got  %s\nwant %s", got, tc.want)
			}
		})
	}
}
