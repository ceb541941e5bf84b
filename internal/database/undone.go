package database

import (
	"errors"

	"github.com/jackc/pgx/v5/pgconn"
)

// Undone says whether err, which a call on the database returned, means that
// PostgreSQL undid the whole transaction so that another could go on: the same may
// succeed at once. SQLite has one writer at a time, which never has to give way.
func Undone(err error) bool {
	pgErr, ok := errors.AsType[*pgconn.PgError](err)
	return ok && (pgErr.Code == "40P01" || pgErr.Code == "40001") // deadlock_detected, serialization_failure
}
