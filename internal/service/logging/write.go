package logging

import (
	"bytes"
	"time"
)

// run writes while lines come, and ends with a pause in which none came.
func (l *Lines) run() {
	for text := l.take(); len(text) > 0; text = l.take() {
		for len(text) > 0 {
			piece := text[:cut(text)]
			l.begin()
			n, err := l.to.Write(piece)
			l.wrote(piece, n, err)
			text = text[len(piece):]
		}
		select {
		case <-l.hurry:
		case <-time.After(pause):
		}
	}
}

// take returns all lines that wait; if there are none, run ends. They belong to the caller
// until it takes again.
func (l *Lines) take() []byte {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.unsaid > 0 && !l.refusing {
		line := l.lost(l.unsaid, l.dropped)
		l.waiting = append(l.waiting, line...)
		l.in += int64(len(line))
		l.unsaid = 0
	}
	l.running = len(l.waiting) > 0
	l.waiting, l.spare = l.spare[:0], l.waiting
	return l.spare
}

// cut returns how much of some lines is written together.
func cut(text []byte) int {
	if len(text) <= enough {
		return len(text)
	}
	if n := bytes.LastIndexByte(text[:enough], '\n') + 1; n > 0 {
		return n
	}
	return bytes.IndexByte(text, '\n') + 1 // slog ends each line with one
}

func (l *Lines) begin() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.since = time.Now()
}

// wrote counts the lines that the output refused, because they cannot be logged.
func (l *Lines) wrote(piece []byte, n int, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.since = time.Time{}
	l.out += int64(len(piece))
	if l.refusing = err != nil; l.refusing {
		l.drop(int64(bytes.Count(piece[n:], []byte("\n"))))
	}
	if l.moved != nil {
		close(l.moved)
		l.moved = nil
	}
}
