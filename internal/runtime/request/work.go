package request

import (
	"context"
	"sync"
	"time"
)

// Work is what the database did for a request. It has no value of the request.
type Work struct {
	// Statements is how many round trips there were, and Took how long they took.
	Statements int
	Took       time.Duration
	// Waited is how long the request waited for a connection.
	Waited time.Duration
	// Slowest is the text of the statement that took longest, and SlowestTook how long.
	Slowest     string
	SlowestTook time.Duration
}

// work guards the sum, because an operation may send statements from several goroutines.
type work struct {
	mu  sync.Mutex
	sum Work
}

// Ran says that a round trip with a statement took so long.
func Ran(ctx context.Context, query string, took time.Duration) {
	w := &Of(ctx).work
	w.mu.Lock()
	defer w.mu.Unlock()
	w.sum.Statements++
	w.sum.Took += took
	if took > w.sum.SlowestTook {
		w.sum.Slowest, w.sum.SlowestTook = query, took
	}
}

// Waited says that the request waited for a connection.
func Waited(ctx context.Context, waited time.Duration) { Of(ctx).work.waited(waited) }

func (w *work) waited(waited time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.sum.Waited += waited
}

// Work returns what the database did so far.
func (c *Context) Work() Work {
	c.work.mu.Lock()
	defer c.work.mu.Unlock()
	return c.work.sum
}
