package database

import (
	"errors"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// Violated returns how the database calls the unique index that err, which a write
// returned, says it would violate; false for any other error. PostgreSQL calls it by
// its name, SQLite by its columns, such as "notes.user_id, notes.name".
func Violated(err error) (string, bool) {
	if pgErr, ok := errors.AsType[*pgconn.PgError](err); ok && pgErr.Code == "23505" { // unique_violation
		return pgErr.ConstraintName, true
	}
	if liteErr, ok := errors.AsType[*sqlite.Error](err); ok && liteErr.Code() == sqlite3.SQLITE_CONSTRAINT_UNIQUE {
		_, columns, _ := strings.Cut(liteErr.Error(), "UNIQUE constraint failed: ")
		columns, _, _ = strings.Cut(columns, " (")
		return columns, true
	}
	return "", false
}
