package database

import (
	"context"

	"entgo.io/ent/dialect"
)

// Bypasses says whether the role that serves bypasses row-level security: it is a superuser
// or has BYPASSRLS. SQLite has neither.
func (db *DB) Bypasses(ctx context.Context) (bypasses bool, err error) {
	if db.dialect != dialect.Postgres {
		return false, nil
	}
	const query = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
	err = db.sql.QueryRowContext(ctx, query).Scan(&bypasses)
	return bypasses, err
}
