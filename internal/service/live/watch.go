package live

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/go-faster/jx"

	"github.com/entask/entask/internal/runtime/feed"
)

const (
	// lookTimeout is how long a look at the counters may take.
	lookTimeout = 5 * time.Second
	// rest is how many times longer than a look the counters are then left alone at least.
	rest = 2
	// gather is how long a nudge waits for others, which one look serves.
	gather = 5 * time.Millisecond
	// failedLook is how long they are left alone when a look has failed.
	failedLook = time.Second
)

// watch finds out whose rows have changed, for all who wait. One goroutine looks at their
// counters, and only while somebody waits.
type watch struct {
	read   func(ctx context.Context, known []byte) (map[string]int64, error)
	every  time.Duration
	logger *slog.Logger
	failed atomic.Int64
	kick   chan struct{} // somebody was nudged

	mu      sync.Mutex
	looking bool // the goroutine is there
	owners  map[string]*owner
	nudged  map[string]*owner
}

// owner is somebody whose changes are waited for.
type owner struct {
	number  int64 // of the latest change that is known
	waiters map[*waiter]struct{}
}

// waiter waits for changes of one owner.
type waiter struct {
	watch *watch
	of    string
	armed bool
	at    int64 // the number up to which it knows all
	// found gets the time at which something was found to be new.
	found chan time.Time
}

func newWatch(o Options) *watch {
	return &watch{
		read: func(ctx context.Context, known []byte) (map[string]int64, error) {
			return feed.Moved(ctx, o.Driver, known)
		},
		every: o.Look, logger: o.Logger, kick: make(chan struct{}, 1),
		owners: map[string]*owner{}, nudged: map[string]*owner{},
	}
}

// enter returns who waits for changes of an owner, until it leaves.
func (w *watch) enter(of string) *waiter {
	return &waiter{watch: w, of: of, found: make(chan time.Time, 1)}
}

// arm waits for the first change after a number.
func (t *waiter) arm(number int64) {
	w := t.watch
	w.mu.Lock()
	defer w.mu.Unlock()
	o := w.owners[t.of]
	if o == nil {
		o = &owner{number: number, waiters: map[*waiter]struct{}{}}
		w.owners[t.of] = o
	}
	o.waiters[t] = struct{}{}
	t.armed, t.at = true, number
	if number > o.number {
		o.number = number
	}
	o.wake(time.Now())
	if !w.looking {
		w.looking = true
		go w.look()
	}
}

// leave waits no longer.
func (t *waiter) leave() {
	w := t.watch
	w.mu.Lock()
	defer w.mu.Unlock()
	if o := w.owners[t.of]; o != nil {
		if delete(o.waiters, t); len(o.waiters) == 0 {
			delete(w.owners, t.of)
			delete(w.nudged, t.of)
		}
	}
}

// wake tells those who do not know of the latest change.
func (o *owner) wake(now time.Time) {
	for t := range o.waiters {
		if t.armed && t.at != o.number {
			t.armed = false
			t.found <- now // it has taken what was found before
		}
	}
}

// nudge has the counter of an owner looked at soon, if somebody waits for it.
func (w *watch) nudge(of string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	o := w.owners[of]
	if o == nil {
		return
	}
	w.nudged[of] = o
	select {
	case w.kick <- struct{}{}:
	default:
	}
}

// look looks at the counters until nobody waits.
func (w *watch) look() {
	timer := time.NewTimer(w.every)
	defer timer.Stop()
	failing := false
	for {
		all := false
		select {
		case <-w.kick:
			time.Sleep(gather)
		case <-timer.C:
			all = true
		}
		known, ok := w.known(all)
		if !ok {
			return
		}
		begin := time.Now()
		err := w.once(known)
		if err != nil {
			w.failed.Add(1)
			if !failing {
				w.logger.Warn("streams of changes are not woken: the counters cannot be read", "error", err)
			}
			timer.Reset(failedLook)
		} else if all {
			timer.Reset(max(w.every, rest*time.Since(begin)))
		}
		failing = err != nil
	}
}

// known returns the counters to look at, as they are known: all, or those of who was nudged. It
// returns false where nobody waits: then the goroutine ends.
func (w *watch) known(all bool) ([]byte, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.owners) == 0 {
		w.looking = false
		return nil, false
	}
	owners := w.nudged
	if all {
		owners = w.owners
	}
	var b jx.Writer
	b.ObjStart()
	first := true
	for id, o := range owners {
		if !first {
			b.Comma()
		}
		first = false
		b.FieldStart(id)
		b.Int64(o.number)
	}
	b.ObjEnd()
	clear(w.nudged)
	return b.Buf, true
}

// once looks at counters, and wakes those for whom there is something new.
func (w *watch) once(known []byte) error {
	ctx, cancel := context.WithTimeout(context.Background(), lookTimeout)
	defer cancel()
	moved, err := w.read(ctx, known)
	if err != nil {
		return err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	now := time.Now()
	for of, number := range moved {
		if o := w.owners[of]; o != nil {
			o.number = number
			o.wake(now)
		}
	}
	return nil
}
