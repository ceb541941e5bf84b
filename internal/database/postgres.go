package database

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"time"

	"entgo.io/ent/dialect"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/stdlib"
)

const (
	connectTimeout = 5 * time.Second
	// pingAfter is how long a quiet connection is trusted without a round trip:
	// a router that forgot it sends nothing.
	pingAfter   = 30 * time.Second
	pingTimeout = 2 * time.Second
	// unbegun is how long a statement may have run when the server ended its
	// session and still be taken to have met a session that was ending already.
	unbegun = time.Second
)

// openPostgres knows what pgx knows, so the URL may carry its settings. Behind
// a pooler of transactions without prepared statements (PgBouncer before 1.21),
// it must carry default_query_exec_mode=exec.
func openPostgres(url string) (*DB, error) {
	cfg, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, err // pgx masks the password
	}
	if cfg.ConnectTimeout == 0 {
		cfg.ConnectTimeout = connectTimeout
	}
	for name, value := range map[string]string{"application_name": "entask", "timezone": "UTC"} {
		if _, set := cfg.RuntimeParams[name]; !set || name == "timezone" {
			cfg.RuntimeParams[name] = value
		}
	}
	c := connector{stdlib.GetConnector(*cfg,
		stdlib.OptionAfterConnect(readUTC),
		stdlib.OptionShouldPing(func(context.Context, stdlib.ShouldPingParams) bool { return false }), // conn does
	)}
	return &DB{sql: sql.OpenDB(c), dialect: dialect.Postgres}, nil
}

// readUTC makes times come back in UTC, not in the zone of this process.
func readUTC(_ context.Context, c *pgx.Conn) error {
	c.TypeMap().RegisterType(&pgtype.Type{
		Name: "timestamptz", OID: pgtype.TimestamptzOID, Codec: &pgtype.TimestamptzCodec{ScanLocation: time.UTC},
	})
	return nil
}

type connector struct{ driver.Connector }

func (c connector) Connect(ctx context.Context) (driver.Conn, error) {
	dc, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	pg, ok := dc.(*stdlib.Conn)
	if !ok {
		return nil, fmt.Errorf("connect: %T is no connection of pgx", dc)
	}
	return &conn{Conn: pg, checked: time.Now()}, nil
}

// conn keeps the death of an idle connection from its user: with ErrBadConn,
// database/sql takes another one. That is safe only where nothing was executed.
type conn struct {
	*stdlib.Conn
	checked time.Time
}

var (
	_ driver.SessionResetter   = (*conn)(nil)
	_ driver.QueryerContext    = (*conn)(nil)
	_ driver.ExecerContext     = (*conn)(nil)
	_ driver.ConnBeginTx       = (*conn)(nil)
	_ driver.NamedValueChecker = (*conn)(nil)
)

// ResetSession is called before a used connection is used again. It looks at
// the socket, which costs a microsecond; a round trip is made only when there
// is something to read, such as the server's farewell, or after a long silence.
func (c *conn) ResetSession(ctx context.Context) error {
	if err := c.Conn.ResetSession(ctx); err != nil {
		return err
	}
	if quiet(c.pg().Conn()) && time.Since(c.checked) < pingAfter {
		c.checked = time.Now()
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, pingTimeout)
	defer cancel()
	if c.pg().Ping(ctx) != nil {
		return driver.ErrBadConn
	}
	c.checked = time.Now()
	return nil
}

func (c *conn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	alone, begin := c.alone(), time.Now()
	rows, err := c.Conn.QueryContext(ctx, query, args)
	if err != nil && alone && endedBefore(err, begin) {
		return nil, driver.ErrBadConn
	}
	return rows, err
}

func (c *conn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	alone, begin := c.alone(), time.Now()
	res, err := c.Conn.ExecContext(ctx, query, args)
	if err != nil && alone && endedBefore(err, begin) {
		return nil, driver.ErrBadConn
	}
	return res, err
}

func (c *conn) BeginTx(ctx context.Context, o driver.TxOptions) (driver.Tx, error) {
	tx, err := c.Conn.BeginTx(ctx, o)
	if err != nil && ctx.Err() == nil && c.pg().IsClosed() {
		return nil, driver.ErrBadConn // BEGIN changes nothing, whatever became of it
	}
	return tx, err
}

func (c *conn) pg() *pgconn.PgConn { return c.Conn.Conn().PgConn() }

// alone says whether the next statement is a transaction of its own.
func (c *conn) alone() bool { return c.pg().TxStatus() == 'I' }

// endedBefore says whether the server, told to end this session, did so instead
// of executing the statement that was on its way. A statement that is a
// transaction of its own is then undone: once it is committed, the server has
// no occasion to send this error before it reports success.
func endedBefore(err error, begin time.Time) bool {
	pgErr, ok := errors.AsType[*pgconn.PgError](err)
	if !ok || pgErr.SeverityUnlocalized != "FATAL" {
		return false
	}
	switch pgErr.Code {
	case "57P01", "57P05": // admin_shutdown, idle_session_timeout
		return time.Since(begin) < unbegun
	}
	return false
}
