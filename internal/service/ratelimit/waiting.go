package ratelimit

import (
	"fmt"
	"sync/atomic"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
)

// maxWaiting is how many keys are remembered at most; beyond it, the one that was added
// first is asked for anew.
const maxWaiting = 1 << 12

// Waiting remembers the keys that a limiter has refused, until they need not wait any
// longer, so that what they ask for can be refused before it costs anything. It is of this
// replica alone. A nil Waiting remembers nothing.
type Waiting struct {
	until *lru.Cache[string, time.Time]
	last  atomic.Int64 // when nobody waits any longer, in nanoseconds since 1970
}

// NewWaiting returns an empty memory.
func NewWaiting() (*Waiting, error) {
	until, err := lru.New[string, time.Time](maxWaiting)
	if err != nil {
		return nil, fmt.Errorf("remember who waits: %w", err)
	}
	return &Waiting{until: until}, nil
}

// Any says whether any key waits. It is cheaper than to make a key.
func (w *Waiting) Any() bool {
	last := int64(0)
	if w != nil {
		last = w.last.Load()
	}
	return last != 0 && time.Now().UnixNano() < last // who asks in vain looks at no clock
}

// Add makes a key wait.
func (w *Waiting) Add(key string, wait time.Duration) {
	if w == nil || wait <= 0 {
		return
	}
	end := time.Now().Add(wait)
	w.until.Add(key, end)
	for last := w.last.Load(); last < end.UnixNano() && !w.last.CompareAndSwap(last, end.UnixNano()); {
		last = w.last.Load()
	}
}

// Left returns how long a key has to wait, or 0.
func (w *Waiting) Left(key string) time.Duration {
	if !w.Any() {
		return 0
	}
	end, _ := w.until.Get(key)
	return max(time.Until(end), 0)
}

// Refuse counts an event of a key that waits, and says so as Take does.
func (l *Limiter) Refuse(wait time.Duration) Result {
	if l != nil {
		l.refused.Add(1)
	}
	return Result{RetryAfter: wait, Reset: wait}
}
