package admission

import (
	"slices"
	"time"
)

// patrolEvery is how much longer than it should somebody may wait: a timer and a select for
// each who waits would cost more than the rest of the queue.
const patrolEvery = 20 * time.Millisecond

// patrol sends away who has waited too long, and whose context is done. It comes again while
// somebody waits.
func (q *Queue) patrol() {
	q.mu.Lock()
	defer q.mu.Unlock()
	now := q.now()
	for _, l := range q.lines {
		for _, t := range slices.Backward(l.waiting) { // so that who leaves moves nobody else
			if err := q.dismissal(t, now); err != nil {
				t.begun = now
				q.leave(t)
				t.answer <- err
			}
		}
	}
	if q.stats.waiting == 0 {
		q.patrols = nil
		return
	}
	q.patrols.Reset(patrolEvery)
}

// dismissal says why a turn waits no longer, or returns nil.
func (q *Queue) dismissal(t *Turn, now time.Duration) error {
	switch gone := t.ctx.Err(); {
	case gone != nil:
		return gone
	case now-t.came < patience:
		return nil
	case t.line.held >= q.share && q.pace.steady(t.came, now):
		q.stats.viewer++
		return errViewer
	}
	q.stats.age++
	return errBusy
}

// leave takes a turn that has no slot out of its line.
func (q *Queue) leave(t *Turn) {
	l := t.line
	i := slices.Index(l.waiting, t)
	l.waiting = slices.Delete(l.waiting, i, i+1)
	q.stats.waiting--
	q.stats.waited += t.begun - t.came
	if len(l.waiting) == 0 {
		if i := slices.Index(q.round, l); i >= 0 {
			q.round = slices.Delete(q.round, i, i+1)
		}
	}
	q.quit(l)
}
