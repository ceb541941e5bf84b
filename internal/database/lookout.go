package database

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
)

// lookEvery is how often somebody looks for statements that are stuck.
const lookEvery = 200 * time.Millisecond

// lookout knows since when statements are waited for, so that a server that does not
// answer is found before their time is over.
type lookout struct {
	mu       sync.Mutex
	sessions map[*pgx.Conn]*waiting
}

// waiting is the statement that is waited for on a connection.
type waiting struct {
	of    *lookout
	since atomic.Int64 // when it began to be waited for, in Unix nanoseconds; 0 while nothing is
}

func (w *waiting) begin() { w.since.Store(time.Now().UnixNano()) }

func (w *waiting) end() { w.since.Store(0) }

// add begins to look at a connection, until remove.
func (w *lookout) add(c *pgx.Conn) {
	w.mu.Lock()
	defer w.mu.Unlock()
	one := &sessionOf(c).waiting
	one.of = w
	w.sessions[c] = one
}

func (w *lookout) remove(c *pgx.Conn) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.sessions, c)
}

// run tells stuck at which addresses statements are waited for too long, until the
// context ends.
func (w *lookout) run(ctx context.Context, stuck func(addresses []string)) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			if addresses := w.stuck(); len(addresses) > 0 {
				stuck(addresses)
			}
		case <-ctx.Done():
			return
		}
	}
}

// stuck returns the addresses at which statements are waited for too long.
func (w *lookout) stuck() (addresses []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	long := time.Now().Add(-stuckAfter).UnixNano()
	for c, one := range w.sessions {
		if since := one.since.Load(); since != 0 && since < long {
			addresses = append(addresses, addressOf(c))
		}
	}
	return addresses
}

// leave ends what is waited for at the addresses. Nobody uses those connections again: the
// pool has let go of them.
func (w *lookout) leave(addresses []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for c, one := range w.sessions {
		if one.since.Load() != 0 && slices.Contains(addresses, addressOf(c)) {
			_ = c.PgConn().Conn().SetDeadline(time.Now()) // fails where the connection is gone
		}
	}
}

func addressOf(c *pgx.Conn) string { return c.PgConn().Conn().RemoteAddr().String() }
