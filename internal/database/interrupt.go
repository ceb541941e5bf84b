package database

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

const (
	// lookEvery is how long after the end of its context a statement may go on.
	lookEvery = 20 * time.Millisecond
	// sleepAfter is how many looks find nothing before looking stops: an idle service should
	// not wake fifty times a second.
	sleepAfter = 10
)

// interrupter interrupts the statements whose context is done. pgx would register each
// with its context and unregister it again. One goroutine that looks at the connections
// every lookEvery costs a statement nothing.
type interrupter struct {
	mu       sync.Mutex
	sessions map[*pgx.Conn]*waiting
	awake    atomic.Bool              // somebody looks
	stuck    func(addresses []string) // is told where statements are waited for too long; it must not block
}

// add begins to look at a connection, until remove.
func (w *interrupter) add(c *pgx.Conn) {
	w.mu.Lock()
	defer w.mu.Unlock()
	one := &sessionOf(c).waiting
	one.of = w
	w.sessions[c] = one
}

func (w *interrupter) remove(c *pgx.Conn) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.sessions, c)
}

// rouse starts the goroutine that looks, unless it runs.
func (w *interrupter) rouse() {
	if !w.awake.Load() && w.awake.CompareAndSwap(false, true) {
		go w.run()
	}
}

func (w *interrupter) run() {
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

// look interrupts each statement whose context is done, and says whether any statement is
// waited for.
func (w *interrupter) look() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	waiting := false
	var stuck []string
	for _, one := range w.sessions {
		since := one.look()
		waiting = waiting || !since.IsZero()
		if !since.IsZero() && time.Since(since) > stuckAfter {
			stuck = append(stuck, one.conn.Conn().RemoteAddr().String())
		}
	}
	if len(stuck) > 0 {
		w.stuck(stuck)
	}
	return waiting
}

// leave interrupts the statements that are waited for at the addresses.
func (w *interrupter) leave(addresses []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, one := range w.sessions {
		if slices.Contains(addresses, one.conn.Conn().RemoteAddr().String()) {
			one.interrupt()
		}
	}
}

// waiting is the statement that is waited for on a connection.
type waiting struct {
	conn *pgconn.PgConn
	of   *interrupter

	mu          sync.Mutex
	ctx         unregistered
	since       time.Time // when it began to be waited for; zero while nothing is
	interrupted bool
}

// unregistered is a context whose end pgx does not register for.
type unregistered struct{ context.Context }

// Done implements context.Context.
func (*unregistered) Done() <-chan struct{} { return nil }

// begin returns the context for what is waited for until end.
func (w *waiting) begin(ctx context.Context) context.Context {
	w.mu.Lock()
	w.ctx.Context, w.since = ctx, time.Now()
	w.mu.Unlock()
	w.of.rouse()
	return &w.ctx
}

// end makes the connection fit for the next statement, if it was interrupted too late
// for this one.
func (w *waiting) end() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.since = time.Time{}
	if w.interrupted && !w.conn.IsClosed() {
		_ = w.conn.Conn().SetDeadline(time.Time{}) // the next statement would fail
	}
	w.interrupted = false
}

// look says since when anything is waited for, and ends it if its context is done.
func (w *waiting) look() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.since.IsZero() && w.ctx.Err() != nil {
		w.expire()
	}
	return w.since
}

// interrupt ends what is waited for.
func (w *waiting) interrupt() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.since.IsZero() {
		w.expire()
	}
}

func (w *waiting) expire() {
	if !w.interrupted {
		w.interrupted = true
		_ = w.conn.Conn().SetDeadline(time.Now()) // fails where the connection is gone
	}
}
