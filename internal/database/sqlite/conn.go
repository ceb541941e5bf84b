package sqlite

import (
	"context"
	"database/sql/driver"
	"errors"
	"strings"
	"time"

	"github.com/entask/entask/internal/runtime/retry"
)

// conn writes times as PostgreSQL does: in UTC, to the microsecond. Then the
// order of their text is their order, and what was stored equals what is read.
//
// A statement whose context ends while it runs fails, even if it could not be stopped
// any more: what became of one that is a transaction of its own is unknown.
type conn struct {
	driverConn

	within bool // a transaction
}

var _ driver.NamedValueChecker = (*conn)(nil)

// CheckNamedValue implements driver.NamedValueChecker.
func (*conn) CheckNamedValue(nv *driver.NamedValue) error {
	v, err := driver.DefaultParameterConverter.ConvertValue(nv.Value)
	if err != nil {
		return err
	}
	if t, ok := v.(time.Time); ok {
		v = t.UTC().Truncate(time.Microsecond)
	}
	nv.Value = v
	return nil
}

// ExecContext implements driver.ExecerContext.
func (c *conn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	result, err := c.driverConn.ExecContext(ctx, query, args)
	return result, c.outcome(ctx, query, err)
}

// QueryContext implements driver.QueryerContext.
func (c *conn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	rows, err := c.driverConn.QueryContext(ctx, query, args)
	return rows, c.outcome(ctx, query, err)
}

func (c *conn) outcome(ctx context.Context, query string, err error) error {
	if err == nil || c.within || ctx.Err() == nil || !errors.Is(err, ctx.Err()) || strings.HasPrefix(query, "SELECT ") {
		return err
	}
	return retry.Unknown(err)
}

// BeginTx implements driver.ConnBeginTx.
func (c *conn) BeginTx(ctx context.Context, o driver.TxOptions) (driver.Tx, error) {
	tx, err := c.driverConn.BeginTx(ctx, o)
	if err != nil {
		return nil, err
	}
	c.within = true
	return transaction{tx, c}, nil
}

// transaction ends a transaction of a connection.
type transaction struct {
	driver.Tx

	of *conn
}

// Commit implements driver.Tx.
func (t transaction) Commit() error {
	t.of.within = false
	return t.Tx.Commit()
}

// Rollback implements driver.Tx.
func (t transaction) Rollback() error {
	t.of.within = false
	return t.Tx.Rollback()
}
