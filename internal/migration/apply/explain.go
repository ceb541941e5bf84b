package apply

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/entask/entask/internal/database"
)

// locked says whether a statement failed for a lock of another session.
func locked(err error) bool {
	pgErr, ok := errors.AsType[*pgconn.PgError](err)
	if !ok {
		return false
	}
	switch pgErr.Code {
	case "55P03", "40P01", "40001": // lock_not_available, deadlock_detected, serialization_failure
		return true
	}
	return false
}

// explain adds a remedy to an error.
func explain(err error) error {
	pgErr, ok := errors.AsType[*pgconn.PgError](err)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, driver.ErrBadConn), !ok && database.Unavailable(err):
		return fmt.Errorf("%w: the connection is lost; apply again: the history knows what was done", err)
	case !ok:
		return err
	}
	switch pgErr.Code {
	case "55P03":
		return fmt.Errorf("%w: others hold the table; pg_stat_activity and pg_blocking_pids() tell who; apply again, or give --lock-timeout or --lock-attempts", err)
	case "25006":
		return fmt.Errorf("%w: a replica, or a role with default_transaction_read_only; DATABASE_URL must lead to the primary", err)
	case "42501":
		return fmt.Errorf("%w: migrations are for the role that owns the schema", err)
	case "57014":
		return fmt.Errorf("%w: by --statement-timeout, a file's own setting or a person", err)
	case "57P01", "57P02":
		return fmt.Errorf("%w: apply again: the history knows what was done", err)
	}
	return err
}

// unreadable explains why the history cannot be read.
func unreadable(err error) error {
	err = fmt.Errorf("read the history of migrations: %w", err)
	pgErr, ok := errors.AsType[*pgconn.PgError](err)
	switch {
	case !ok || pgErr.Code != "42501":
	case !strings.Contains(pgErr.Message, historyTable):
		return fmt.Errorf("%w: GRANT USAGE ON SCHEMA public to the role that asks", err)
	default:
		return fmt.Errorf("%w: GRANT SELECT ON %s to the role that asks", err, historyTable)
	}
	return err
}
