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
	liteErr, ok := errors.AsType[*sqlite.Error](err)
	if !ok || liteErr.Code() != sqlite3.SQLITE_CONSTRAINT_UNIQUE {
		return "", false
	}
	_, columns, _ := strings.Cut(liteErr.Error(), "UNIQUE constraint failed: ")
	columns, _, _ = strings.Cut(columns, " (")
	return columns, true
}
