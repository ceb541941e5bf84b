package logging

import (
	"io"
	"sync"
	"time"
)

const (
	// pause is how long lines may wait after a write, to be written together.
	pause = 5 * time.Millisecond
	// enough is how many bytes are written together, except for a longer line. A pipe takes
	// as many in one piece (PIPE_BUF of Linux), so that the lines of processes that share
	// it stay whole.
	enough = 4 << 10
	// most is how many bytes wait while the output is blocked: some thousand lines, which
	// are lost if the process is killed then.
	most = 1 << 20
	// patience is how long the logger waits for a warning to be written, lastPatience how
	// long the end of the program waits for all lines.
	patience     = 100 * time.Millisecond
	lastPatience = time.Second
)

// Lines is where a logger's lines wait to be written, by one goroutine that lives while
// lines come: the first at once, and those together that come during a write or the pause
// after it. A write for each would be a system call and a goroutine for each request.
//
// Callers never wait for a blocked output, such as a full pipe whose reader has stopped.
// Lines that find no room are dropped.
type Lines struct {
	to      io.Writer
	lost    func(count, total int64) []byte // the line that says so
	repeats *repeats

	mu      sync.Mutex
	waiting []byte
	spare   []byte // what waiting was before: the goroutine writes from it
	running bool
	hurry   chan struct{} // ends a pause, or the next one
	moved   chan struct{} // closed when more is written; nil while nobody waits for that
	since   time.Time     // when the write began that goes on now

	in, out         int64 // bytes accepted, and written or refused
	dropped, unsaid int64 // lines: in all, and since the log last said so
	refusing        bool  // the last write failed
}

// Dropped returns how many lines were never written: there was no room for them, or
// the output refused them.
func (l *Lines) Dropped() int64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.dropped
}

// Flush returns when all lines are written, or after a second.
func (l *Lines) Flush() {
	l.repeats.flush()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.await(lastPatience)
}

// Write implements io.Writer. It never fails: slog has nobody to tell either.
func (l *Lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if queued := int(l.in - l.out); queued > 0 && queued+len(p) > most {
		l.drop(1)
		return len(p), nil
	}
	l.waiting = append(l.waiting, p...)
	l.in += int64(len(p))
	if !l.running {
		l.running = true
		go l.run()
	}
	return len(p), nil
}

// settle returns when all lines are written, after a short while, or at once if lines are
// being dropped.
func (l *Lines) settle() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.unsaid == 0 {
		l.await(patience)
	}
}

// await is called with l.mu held and releases it while it waits. The time that the current
// write has already taken counts, so that nobody waits for a write that is stuck.
func (l *Lines) await(longest time.Duration) {
	if !l.since.IsZero() {
		longest -= time.Since(l.since)
	}
	if l.out >= l.in || longest <= 0 {
		return
	}
	select {
	case l.hurry <- struct{}{}:
	default: // another hurries already
	}
	end := time.NewTimer(longest)
	defer end.Stop()
	for upTo := l.in; l.out < upTo; {
		if l.moved == nil {
			l.moved = make(chan struct{})
		}
		moved := l.moved
		l.mu.Unlock()
		select {
		case <-moved:
			l.mu.Lock()
		case <-end.C:
			l.mu.Lock()
			return
		}
	}
}

func (l *Lines) drop(lines int64) {
	l.dropped += lines
	l.unsaid += lines
}
