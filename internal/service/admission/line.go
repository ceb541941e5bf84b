package admission

import (
	"slices"
	"time"
)

// unused is how many lines and turns are kept for the next requests.
const unused = 1024

// line is the requests of one viewer: those that hold a slot, and those that wait for one.
type line struct {
	viewer  Viewer
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
	if n := len(q.unusedLines) - 1; n >= 0 {
		l, q.unusedLines = q.unusedLines[n], q.unusedLines[:n]
	} else {
		l = &line{}
	}
	l.viewer = v
	q.lines[v] = l
	return l
}

// forget drops a line that nobody uses.
func (q *Queue) forget(l *line) {
	if l.held > 0 || len(l.waiting) > 0 {
		return
	}
	delete(q.lines, l.viewer)
	if len(q.unusedLines) < unused {
		*l = line{waiting: l.waiting[:0]}
		q.unusedLines = append(q.unusedLines, l)
	}
}

func (q *Queue) newTurn(l *line) *Turn {
	if n := len(q.unusedTurns) - 1; n >= 0 {
		t := q.unusedTurns[n]
		q.unusedTurns = q.unusedTurns[:n]
		t.line = l
		return t
	}
	return &Turn{queue: q, line: l, granted: make(chan struct{}, 1)}
}

func (q *Queue) recycle(t *Turn) {
	if len(q.unusedTurns) < unused {
		t.line, t.begun = nil, time.Time{}
		q.unusedTurns = append(q.unusedTurns, t)
	}
}

// stand puts a turn at the end of its line.
func (q *Queue) stand(t *Turn) {
	l := t.line
	l.waiting = append(l.waiting, t)
	q.stats.waiting++
	q.stats.queued++
	if len(l.waiting) == 1 && l.held < q.share {
		q.round = append(q.round, l)
	}
}

// leave takes a turn that has no slot out of its line.
func (q *Queue) leave(t *Turn) {
	l := t.line
	l.waiting = slices.Delete(l.waiting, slices.Index(l.waiting, t), slices.Index(l.waiting, t)+1)
	q.stats.waiting--
	if len(l.waiting) == 0 {
		if i := slices.Index(q.round, l); i >= 0 {
			q.round = slices.Delete(q.round, i, i+1)
		}
	}
	q.recycle(t)
	q.forget(l)
}

// serve grants a slot to the first of the line whose turn it is. The line goes to the end of
// the round, unless it has no one else waiting or no room for more.
func (q *Queue) serve(now time.Time) {
	l := q.round[0]
	q.round = slices.Delete(q.round, 0, 1)
	t := l.waiting[0]
	l.waiting = slices.Delete(l.waiting, 0, 1)
	q.stats.waiting--
	q.grant(t, now)
	t.granted <- struct{}{}
	if len(l.waiting) > 0 && l.held < q.share {
		q.round = append(q.round, l)
	}
}

// grant gives a free slot to a turn.
func (q *Queue) grant(t *Turn, now time.Time) {
	q.free--
	t.line.held++
	t.begun = now
	q.stats.admitted++
}
