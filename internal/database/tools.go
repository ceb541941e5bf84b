package database

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/entask/entask/internal/database/wire"
	"github.com/entask/entask/internal/runtime/retry"
)

// toolPool returns the pool as database/sql has it, for tools and migrations. database/sql
// repeats what fails with driver.ErrBadConn, so nothing that was sent may fail with it. pgx
// returns it for a statement whose reply was lost.
func toolPool(pool *pgxpool.Pool) *sql.DB {
	db := sql.OpenDB(toolConnector{stdlib.GetPoolConnector(pool)})
	db.SetMaxIdleConns(0) // pool keeps them
	return db
}

type toolConnector struct{ driver.Connector }

func (c toolConnector) Connect(ctx context.Context) (driver.Conn, error) {
	dc, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	conn, ok := dc.(*stdlib.Conn)
	if !ok {
		return nil, fmt.Errorf("connect: %T is no connection of pgx", dc)
	}
	return &toolConn{conn, wire.Of(conn.Conn().PgConn())}, nil
}

// toolConn is a connection of pgx that knows what was sent.
type toolConn struct {
	*stdlib.Conn
	wire *wire.Conn
}

// ExecContext implements driver.ExecerContext.
func (c *toolConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	mark := c.wire.Mark()
	result, err := c.Conn.ExecContext(ctx, query, args)
	return result, c.outcome(err, mark)
}

// QueryContext implements driver.QueryerContext.
func (c *toolConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	mark := c.wire.Mark()
	rows, err := c.Conn.QueryContext(ctx, query, args)
	return rows, c.outcome(err, mark)
}

// errLost is returned when a connection ends after something was sent on it.
var errLost = errors.New("the connection to the database ended before its answer")

func (c *toolConn) outcome(err error, mark int64) error {
	if errors.Is(err, driver.ErrBadConn) && !c.wire.Untouched(mark) {
		return retry.Unknown(errLost)
	}
	return err
}
