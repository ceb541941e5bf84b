package logging

import (
	"io"
	"sync"
	"time"
)

const (
	// pause is how long a line may wait, after another was written, for more to be
	// written with it: what a process that is killed can take with it.
	pause = 5 * time.Millisecond
	// enough is how many bytes are written together, unless they are of one line: a pipe
	// takes as many in one piece (PIPE_BUF of Linux), so that the lines of processes
	// which share it stay whole.
	enough = 4 << 10
)

// lines writes a line at once, unless one was written just before: then those that come
// within the pause are written together. A write for each is a system call for each
// request, which costs as much as putting the line together.
type lines struct {
	mu      sync.Mutex
	to      io.Writer
	waiting []byte
	pausing bool
}

// Write implements io.Writer. What it takes to be written later may fail unheard: slog
// has nobody to tell either.
func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.pausing {
		l.pausing = true
		time.AfterFunc(pause, l.resume)
		return l.to.Write(p)
	}
	if len(l.waiting)+len(p) > enough {
		l.write()
	}
	l.waiting = append(l.waiting, p...)
	return len(p), nil
}

// resume is called when the pause is over. It is followed by another, unless nothing
// came in it.
func (l *lines) resume() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.pausing = len(l.waiting) > 0
	if l.pausing {
		l.write()
		time.AfterFunc(pause, l.resume)
	}
}

// flush writes what waits.
func (l *lines) flush() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.write()
}

func (l *lines) write() {
	if len(l.waiting) > 0 {
		_, _ = l.to.Write(l.waiting) // there is nowhere to complain
		l.waiting = l.waiting[:0]
	}
}
