package sqlite

import (
	"errors"
	"strings"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// Unavailable says whether SQLite cannot serve now, and may later.
func Unavailable(err error) bool {
	if liteErr, ok := errors.AsType[*sqlite.Error](err); ok {
		switch liteErr.Code() & 0xff {
		case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR:
			return true
		}
	}
	return false
}

// Violated returns the columns of the unique index that a write would violate, such as
// "notes.user_id, notes.name"; false for any other error.
func Violated(err error) (string, bool) {
	return failed(err, sqlite3.SQLITE_CONSTRAINT_UNIQUE, "UNIQUE constraint failed: ")
}

// Null returns the column, such as "notes.id", that must not be NULL and would be by a
// write; false for any other error.
func Null(err error) (string, bool) {
	return failed(err, sqlite3.SQLITE_CONSTRAINT_NOTNULL, "NOT NULL constraint failed: ")
}

// failed returns the columns that the error of a constraint names.
func failed(err error, code int, text string) (string, bool) {
	liteErr, ok := errors.AsType[*sqlite.Error](err)
	if !ok || liteErr.Code() != code {
		return "", false
	}
	_, columns, _ := strings.Cut(liteErr.Error(), text)
	columns, _, _ = strings.Cut(columns, " (")
	return columns, true
}
