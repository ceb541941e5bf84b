package database

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

const (
	// lookEvery is how long after the end of its context a statement may go on.
	lookEvery = 20 * time.Millisecond
	// sleepAfter is how often nothing is seen before nobody looks any more: a service
	// that has nothing to do should not wake fifty times in a second.
	sleepAfter = 10
)

// watcher interrupts the statements whose context is done. pgx would register each
// with its context, and take it out again; to look at the connections now and then
// costs a statement nothing.
type watcher struct {
	mu      sync.Mutex
	watched map[*pgx.Conn]*watch
	awake   atomic.Bool // somebody looks
}

// add begins to look at a connection, until remove.
func (w *watcher) add(c *pgx.Conn) {
	w.mu.Lock()
	defer w.mu.Unlock()
	one := &sessionOf(c).watch
	one.of = w
	w.watched[c] = one
}

func (w *watcher) remove(c *pgx.Conn) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.watched, c)
}

// rouse has somebody look for as long as anything is waited for.
func (w *watcher) rouse() {
	if !w.awake.Load() && w.awake.CompareAndSwap(false, true) {
		go w.run()
	}
}

func (w *watcher) run() {
	for idle := 0; idle < sleepAfter; idle++ {
		time.Sleep(lookEvery)
		if w.look() {
			idle = 0
		}
	}
	w.awake.Store(false)
	if w.look() { // it began before it could see that nobody looks any more
		w.rouse()
	}
}

// look says whether anything is waited for.
func (w *watcher) look() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	waiting := false
	for _, one := range w.watched {
		waiting = one.look() || waiting
	}
	return waiting
}

// watch is what is waited for on a connection.
type watch struct {
	conn *pgconn.PgConn
	of   *watcher

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
	w.ctx.Context, w.waiting = ctx, true
	w.mu.Unlock()
	w.of.rouse()
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

// look says whether anything is waited for, and ends it if its context is done.
func (w *watch) look() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.waiting && !w.interrupted && w.ctx.Err() != nil {
		w.interrupted = true
		_ = w.conn.Conn().SetDeadline(time.Now()) // fails where the connection is gone
	}
	return w.waiting
}
