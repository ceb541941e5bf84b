package database

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"entgo.io/ent/dialect"
	entsql "entgo.io/ent/dialect/sql"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/entask/entask/internal/database/codec"
	"github.com/entask/entask/internal/runtime/retry"
)

// native is Ent's driver over pgx itself. It avoids the cost of database/sql, and sets the
// viewer in the same flush as the statement: two statements, one implicit transaction, one
// round trip.
//
// A statement is read to its end before its connection is given back and before its rows are
// returned, because PostgreSQL sends rows before it commits. So only a transaction holds a
// connection.
type native struct {
	pool   *pgxpool.Pool
	most   int // connections of the pool: all of them may be dead
	viewer func(context.Context) (string, bool)
	wrote  func(context.Context)
	probe  *prober
	meter  *meter
	citus  *citusSpotter
}

var _ dialect.Driver = (*native)(nil)

func newNative(pool *pgxpool.Pool, o Options, probe *prober, meter *meter, citus *citusSpotter) *native {
	d := &native{citus: citus, pool: pool, most: int(pool.Config().MaxConns), viewer: o.Viewer, wrote: o.Wrote, probe: probe, meter: meter}
	if d.viewer == nil {
		d.viewer = func(context.Context) (string, bool) { return "", false }
	}
	if d.wrote == nil {
		d.wrote = func(context.Context) {}
	}
	meter.hear(o)
	return d
}

// Dialect implements dialect.Driver.
func (*native) Dialect() string { return dialect.Postgres }

// Close implements dialect.Driver. The pool is closed by the DB that it belongs to.
func (*native) Close() error { return nil }

// Exec implements dialect.Driver. v is nil or a *sql.Result.
func (d *native) Exec(ctx context.Context, query string, args, v any) error {
	return result(v, func() (*codec.Rows, error) { return d.run(ctx, query, args, false) })
}

// Query implements dialect.Driver. v is a *sql.Rows of Ent. A SELECT must have no effect,
// because it is repeated when its answer is lost. Otherwise a write that changed nothing
// would become unknown when the SELECT that explains it is lost.
func (d *native) Query(ctx context.Context, query string, args, v any) error {
	reads := strings.HasPrefix(query, selecting)
	return into(v, func() (*codec.Rows, error) { return d.run(ctx, query, args, reads) })
}

const selecting = "SELECT "

// readsOnly says whether a statement has no effect: a SELECT, or a WITH, which Ent writes to
// read.
func readsOnly(query string) bool {
	return strings.HasPrefix(query, selecting) || strings.HasPrefix(query, "WITH ")
}

// run runs a statement that is a transaction of its own. When it certainly had no effect, it
// runs again, on another connection if needed: every connection of the pool may be dead.
func (d *native) run(ctx context.Context, query string, args any, reads bool) (r *codec.Rows, err error) {
	s, err := newCall(query, args)
	if err != nil {
		return nil, err
	}
	if readsOnly(query) {
		s.limit, s.seal = codec.LimitOf(ctx), sealOf(ctx)
	}
	if r, err = d.runOnce(ctx, s, reads); !retry.IsSafe(err) {
		return r, err
	}
	times := d.most
	if takesNone(err) {
		times = 1 // on a connection that was made since
	}
	err = retry.Do(ctx, times, func() error {
		d.meter.repeated.Add(1)
		r, err = d.runOnce(ctx, s, reads)
		return err
	})
	return r, err
}

func (d *native) runOnce(ctx context.Context, s call, reads bool) (*codec.Rows, error) {
	c, begin, err := d.acquire(ctx)
	if err != nil {
		return nil, err
	}
	defer giveBack(c)
	session := sessionOf(c.Conn())
	var r *codec.Rows
	if id, ok := d.viewer(ctx); ok {
		r, err = session.runFor(ctx, id, s)
	} else {
		r, err = session.run(ctx, s)
	}
	end := time.Now()
	d.probe.note(ctx, err, end)
	if err == nil && r.Changed() {
		d.wrote(ctx)
	}
	if err != nil {
		d.leave(err)
		if fate := session.fate(begin); reads {
			err = fate.uncommitted(err)
		} else {
			err = fate.outcome(err)
		}
	}
	d.meter.record(ctx, s.query, end.Sub(begin), err)
	if err == nil && r.Refused() != nil {
		_ = r.Close() // never fails
		return nil, r.Refused()
	}
	return r, err
}

// goodbye is how long a connection that has ended keeps its place in the pool.
const goodbye = 500 * time.Millisecond

// giveBack gives a connection back to its pool. pgx waits up to 15 seconds for a server to
// acknowledge the end of a connection, and the pool would keep the place for as long.
// giveBack frees the place of an ended connection soon, whatever the server does.
func giveBack(c *pgxpool.Conn) {
	if !c.Conn().IsClosed() {
		c.Release()
		return
	}
	go func() {
		select {
		case <-c.Conn().PgConn().CleanupDone():
			c.Release()
		case <-time.After(goodbye):
			sessionOf(c.Conn()).waiting.of.remove(c.Hijack())
		}
	}()
}

// leave resets the pool when the server has become read-only: another server is the primary
// now, and pgx looks for it when it connects.
func (d *native) leave(err error) {
	if takesNone(err) {
		d.probe.readOnly.Store(true)
		if d.probe.reset() {
			d.meter.readOnly.Add(1)
		}
	}
}

// into runs a query and gives its rows to Ent.
func into(v any, run func() (*codec.Rows, error)) error {
	to, ok := v.(*entsql.Rows)
	if !ok {
		return fmt.Errorf("database: rows go to %T, want *sql.Rows", v)
	}
	r, err := run()
	if err != nil {
		return err
	}
	to.ColumnScanner = r
	return nil
}

// result runs a statement and gives what it did to Ent, where it asks for that.
func result(v any, run func() (*codec.Rows, error)) error {
	to, ok := v.(*sql.Result)
	if !ok && v != nil {
		return fmt.Errorf("database: a result goes to %T, want *sql.Result", v)
	}
	r, err := run()
	if err != nil {
		return err
	}
	if ok {
		*to = r.Result()
	}
	return r.Close()
}
