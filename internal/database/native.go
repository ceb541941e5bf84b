package database

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"

	"entgo.io/ent/dialect"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// unbegun is how long a statement may have run when the server ended its session
// and still be taken to have met a session that was ending already.
const unbegun = time.Second

// native is Ent's driver over pgx itself. It saves what database/sql costs, and
// says who is asking in the same flush as the statement: two messages, one implicit
// transaction, one round trip.
//
// A statement is read to its end before its connection is given back and before
// anything of it is told: PostgreSQL sends rows before it commits. So nobody else
// ever holds a connection, except by a transaction.
type native struct {
	pool   *pgxpool.Pool
	most   int // connections of the pool: all of them may be dead
	viewer func(context.Context) (string, bool)
}

var _ dialect.Driver = (*native)(nil)

func newNative(pool *pgxpool.Pool, viewer func(context.Context) (string, bool)) *native {
	if viewer == nil {
		viewer = func(context.Context) (string, bool) { return "", false }
	}
	return &native{pool: pool, most: int(pool.Config().MaxConns), viewer: viewer}
}

// Dialect implements dialect.Driver.
func (*native) Dialect() string { return dialect.Postgres }

// Close implements dialect.Driver. The pool is closed by the DB that it belongs to.
func (*native) Close() error { return nil }

// Exec implements dialect.Driver. v is nil or a *sql.Result.
func (d *native) Exec(ctx context.Context, query string, args, v any) error {
	return result(v, func() (*rows, error) { return d.run(ctx, query, args) })
}

// Query implements dialect.Driver. v is a *sql.Rows of Ent.
func (d *native) Query(ctx context.Context, query string, args, v any) error {
	return into(v, func() (*rows, error) { return d.run(ctx, query, args) })
}

// run runs a statement that is a transaction of its own. Where the server has
// undone it instead of executing it, it runs on another connection.
func (d *native) run(ctx context.Context, query string, args any) (*rows, error) {
	s, err := newCall(query, args)
	if err != nil {
		return nil, err
	}
	for left := d.most; ; left-- {
		c, err := d.pool.Acquire(ctx)
		if err != nil {
			return nil, err
		}
		begin := time.Now()
		rows, err := d.runOn(ctx, c, s)
		if err == nil || left == 0 || ctx.Err() != nil || !untouched(err, begin) {
			return rows, err
		}
	}
}

func (d *native) runOn(ctx context.Context, c *pgxpool.Conn, s call) (*rows, error) {
	defer c.Release()
	if id, ok := d.viewer(ctx); ok {
		return sessionOf(c.Conn()).run(ctx, viewerIs(id), s)
	}
	return sessionOf(c.Conn()).run(ctx, s)
}

// untouched says whether a statement that is a transaction of its own has failed
// without effect, for a reason that a connection has and another one may not have.
func untouched(err error, begin time.Time) bool {
	return endedBefore(err, begin) || replanned(err) || pgconn.SafeToRetry(err)
}

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

// replanned says whether a migration has changed the type of a column since the
// statement was prepared. It is forgotten then, and prepared anew.
func replanned(err error) bool {
	pgErr, ok := errors.AsType[*pgconn.PgError](err)
	return ok && pgErr.Code == "0A000" && strings.Contains(pgErr.Routine, "RevalidateCachedQuery")
}

// tag is what a statement did, as database/sql has it.
type tag struct{ pgconn.CommandTag }

var _ sql.Result = tag{}

// LastInsertId implements sql.Result: PostgreSQL has none.
func (tag) LastInsertId() (int64, error) {
	return 0, errors.New("database: PostgreSQL has no last id, use RETURNING")
}

// RowsAffected implements sql.Result.
func (t tag) RowsAffected() (int64, error) { return t.CommandTag.RowsAffected(), nil }
