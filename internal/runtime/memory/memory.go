// Package memory bounds what replies take of the process's memory, from the rows that come
// from the database until the last byte is written.
//
// All requests share one Budget. Each request has a Claim: what it needs beyond Free is
// taken from the budget, and from the part of it that one viewer may hold. Short replies
// need nothing of it and never wait.
//
// It is a leaf but for fault. Start with Claim.Need.
package memory

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"

	"golang.org/x/sync/semaphore"

	"github.com/entask/entask/internal/runtime/fault"
)

const (
	// Free is what a request may take without asking.
	Free = 64 << 10
	// Page is how many bytes the rows of a page may have, unless the first alone has more.
	Page = 1 << 20
	// step is in what units memory is taken, so that a growing reply asks rarely.
	step = 128 << 10
	// parts is how many viewers who each hold as much as they may share the whole budget.
	parts = 4
)

// Budget is what all replies may take at the same time.
type Budget struct {
	whole, part int64
	left        *semaphore.Weighted

	mu      sync.Mutex
	viewers map[string]*viewer // who hold something, or wait for it

	held, refusedPart, refusedWhole atomic.Int64
}

// viewer is one viewer's part of the budget.
type viewer struct {
	left   *semaphore.Weighted
	claims int
}

// NewBudget returns a budget of so many bytes.
func NewBudget(whole int64) *Budget {
	return &Budget{whole: whole, part: whole / parts, left: semaphore.NewWeighted(whole), viewers: map[string]*viewer{}}
}

// Held returns how many bytes are taken.
func (b *Budget) Held() int64 { return b.held.Load() }

// RefusedViewers returns how many requests got nothing, although they waited, because their
// viewers had all that one may have.
func (b *Budget) RefusedViewers() int64 { return b.refusedPart.Load() }

// RefusedAll returns how many got nothing because all of the budget was taken.
func (b *Budget) RefusedAll() int64 { return b.refusedWhole.Load() }

// refuse counts a request that is refused with err.
func (b *Budget) refuse(err error) {
	if errors.Is(err, errPart) {
		b.refusedPart.Add(1)
	} else {
		b.refusedWhole.Add(1)
	}
}

// enter returns the part of a viewer, until leave is called as often.
func (b *Budget) enter(id string) *viewer {
	b.mu.Lock()
	defer b.mu.Unlock()
	v := b.viewers[id]
	if v == nil {
		v = &viewer{left: semaphore.NewWeighted(b.part)}
		b.viewers[id] = v
	}
	v.claims++
	return v
}

func (b *Budget) leave(id string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if v := b.viewers[id]; v.claims > 1 {
		v.claims--
	} else {
		delete(b.viewers, id)
	}
}

// try takes n bytes, if they are free.
func (b *Budget) try(v *viewer, n int64) error {
	switch {
	case !v.left.TryAcquire(n):
		return errPart
	case !b.left.TryAcquire(n):
		v.left.Release(n)
		return errWhole
	}
	b.held.Add(n)
	return nil
}

// wait takes n bytes when they are free.
func (b *Budget) wait(ctx context.Context, v *viewer, n int64) error {
	if v.left.Acquire(ctx, n) != nil {
		return errPart
	}
	if b.left.Acquire(ctx, n) != nil {
		v.left.Release(n)
		return errWhole
	}
	b.held.Add(n)
	return nil
}

func (b *Budget) release(v *viewer, n int64) {
	b.held.Add(-n)
	b.left.Release(n)
	v.left.Release(n)
}

// Full says that a request needs more memory than it may take now.
type Full struct{ refusal *fault.Error }

// Error implements error.
func (f *Full) Error() string { return f.refusal.Error() }

// Unwrap returns what the client is told.
func (f *Full) Unwrap() error { return f.refusal }

var (
	errPart  = &Full{fault.New(fault.TooMany, "Too much is being sent to you at once: read the replies that are on their way first")}
	errWhole = &Full{fault.New(fault.Unavailable, "Too much is being sent to all clients at once, try again")}
)
