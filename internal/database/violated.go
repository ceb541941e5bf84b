package database

import (
	"errors"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/entask/entask/internal/database/sqlite"
)

// Violated returns how the database calls the unique index that err, which a write
// returned, says it would violate; false for any other error. PostgreSQL calls it by
// its name, SQLite by its columns, such as "notes.user_id, notes.name".
func Violated(err error) (string, bool) {
	if pgErr, ok := errors.AsType[*pgconn.PgError](err); ok && pgErr.Code == "23505" { // unique_violation
		return pgErr.ConstraintName, true
	}
	return sqlite.Violated(err)
}

// Null returns the column, such as "notes.id", that err, which a write returned, says must
// not be NULL; false for any other error.
func Null(err error) (string, bool) {
	if pgErr, ok := errors.AsType[*pgconn.PgError](err); ok && pgErr.Code == "23502" { // not_null_violation
		return pgErr.TableName + "." + pgErr.ColumnName, true
	}
	return sqlite.Null(err)
}
