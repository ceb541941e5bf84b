package database

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// ErrReadOnly is returned by Check where the server takes no writes: a standby, or one
// that is being replaced.
var ErrReadOnly = errors.New("the database takes no writes")

const (
	// justAnswered is how long an answer of the database proves that it serves.
	justAnswered = time.Second
	// poolPatience is how long a check waits for a connection of the pool: other requests
	// may take it first, and it may be dead.
	poolPatience = 500 * time.Millisecond
	// resetPause is the least time between two resets of the pool, after which every
	// connection is made anew.
	resetPause = 500 * time.Millisecond
)

// prober finds out whether the database serves.
type prober struct {
	pool     *pgxpool.Pool
	hosts    *hosts
	answered atomic.Int64 // when a statement was last answered, in Unix nanoseconds
	readOnly atomic.Bool  // a write was refused since the server was last asked whether it takes any
	resetAt  atomic.Int64 // when the pool was last reset, in Unix nanoseconds
}

// Check says why the database cannot serve, or returns nil. It asks on a connection of the
// pool. When all are in use, or that takes too long, the service is busy: then Check trusts
// an answer to a statement within the last second, unless a write was refused because the
// server is read-only, and otherwise asks on a connection of its own. So it never waits for
// requests that hold all connections.
func (db *DB) Check(ctx context.Context) error {
	if db.probe == nil {
		return db.Ping(ctx)
	}
	return db.probe.check(ctx)
}

func (p *prober) check(ctx context.Context) error {
	err := p.checkPool(ctx)
	slow := errors.Is(err, errBusy) || errors.Is(err, context.DeadlineExceeded)
	if slow && !p.readOnly.Load() && time.Since(time.Unix(0, p.answered.Load())) < justAnswered {
		return nil
	}
	if err != nil {
		err = p.checkAlone(ctx)
	}
	if err == nil {
		p.readOnly.Store(false)
	}
	return err
}

func (p *prober) checkAlone(ctx context.Context) error {
	config := p.pool.Config().ConnConfig
	p.hosts.order(config)
	c, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return err
	}
	defer func() { _ = c.Close(ctx) }()
	return takesWrites(ctx, c.PgConn())
}

// errBusy is the end of a check that the pool has no connection for.
var errBusy = errors.New("no connection is free")

func (p *prober) checkPool(ctx context.Context) error {
	if s := p.pool.Stat(); s.AcquiredConns() >= s.MaxConns() {
		return errBusy
	}
	ctx, cancel := context.WithTimeout(ctx, poolPatience)
	defer cancel()
	c, err := p.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer giveBack(c)
	err = takesWrites(ctx, c.Conn().PgConn())
	if errors.Is(err, ErrReadOnly) {
		p.reset()
	}
	return err
}

// reset closes the pool's connections, because their server is read-only. It returns false
// when it did so just now: a server that stays read-only must not get new connections for
// every write.
func (p *prober) reset() bool {
	now, before := time.Now().UnixNano(), p.resetAt.Load()
	if now-before < int64(resetPause) || !p.resetAt.CompareAndSwap(before, now) {
		return false
	}
	p.pool.Reset()
	return true
}

// takesWrites asks a server whether a transaction on it can write.
func takesWrites(ctx context.Context, c *pgconn.PgConn) error {
	results, err := c.Exec(ctx, "SHOW transaction_read_only").ReadAll()
	if err != nil {
		return err
	}
	if string(results[0].Rows[0][0]) == "on" {
		return ErrReadOnly
	}
	return nil
}

// note remembers whether the database has answered a statement just now, with err. To refuse one
// is an answer too, unless it was refused for being a write. That somebody waits no longer
// for one, because ctx is done, says nothing.
func (p *prober) note(ctx context.Context, err error, now time.Time) {
	if err == nil {
		p.answered.Store(now.UnixNano())
		return
	}
	pgErr, answered := errors.AsType[*pgconn.PgError](err)
	switch {
	case answered && refused(pgErr) && !takesNone(err):
		p.answered.Store(now.UnixNano())
	case ctx.Err() == nil:
		p.answered.Store(0)
	}
}
