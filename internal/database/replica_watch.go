package database

import (
	"cmp"
	"context"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// lagPatience is how long a statement waits by default until the replica has replayed what
	// the primary has done.
	lagPatience = 20 * time.Millisecond
	// watchPause is the least time between two questions to the replica how far it is.
	watchPause = 500 * time.Microsecond
	// watchTimeout is how long it may take to say so.
	watchTimeout = 500 * time.Millisecond
	// trialPause is how long a replica that is not used rests between two trials.
	trialPause = 250 * time.Millisecond
	// trialTimeout is how long a trial may take, new connections included.
	trialTimeout = 5 * time.Second
)

// watch knows how far the replica is, and whether it is worth while to ask it. Nothing that
// is right depends on it: the proof that comes with each answer decides.
type watch struct {
	state    atomic.Pointer[verdict] // proven while the replica is used, or why it is not
	seen     atomic.Uint64           // the last position that the replica was seen at
	nudge    chan struct{}           // somebody waits for the replica
	report   func(used bool, why string, err error)
	patience time.Duration

	lag    atomic.Int64 // how long the last position was waited for, in nanoseconds
	missed atomic.Int64 // since when the replica is not used, in Unix nanoseconds; 0 if it is

	mu      sync.Mutex
	changed chan struct{} // is closed when seen or state change
}

func (w *watch) begin(o Options) {
	w.nudge, w.changed = make(chan struct{}, 1), make(chan struct{})
	w.patience, w.report = cmp.Or(o.ReplicaPatience, lagPatience), o.ReplicaUsed
	if w.report == nil {
		w.report = func(bool, string, error) {}
	}
	first := untried
	w.state.Store(&first)
}

// why returns proven, or why the replica is not used. The next call may return another one.
func (w *watch) why() verdict { return *w.state.Load() }

// ask wakes whoever watches.
func (w *watch) ask() {
	select {
	case w.nudge <- struct{}{}:
	default: // it has not begun what it was woken for
	}
}

func (w *watch) change() (changed <-chan struct{}) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.changed
}

func (w *watch) tell() {
	w.mu.Lock()
	defer w.mu.Unlock()
	close(w.changed)
	w.changed = make(chan struct{})
}

// reached waits briefly until the replica is seen at a position. If it is not, no later
// statement waits until a trial has found it there.
func (w *watch) reached(ctx context.Context, at position) bool {
	if w.seen.Load() >= at.lsn {
		w.lag.Store(0)
		return true
	}
	late := time.NewTimer(w.patience)
	defer late.Stop()
	for {
		changed := w.change()
		switch {
		case w.seen.Load() >= at.lsn:
			w.lag.Store(int64(time.Since(at.asked)))
			return true
		case w.why() != proven:
			return false
		}
		w.ask()
		select {
		case <-changed:
		case <-ctx.Done():
			return false
		case <-late.C:
			w.enter(behind, nil)
			return false
		}
	}
}

// enter changes the state, and says whether it was another one.
func (w *watch) enter(why verdict, err error) bool {
	before := w.state.Swap(&why)
	if *before == why {
		return false
	}
	if why == proven {
		w.missed.Store(0)
	} else {
		w.missed.CompareAndSwap(0, time.Now().UnixNano())
	}
	w.tell()
	w.report(why == proven, string(why), err)
	return true
}

// late returns for how long the replica was last waited for, or how long ago it was last
// known to be current; false before it was first tried.
func (w *watch) late() (float64, bool) {
	if since := w.missed.Load(); since > 0 {
		return time.Since(time.Unix(0, since)).Seconds(), true
	}
	return time.Duration(w.lag.Load()).Seconds(), w.why() == proven
}
