package database

import (
	"context"
	"errors"
	"fmt"

	"entgo.io/ent/dialect"
)

// ErrUnwalled is returned by Walled for a role that row-level security does not hold.
var ErrUnwalled = errors.New("row-level security does not hold for this database role")

// unwalled says what frees the role that serves from row-level security: "" for nothing.
const unwalled = `SELECT CASE WHEN rolsuper THEN 'it is a superuser' WHEN rolbypassrls THEN 'it has BYPASSRLS' ELSE coalesce((
	SELECT 'it owns ' || relname || ', which does not force it' FROM pg_class
	WHERE relnamespace = 'public'::regnamespace AND relname = ANY ($1) AND relrowsecurity AND NOT relforcerowsecurity AND pg_has_role(relowner, 'USAGE')
	ORDER BY relname LIMIT 1), '') END
FROM pg_roles WHERE rolname = current_user`

// Walled returns ErrUnwalled, with the reason, unless row-level security holds for the role
// that serves, in those of the tables that have it. SQLite has neither.
func (db *DB) Walled(ctx context.Context, tables []string) error {
	if db.dialect != dialect.Postgres {
		return nil
	}
	var why string
	err := db.sql.QueryRowContext(ctx, unwalled, tables).Scan(&why)
	return unwalledBy(why, err)
}

// unwalledBy returns ErrUnwalled with the reason, if there is one.
func unwalledBy(why string, err error) error {
	if err != nil {
		return fmt.Errorf("ask for the role's rights: %w", err)
	}
	if why != "" {
		return fmt.Errorf("%w: %s", ErrUnwalled, why)
	}
	return nil
}
