package database

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/puddle/v2"

	"github.com/entask/entask/internal/database/sqlite"
	"github.com/entask/entask/internal/runtime/retry"
)

// readOnlyTransaction is what a write meets on a server that is being replaced.
const readOnlyTransaction = "25006"

// Unavailable says whether err, which a call on the database returned, means
// that the database cannot serve now and the same call may succeed later: it
// cannot be reached, is starting, stopping or overloaded, or no connection was
// free in time. A caller that went away (context.Canceled) is not that.
func Unavailable(err error) bool {
	if err == nil || errors.Is(err, context.Canceled) {
		return false
	}
	if retry.IsUnknown(err) {
		return true // nobody answered
	}
	for _, target := range []error{
		context.DeadlineExceeded, driver.ErrBadConn, sql.ErrConnDone, net.ErrClosed, io.EOF, io.ErrUnexpectedEOF,
		puddle.ErrClosedPool,
	} {
		if errors.Is(err, target) {
			return true
		}
	}
	if _, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		return true
	}
	if pgErr, ok := errors.AsType[*pgconn.PgError](err); ok {
		switch pgErr.Code[:min(2, len(pgErr.Code))] {
		case "08", "53", "57": // connection exception, insufficient resources, operator intervention
			return true
		}
		return pgErr.Code == readOnlyTransaction || undone(pgErr)
	}
	if _, ok := errors.AsType[net.Error](err); ok {
		return true
	}
	return sqlite.Unavailable(err) || pgconn.SafeToRetry(err) || strings.Contains(err.Error(), "sql: database is closed")
}
