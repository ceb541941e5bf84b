package admission

import (
	"maps"
	"slices"
	"time"
)

// unused is how many lines and turns are kept for the next requests.
const unused = 1024

// line is the requests of one viewer: those that hold a slot, and those that wait for one.
type line struct {
	held    int
	waiting []*Turn // in order
	took    mean    // of its turns
}

// lineOf returns the line of a viewer.
func (q *Queue) lineOf(v Viewer) *line {
	l := q.lines[v]
	if l != nil {
		return l
	}
	l = &line{}
	q.lines[v] = l
	return l
}

// empty says whether nobody uses the line.
func (l *line) empty() bool { return l.held == 0 && len(l.waiting) == 0 }

// use counts a line that was empty.
func (q *Queue) use(l *line) {
	if l.empty() {
		q.used++
	}
}

// quit counts a line that is empty now. It is kept for the next request of its viewer, until
// there are too many. How long its turns took is forgotten: nobody waits for them.
func (q *Queue) quit(l *line) {
	if !l.empty() {
		return
	}
	l.took = 0
	if q.used--; q.used == 0 {
		q.took = 0
	}
	if len(q.lines)-q.used <= unused {
		return
	}
	maps.DeleteFunc(q.lines, func(_ Viewer, l *line) bool { return l.empty() })
}

func (q *Queue) newTurn(l *line, now time.Duration) *Turn {
	if n := len(q.unusedTurns) - 1; n >= 0 {
		t := q.unusedTurns[n]
		q.unusedTurns = q.unusedTurns[:n]
		t.line, t.came = l, now
		return t
	}
	return &Turn{queue: q, line: l, came: now, answer: make(chan error, 1)}
}

func (q *Queue) recycle(t *Turn) {
	if len(q.unusedTurns) < unused {
		t.line, t.ctx = nil, nil
		q.unusedTurns = append(q.unusedTurns, t)
	}
}

// stand puts a turn at the end of its line.
func (q *Queue) stand(t *Turn, now time.Duration) {
	l := t.line
	if q.stats.waiting == 0 {
		q.pace.begin(now)
	}
	if q.patrols == nil {
		q.patrols = time.AfterFunc(patrolEvery, q.patrol)
	}
	q.use(l)
	l.waiting = append(l.waiting, t)
	q.stats.waiting++
	q.stats.queued++
	if len(l.waiting) == 1 && l.held < q.share {
		q.round = append(q.round, l)
	}
}

// serve grants a slot to the first of the line whose turn it is. The line goes to the end of
// the round, unless it has no one else waiting or no room for more.
func (q *Queue) serve(now time.Duration) {
	l := q.round[0]
	q.round = slices.Delete(q.round, 0, 1)
	t := l.waiting[0]
	q.grant(t, now)
	l.waiting = slices.Delete(l.waiting, 0, 1)
	q.stats.waiting--
	q.stats.waited += now - t.came
	t.answer <- nil
	if len(l.waiting) > 0 && l.held < q.share {
		q.round = append(q.round, l)
	}
}

// grant gives a free slot to a turn.
func (q *Queue) grant(t *Turn, now time.Duration) {
	q.free--
	q.use(t.line)
	t.line.held++
	t.begun = now
	q.stats.admitted++
}
