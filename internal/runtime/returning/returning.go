// Package returning makes an update one statement: UPDATE … RETURNING instead of
// BEGIN, UPDATE, SELECT, COMMIT.
//
// It stands between Ent's update and the driver, and the update returns its columns. New
// is for one row: the row that came back answers the SELECT that Ent sends next. Many is
// for many rows, which Ent would only count.
package returning

import (
	"context"
	"errors"
	"fmt"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
	"entgo.io/ent/dialect/sql/sqlgraph"
)

// New returns a driver for one update of one row by sqlgraph.UpdateNode, whose
// statement has a RETURNING clause with the columns that are read afterwards. It
// refuses an update that needs more than one statement.
func New(drv dialect.Driver) dialect.Driver { return &driver{Driver: drv} }

// Columns returns a modifier that makes an update return its columns. An update without
// changes writes the id unchanged: otherwise Ent would send no UPDATE, and would read the
// row without the predicates of its owner.
func Columns(id string, all ...string) func(*sql.UpdateBuilder) {
	return func(u *sql.UpdateBuilder) {
		if u.Empty() {
			u.Set(id, sql.ExprFunc(func(b *sql.Builder) { b.Ident(id) }))
		}
		u.Returning(all...)
	}
}

type driver struct {
	dialect.Driver
	rows *sql.Rows
}

// errStatements is returned for an update that one statement cannot do.
var errStatements = errors.New("returning: update takes more than one statement")

// Tx implements dialect.Driver. One statement is a transaction by itself; where
// the wrapped driver is in one already, the statement is part of that.
func (d *driver) Tx(context.Context) (dialect.Tx, error) { return dialect.NopTx(d), nil }

// Exec runs the UPDATE and keeps the row. If there is none it returns a
// *sqlgraph.NotFoundError, as Ent does.
func (d *driver) Exec(ctx context.Context, query string, args, v any) error {
	res, ok := v.(*sql.Result)
	if !ok || d.rows != nil {
		return errStatements
	}
	rows := &sql.Rows{}
	if err := d.Driver.Query(ctx, query, args, rows); err != nil {
		return err
	}
	peeked := &peeked{ColumnScanner: rows.ColumnScanner}
	if !peeked.peek() {
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			return err
		}
		return &sqlgraph.NotFoundError{}
	}
	d.rows = &sql.Rows{ColumnScanner: peeked}
	*res = affected(1)
	return nil
}

// Query answers Ent's SELECT with the row that the UPDATE returned.
func (d *driver) Query(_ context.Context, _ string, _, v any) error {
	rows, ok := v.(*sql.Rows)
	if !ok || d.rows == nil {
		return fmt.Errorf("%w: no row to read", errStatements)
	}
	*rows, d.rows = *d.rows, nil
	return nil
}

// peeked are rows of which Next has already been called for the first.
type peeked struct {
	sql.ColumnScanner
	waiting bool
}

func (p *peeked) peek() bool {
	p.waiting = p.ColumnScanner.Next()
	return p.waiting
}

// Next implements sql.ColumnScanner.
func (p *peeked) Next() bool {
	if p.waiting {
		p.waiting = false
		return true
	}
	return p.ColumnScanner.Next()
}

// Scan implements sql.ColumnScanner. Unlike Ent it reads to the end: PostgreSQL sends the
// row before it commits, and only the end of the result says that it has committed.
func (p *peeked) Scan(dest ...any) error {
	if err := p.ColumnScanner.Scan(dest...); err != nil {
		return err
	}
	if p.ColumnScanner.Next() {
		return fmt.Errorf("%w: more than one row", errStatements)
	}
	return errors.Join(p.Err(), p.Close())
}

// affected is the result of an update: how many rows it wrote.
type affected int64

// LastInsertId implements sql.Result.
func (affected) LastInsertId() (int64, error) {
	return 0, errors.New("returning: an update inserts nothing")
}

// RowsAffected implements sql.Result.
func (a affected) RowsAffected() (int64, error) { return int64(a), nil }
