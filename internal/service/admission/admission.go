// Package admission decides which request may use the database next, and refuses early what
// cannot be served in time.
//
// A Queue has as many slots as the pool has connections. A request takes a slot with its
// first statement and keeps it until its reply begins, so that whoever never reaches the
// database takes none, and a client that reads slowly holds none. One viewer holds at most
// a share of the slots: there is always room for somebody else. Who finds no slot waits in
// the line of the viewer, and the lines are served in turn, so a long line delays its own
// viewer only.
//
// Nobody waits in vain: estimate.go says how long a request would wait, and a request that
// would wait too long is refused at the door, before it costs anything. patrol.go sends away
// who has waited too long. Start with
// Queue.Admit, which a driver calls before each statement, and with Queue.Enter.
//
// The package knows no HTTP, no entity and no database.
package admission

import (
	"context"
	"sync"
	"time"

	"github.com/entask/entask/internal/runtime/fault"
	"github.com/entask/entask/internal/runtime/request"
)

const (
	// patience is how long a request waits for a slot at most.
	patience = time.Second
	// numerator and denominator are the part of the slots that one viewer may hold.
	numerator, denominator = 4, 10
)

var (
	errViewer = fault.New(fault.TooMany, "Too many requests at once: wait for the answers to some of them")
	errBusy   = fault.New(fault.Unavailable, "There is more work than can be done in time, try again")
)

// Viewer is who shares slots with others: a user, or an address without one.
type Viewer struct {
	ID        string
	Anonymous bool
}

// Queue hands out slots. It is safe for concurrent use.
type Queue struct {
	slots, share int
	who          func(context.Context) Viewer

	began time.Time

	mu      sync.Mutex
	free    int
	lines   map[Viewer]*line
	used    int     // lines in which somebody holds a slot or waits for one
	round   []*line // lines whose first may take the next free slot, in this order
	took    mean    // of turns
	pace    pace
	patrols *time.Timer // nil while nobody waits
	stats   stats

	unusedTurns []*Turn
}

// New returns a queue for so many slots, at least 1. Who is asked whose a request is.
func New(slots int, who func(context.Context) Viewer) *Queue {
	slots = max(slots, 1)
	return &Queue{
		slots: slots, share: max(slots*numerator/denominator, 1), who: who,
		began: time.Now(), free: slots, lines: map[Viewer]*line{}, pace: pace{never, never},
	}
}

// now is the time since the queue began, which costs half of what a time does.
func (q *Queue) now() time.Duration { return time.Since(q.began) }

// Admit gives the request of a context a slot, unless it has one. It waits for the slot, or
// refuses the request with a *fault.Error. What is of no request is always admitted.
func (q *Queue) Admit(ctx context.Context) error { return request.Admit(ctx, q) }

// Enter implements request.Door.
func (q *Queue) Enter(ctx context.Context) (_ request.Turn, waited time.Duration, err error) {
	turn, err := q.enter(ctx, q.who(ctx))
	if err != nil {
		return nil, 0, err
	}
	waited, err = turn.wait()
	if err != nil {
		return nil, waited, err
	}
	return turn, waited, nil
}

// Turn is the use of a slot, or the wait for one. Times are of the queue.
type Turn struct {
	queue *Queue
	line  *line
	ctx   context.Context //nolint:containedctx // of who waits; nil who does not
	came  time.Duration
	begun time.Duration // or when the wait ended without a slot

	answer chan error // to who waits; nil grants the slot
}

// enter returns a turn that has its slot or stands in its line.
func (q *Queue) enter(ctx context.Context, v Viewer) (*Turn, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	now, l := q.now(), q.lineOf(v)
	if q.free > 0 && l.held < q.share {
		t := q.newTurn(l, now)
		q.grant(t, now)
		return t, nil
	}
	if err := q.refuse(l, now); err != nil {
		return nil, err
	}
	t := q.newTurn(l, now)
	t.ctx = ctx
	q.stand(t, now)
	return t, nil
}

// wait returns when the turn has its slot, or why it gets none. It looks at neither a clock
// nor the context: patrol does so for all who wait.
func (t *Turn) wait() (time.Duration, error) {
	if t.ctx == nil {
		return 0, nil
	}
	err := <-t.answer
	return t.begun - t.came, err
}

// End gives the slot back.
func (t *Turn) End() {
	t.queue.mu.Lock()
	defer t.queue.mu.Unlock()
	t.queue.end(t)
}

// end gives the slot of a turn to the next in the round.
func (q *Queue) end(t *Turn) {
	now := q.now()
	l, took := t.line, now-t.begun
	q.took.add(took)
	l.took.add(took)
	q.stats.held += took
	q.pace.end(now, q.stats.waiting > 0)
	q.free++
	l.held--
	q.recycle(t)
	if len(l.waiting) > 0 && l.held == q.share-1 {
		q.round = append(q.round, l) // it had no room before
	}
	for q.free > 0 && len(q.round) > 0 {
		q.serve(now)
	}
	q.quit(l)
}
