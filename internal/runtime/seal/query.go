package seal

import (
	"context"
	"slices"

	"entgo.io/ent"
	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"

	"github.com/entask/entask/internal/runtime/statement"
	"github.com/entask/entask/internal/runtime/viewer"
)

const (
	// Statement sets the viewer $1 of a transaction of PostgreSQL, finds their seal, and keeps it for
	// the rest of the transaction. It returns two texts: the viewer, and the seal or "". The number of
	// changes is added to what was drawn: a trigger of an older release counts, and draws nothing.
	// The viewer comes first, since row-level security would hide the seal.
	Statement = `SELECT set_config('app.user_id', $1, true), set_config('app.seal', coalesce((SELECT c."number" + c."seal" FROM "change_counters" AS c WHERE c."user_id" = $1)::text, ''), true)`

	ofSQLite = `SELECT coalesce("number" + "seal", '') FROM "change_counters" WHERE "user_id" = ?`
)

// Where returns the predicates of a query of PostgreSQL, and one by which it reads nothing where
// Statement has found what the client knows.
func Where[P ~func(*sql.Selector)](a *Asked, where []P) []P {
	if a == nil || a.Known == "" {
		return where
	}
	return append(slices.Clip(where), func(s *sql.Selector) {
		q := statement.On(s)
		q.Where(func(t statement.Text) { t.Text("current_setting('app.seal', true) IS DISTINCT FROM ").Arg(a.Known) })
		q.Wrote()
	})
}

// Read finds the seal where the database is SQLite, which Statement is not for. It returns true
// where the client has what the query would read.
func Read(ctx context.Context, drv dialect.Driver, a *Asked) (bool, error) {
	if a == nil || drv.Dialect() != dialect.SQLite {
		return false, nil
	}
	id, ok := viewer.ID(ctx)
	if !ok {
		return false, nil
	}
	var found sql.Rows
	if err := drv.Query(ctx, ofSQLite, []any{id}, &found); err != nil {
		return false, err
	}
	defer func() { _ = found.Close() }()
	if found.Next() {
		if err := found.Scan(&a.Found); err != nil {
			return false, err
		}
	}
	return a.Unread() != "", found.Err()
}

// Intercepted says whether one of the interceptors may change what a query returns. A TraverseFunc
// does so by predicates alone.
func Intercepted(all []ent.Interceptor) bool {
	return slices.ContainsFunc(all, func(i ent.Interceptor) bool {
		_, traverses := i.(ent.TraverseFunc)
		return !traverses
	})
}
