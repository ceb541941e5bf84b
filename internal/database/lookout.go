package database

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// lookEvery is how long a statement may go on after the end of its context.
const lookEvery = 50 * time.Millisecond

// lookout ends statements whose context is done, and finds a server that does not answer
// before the time of its statements is over. To look at the connections now and then costs a
// statement nothing, while pgx would register it with its context and take it out again.
type lookout struct {
	mu       sync.Mutex
	sessions map[*pgx.Conn]*waiting
}

// add begins to look at a connection, until remove.
func (l *lookout) add(c *pgx.Conn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	one := &sessionOf(c).waiting
	one.of, one.conn = l, c.PgConn()
	l.sessions[c] = one
}

func (l *lookout) remove(c *pgx.Conn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.sessions, c)
}

// run looks until the context ends, and tells stuck at which addresses statements are waited
// for too long.
func (l *lookout) run(ctx context.Context, stuck func(addresses []string)) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			if addresses := l.look(); len(addresses) > 0 {
				stuck(addresses)
			}
		case <-ctx.Done():
			return
		}
	}
}

func (l *lookout) look() (stuck []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, one := range l.sessions {
		if one.look() > stuckAfter {
			stuck = append(stuck, one.address())
		}
	}
	return stuck
}

// leave ends what is waited for at the addresses. Nobody uses those connections again: the
// pool has let go of them.
func (l *lookout) leave(addresses []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, one := range l.sessions {
		if slices.Contains(addresses, one.address()) {
			one.interrupt()
		}
	}
}

// leaveAll ends everything that is waited for.
func (l *lookout) leaveAll() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, one := range l.sessions {
		one.interrupt()
	}
}

// waiting is the statement that is waited for on a connection.
type waiting struct {
	of   *lookout
	conn *pgconn.PgConn

	mu          sync.Mutex
	ctx         unwatched
	since       time.Time // when it was first looked at, or unseen; zero while nothing is waited for
	interrupted bool
}

// unseen is the time of a statement that was not looked at yet: that costs it no look at the
// clock.
var unseen = time.Unix(0, 0)

// unwatched is a context that pgx does not watch.
type unwatched struct{ context.Context }

// Done implements context.Context.
func (*unwatched) Done() <-chan struct{} { return nil }

// begin returns the context for pgx until end.
func (w *waiting) begin(ctx context.Context) context.Context {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.ctx.Context, w.since = ctx, unseen
	return &w.ctx
}

// end makes the connection fit for the next statement, if this one was interrupted too late.
func (w *waiting) end() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.since = time.Time{}
	if w.interrupted && !w.conn.IsClosed() {
		_ = w.conn.Conn().SetDeadline(time.Time{}) // the next statement would fail
	}
	w.interrupted = false
}

// look returns for how long the statement has been waited for, and ends it if its context
// is done.
func (w *waiting) look() time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.since.IsZero() {
		return 0
	}
	if w.since.Equal(unseen) {
		w.since = time.Now()
	}
	if w.ctx.Err() != nil {
		w.expire()
	}
	return time.Since(w.since)
}

func (w *waiting) interrupt() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.since.IsZero() {
		w.expire()
	}
}

func (w *waiting) expire() {
	w.interrupted = true
	_ = w.conn.Conn().SetDeadline(time.Now()) // fails where the connection is gone
}

func (w *waiting) address() string { return w.conn.Conn().RemoteAddr().String() }
