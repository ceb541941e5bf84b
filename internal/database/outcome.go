package database

import (
	"errors"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/entask/entask/internal/runtime/retry"
)

// unbegun is how long a statement may have run, when the server ended its session, and still
// count as one that the session never began.
const unbegun = time.Second

// fate is what is known of statements that failed.
type fate struct {
	sent   bool          // some of it may have reached the server
	closed bool          // the connection has ended
	took   time.Duration // since they were begun
}

// outcome marks err, with which statements that are one transaction failed, with what is
// known of their effect. pgx's own word is not taken: in 5.12 it loses the error of a read,
// and the next one, "conn closed", calls itself safe to retry.
func (f fate) outcome(err error) error {
	pgErr, answered := errors.AsType[*pgconn.PgError](err)
	switch {
	case err == nil:
		return nil
	case !f.sent:
		return f.uncommitted(err)
	case !answered:
		return retry.Unknown(err)
	case refused(pgErr):
		return f.uncommitted(err)
	case !endedBefore(pgErr):
		return retry.Unknown(err)
	case f.took < unbegun:
		return retry.Safe(err)
	}
	return err // undone on purpose
}

// uncommitted marks the error of a statement that changed nothing: it was not sent, was
// refused, has no effect, or is in a transaction without a COMMIT. The mark is Safe when the
// connection or the server was the reason.
func (f fate) uncommitted(err error) error {
	pgErr, answered := errors.AsType[*pgconn.PgError](err)
	again := f.closed
	if answered && refused(pgErr) {
		again = undone(pgErr) || replanned(pgErr) || takesNone(err)
	}
	if again {
		return retry.Safe(err)
	}
	return err
}

// refused says whether PostgreSQL undid a statement with err, and the session goes on. A
// pooler that lost its server in the middle has errors of its own, without the severity
// that no language changes: of what was asked they say nothing.
func refused(err *pgconn.PgError) bool { return err.SeverityUnlocalized == "ERROR" }

// takesNone says whether a write was refused because its server is read-only.
func takesNone(err error) bool {
	pgErr, ok := errors.AsType[*pgconn.PgError](err)
	return ok && pgErr.Code == readOnlyTransaction
}

// endedBefore says whether PostgreSQL itself, told to end this session, did so instead
// of executing the statement that was on its way. A statement that is a transaction of
// its own, or a COMMIT, is then undone: once it is committed, the server has no occasion
// to send this error before it reports success. A pooler has, and names no routine.
func endedBefore(err *pgconn.PgError) bool {
	switch err.Code {
	case "57P01", "57P05", "25P03": // admin_shutdown, idle_session_timeout, idle_in_transaction_session_timeout
		return err.Routine != ""
	}
	return false
}

// replanned says whether a migration has changed the type of a column since the
// statement was prepared. It is forgotten then, and prepared anew.
func replanned(err *pgconn.PgError) bool {
	return err.Code == "0A000" && strings.Contains(err.Routine, "RevalidateCachedQuery")
}

// undone says whether PostgreSQL undid the whole transaction so that another could go on.
// SQLite has one writer at a time, which never has to give way.
func undone(err *pgconn.PgError) bool {
	return err.Code == "40P01" || err.Code == "40001" // deadlock_detected, serialization_failure
}
