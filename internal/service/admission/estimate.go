package admission

import "time"

const (
	// soon is how long a request may be expected to wait, where turns are short.
	soon = 300 * time.Millisecond
	// turnsAhead is how many turns of the usual length it may be expected to wait, where
	// turns are long: its answer takes at most so many times longer, and once more.
	turnsAhead = 3
	// late is how long it may be expected to wait, however long turns are.
	late = patience / 2
	// memory is how many values a mean remembers.
	memory = 8
)

// mean is a moving mean of durations; 0 before the first. A turn that takes longer than
// anybody waits counts as one that takes as long, so that an outage is soon forgotten.
type mean time.Duration

func (m *mean) add(d time.Duration) {
	d = min(d, patience)
	if *m == 0 {
		*m = mean(d)
		return
	}
	*m += (mean(d) - *m) / memory
}

// refuse says why a request would wait too long in a line, or returns nil. A viewer who has
// many requests waits for them first; whoever has one comes before the second of another.
func (q *Queue) refuse(l *line, now time.Duration) error {
	mine, before := l.took, len(l.waiting)
	if mine == 0 {
		mine = q.took
	}
	if wait := time.Duration(mine) * time.Duration(before+1) / time.Duration(q.share); wait > patience && q.pace.steady(now-patience, now) {
		q.stats.viewer++
		return errViewer
	}
	if l.held >= q.share {
		return nil // it waits for its own
	}
	ahead := len(q.round) + before*q.used + 1
	if wait := time.Duration(q.took) * time.Duration(ahead) / time.Duration(q.slots); wait > min(max(soon, turnsAhead*time.Duration(q.took)), late) {
		q.stats.full++
		return errBusy
	}
	return nil
}
