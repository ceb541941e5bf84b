package admission

import "time"

const (
	// soon is how long a request may be expected to wait, where turns are short.
	soon = 300 * time.Millisecond
	// turnsAhead is how many turns of the usual length it may be expected to wait, where
	// turns are long: its answer takes at most so many times longer, and once more.
	turnsAhead = 3
	// memory is how many values a mean remembers.
	memory = 8
)

// mean is a moving mean of durations; 0 before the first.
type mean time.Duration

func (m *mean) add(d time.Duration) {
	if *m == 0 {
		*m = mean(d)
		return
	}
	*m += (mean(d) - *m) / memory
}

// refuse says why a request would wait too long in a line, or returns nil.
func (q *Queue) refuse(l *line) error {
	mine := l.took
	if mine == 0 {
		mine = q.took
	}
	ahead := len(l.waiting) + 1
	if own := time.Duration(mine) * time.Duration(ahead) / time.Duration(q.share); own > patience {
		q.stats.viewer++
		return errViewer
	}
	if l.held >= q.share {
		return nil // it waits for its own
	}
	ahead = min(q.stats.waiting, len(q.round)*ahead) + 1 // in each round, each line has one turn
	wait := time.Duration(q.took) * time.Duration(ahead) / time.Duration(q.slots)
	if wait > min(max(soon, turnsAhead*time.Duration(q.took)), patience) {
		q.stats.full++
		return errBusy
	}
	return nil
}
