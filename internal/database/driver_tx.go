package database

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"sync"
	"time"

	"entgo.io/ent/dialect"
	entsql "entgo.io/ent/dialect/sql"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/entask/entask/internal/database/codec"
	"github.com/entask/entask/internal/runtime/retry"
	"github.com/entask/entask/internal/runtime/viewer"
)

// nativeTx is a transaction of native. Like one of database/sql it is rolled back,
// and gives its connection back, when its context is done.
type nativeTx struct {
	ctx    context.Context //nolint:containedctx // dialect.Tx: it is used until Commit or Rollback
	of     *native
	viewer string      // for whom the transaction began
	stop   func() bool // keeps the end of ctx from undoing

	mu     sync.Mutex
	conn   *pgxpool.Conn // nil after the end
	moved  bool          // a statement was for another viewer
	undone bool          // by the end of ctx
	wrote  bool          // a statement has changed something
}

var _ dialect.Tx = (*nativeTx)(nil)

// Tx implements dialect.Driver.
func (d *native) Tx(ctx context.Context) (dialect.Tx, error) { return d.BeginTx(ctx, nil) }

// BeginTx begins a transaction with options, as Ent's own driver does. BEGIN has no effect
// of its own, so it is repeated on another connection whatever happened to it on a dead one.
func (d *native) BeginTx(ctx context.Context, o *entsql.TxOptions) (tx dialect.Tx, err error) {
	query, err := beginQuery(o)
	if err != nil {
		return nil, err
	}
	err = retry.Do(ctx, d.most+1, func() error {
		tx, err = d.beginOnce(ctx, query)
		return err
	})
	return tx, err
}

func (d *native) beginOnce(ctx context.Context, query string) (dialect.Tx, error) {
	conn, begin, err := d.acquire(ctx)
	if err != nil {
		return nil, err
	}
	t := &nativeTx{ctx: ctx, of: d, conn: conn}
	err = t.begin(query)
	err = sessionOf(conn.Conn()).fate(begin).uncommitted(err)
	d.meter.record(ctx, "BEGIN", time.Since(begin), err)
	if err != nil {
		giveBack(conn) // which closes what is in a transaction
		return nil, err
	}
	t.stop = context.AfterFunc(ctx, t.abandon)
	return t, nil
}

// begin sends BEGIN, the time limit and the viewer in one flush.
func (t *nativeTx) begin(query string) error {
	session, calls := sessionOf(t.conn.Conn()), []call{{query: query}, limitTransaction}
	if id, ok := t.of.viewer(t.ctx); ok {
		t.viewer = id
		set, err := session.setViewer(t.ctx, id)
		if err != nil {
			return err
		}
		calls = append(calls, set...)
	}
	rows, err := session.run(t.ctx, calls...)
	if err != nil {
		return err
	}
	return rows.Close()
}

var isolation = map[sql.IsolationLevel]string{
	sql.LevelDefault:         "",
	sql.LevelReadUncommitted: " ISOLATION LEVEL READ UNCOMMITTED",
	sql.LevelReadCommitted:   " ISOLATION LEVEL READ COMMITTED",
	sql.LevelRepeatableRead:  " ISOLATION LEVEL REPEATABLE READ",
	sql.LevelSnapshot:        " ISOLATION LEVEL REPEATABLE READ",
	sql.LevelSerializable:    " ISOLATION LEVEL SERIALIZABLE",
}

func beginQuery(o *entsql.TxOptions) (string, error) {
	if o == nil {
		return "BEGIN", nil
	}
	level, ok := isolation[o.Isolation]
	if !ok {
		return "", fmt.Errorf("begin: PostgreSQL has no isolation level %s", o.Isolation)
	}
	if o.ReadOnly {
		level += " READ ONLY"
	}
	return "BEGIN" + level, nil
}

// Exec implements dialect.Tx.
func (t *nativeTx) Exec(ctx context.Context, query string, args, v any) error {
	return result(v, func() (*codec.Rows, error) { return t.run(ctx, query, args) })
}

// Query implements dialect.Tx.
func (t *nativeTx) Query(ctx context.Context, query string, args, v any) error {
	return into(v, func() (*codec.Rows, error) { return t.run(ctx, query, args) })
}

// run sets the viewer only when it differs from the viewer at BEGIN.
func (t *nativeTx) run(ctx context.Context, query string, args any) (*codec.Rows, error) {
	s, err := newCall(query, args)
	if err != nil {
		return nil, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.conn == nil {
		return nil, t.ended()
	}
	session, calls := sessionOf(t.conn.Conn()), []call{s}
	id, _ := t.of.viewer(ctx)
	if id != t.viewer || t.moved || session.spreads && viewer.IsBeyond(ctx) {
		t.moved = true // for good: going back to a savepoint brings back who it was
		set, err := session.setViewer(ctx, id)
		if err != nil {
			return nil, err
		}
		calls = slices.Concat(set, calls)
	}
	begin := time.Now()
	r, err := session.run(ctx, calls...)
	t.of.probe.note(ctx, err, time.Now())
	if err != nil {
		t.of.leave(err)
		err = session.fate(begin).uncommitted(err)
	} else if r.Changed() {
		t.wrote = true
	}
	t.of.meter.record(ctx, query, time.Since(begin), err)
	return r, err
}

// ended says why the transaction has ended.
func (t *nativeTx) ended() error {
	if t.undone {
		return t.ctx.Err()
	}
	return sql.ErrTxDone
}

// Commit implements dialect.Tx. A transaction whose context is done is undone.
func (t *nativeTx) Commit() error {
	t.stop()
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.conn == nil {
		return t.ended()
	}
	if err := t.ctx.Err(); err != nil {
		t.undo()
		return err
	}
	defer t.release()
	s, begin := sessionOf(t.conn.Conn()), time.Now()
	s.sent = s.wire.Mark()
	defer s.waiting.end()
	done, err := s.conn.PgConn().Exec(s.waiting.begin(t.ctx), "COMMIT").ReadAll()
	if err == nil && done[0].CommandTag.String() == "ROLLBACK" {
		return pgx.ErrTxCommitRollback
	}
	t.of.probe.note(t.ctx, err, time.Now())
	if err == nil && t.wrote {
		t.of.wrote(t.ctx)
	}
	err = s.fate(begin).outcome(err)
	t.of.meter.record(t.ctx, "COMMIT", time.Since(begin), err)
	return err
}

// Rollback implements dialect.Tx.
func (t *nativeTx) Rollback() error {
	t.stop()
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case t.conn != nil:
		t.undo()
	case !t.undone:
		return sql.ErrTxDone
	}
	return nil
}

// abandon is called when the context is done.
func (t *nativeTx) abandon() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.conn != nil {
		t.undone = true
		t.undo()
	}
}

// undo rolls back, even when the context is done. If ROLLBACK fails, the release closes the
// connection, which undoes the transaction too.
func (t *nativeTx) undo() {
	defer t.release()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.ctx), pingTimeout)
	defer cancel()
	_, _ = t.conn.Exec(ctx, "ROLLBACK")
}

func (t *nativeTx) release() {
	giveBack(t.conn)
	t.conn = nil
}
