package returning

import (
	"context"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
)

// Many returns a driver for one update of many rows by sqlgraph.UpdateNodes, whose
// statement has a RETURNING clause. Each row that comes back is scanned into the values
// that scan returns for its columns, and passed to assign. The wrapped driver does
// whatever else the update needs, such as a transaction for its edges.
func Many(drv dialect.Driver, scan func(columns []string) ([]any, error), assign func(columns []string, values []any) error) dialect.Driver {
	return &many{Driver: drv, rows: &collector{scan: scan, assign: assign}}
}

type many struct {
	dialect.Driver
	rows *collector
}

// Exec runs the UPDATE, which is the first statement that Ent executes.
func (d *many) Exec(ctx context.Context, query string, args, v any) error {
	return d.rows.exec(ctx, d.Driver, query, args, v)
}

// Tx implements dialect.Driver.
func (d *many) Tx(ctx context.Context) (dialect.Tx, error) {
	tx, err := d.Driver.Tx(ctx)
	if err != nil {
		return nil, err
	}
	return &manyTx{Tx: tx, rows: d.rows}, nil
}

type manyTx struct {
	dialect.Tx
	rows *collector
}

// Exec is Exec of the driver, within the transaction.
func (t *manyTx) Exec(ctx context.Context, query string, args, v any) error {
	return t.rows.exec(ctx, t.Tx, query, args, v)
}

// collector collects the rows of one update.
type collector struct {
	scan   func(columns []string) ([]any, error)
	assign func(columns []string, values []any) error
	done   bool
}

func (c *collector) exec(ctx context.Context, on dialect.ExecQuerier, query string, args, v any) error {
	res, ok := v.(*sql.Result)
	if !ok || c.done {
		return on.Exec(ctx, query, args, v)
	}
	c.done = true
	rows := &sql.Rows{}
	if err := on.Query(ctx, query, args, rows); err != nil {
		return err
	}
	n, err := c.collect(rows)
	if err != nil {
		return err
	}
	*res = affected(n)
	return nil
}

// collect reads to the end: PostgreSQL sends rows before it commits, and only the end of
// the result says that it has committed.
func (c *collector) collect(rows *sql.Rows) (n int64, err error) {
	defer func() {
		if closing := rows.Close(); err == nil {
			err = closing
		}
	}()
	columns, err := rows.Columns()
	if err != nil {
		return 0, err
	}
	for ; rows.Next(); n++ {
		values, err := c.scan(columns)
		if err != nil {
			return 0, err
		}
		for i, v := range values {
			if _, ok := v.(*sql.UnknownType); ok {
				values[i] = sql.ScanTypeOf(rows, i)
			}
		}
		if err := rows.Scan(values...); err != nil {
			return 0, err
		}
		if err := c.assign(columns, values); err != nil {
			return 0, err
		}
	}
	return n, rows.Err()
}
