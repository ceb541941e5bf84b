package database

import (
	"context"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// lookEvery is how long after the end of its context a statement may go on.
const lookEvery = 20 * time.Millisecond

// watcher interrupts the statements whose context is done. pgx would register each
// with its context, and take it out again; to look at the connections now and then
// costs a statement nothing.
type watcher struct {
	mu      sync.Mutex
	watched map[*pgx.Conn]*watch
}

// add begins to look at a connection, until remove.
func (w *watcher) add(c *pgx.Conn) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.watched[c] = &sessionOf(c).watch
}

func (w *watcher) remove(c *pgx.Conn) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.watched, c)
}

// run looks until ctx is done.
func (w *watcher) run(ctx context.Context) {
	ticker := time.NewTicker(lookEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			w.look()
		}
	}
}

func (w *watcher) look() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, one := range w.watched {
		one.look()
	}
}

// watch is what is waited for on a connection.
type watch struct {
	conn *pgconn.PgConn

	mu          sync.Mutex
	ctx         unregistered
	waiting     bool
	interrupted bool
}

// unregistered is a context of which pgx does not want to know when it ends.
type unregistered struct{ context.Context }

// Done implements context.Context.
func (*unregistered) Done() <-chan struct{} { return nil }

// begin returns the context for what is waited for until end.
func (w *watch) begin(ctx context.Context) context.Context {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.ctx.Context, w.waiting = ctx, true
	return &w.ctx
}

// end makes the connection fit for the next statement, if it was interrupted too late
// for this one.
func (w *watch) end() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.waiting = false
	if w.interrupted && !w.conn.IsClosed() {
		_ = w.conn.Conn().SetDeadline(time.Time{}) // the next statement would fail
	}
	w.interrupted = false
}

func (w *watch) look() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.waiting && !w.interrupted && w.ctx.Err() != nil {
		w.interrupted = true
		_ = w.conn.Conn().SetDeadline(time.Now()) // fails where the connection is gone
	}
}
