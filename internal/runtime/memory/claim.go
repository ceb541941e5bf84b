package memory

import (
	"context"
	"errors"
	"time"
)

// patience is how long a request waits in all for memory to become free.
const patience = 2 * time.Second

// Claim is what one request takes of a budget. It belongs to the goroutine that serves the
// request. The zero Claim takes whatever it needs, and counts nothing.
type Claim struct {
	budget *Budget
	id     string  // of the viewer
	viewer *viewer // nil where nothing was taken
	yields bool    // it may be refused
	within bool    // Within is at work
	needs  int64
	held   int64
	until  time.Time // of waiting; zero before it waits
}

// Key is the key under which a context carries the *Claim of its request.
type Key struct{}

// Of returns the claim of the request of ctx, or one that counts nothing.
func Of(ctx context.Context) *Claim {
	if c, ok := ctx.Value(Key{}).(*Claim); ok {
		return c
	}
	return new(Claim)
}

// ErrMuch says that what Within runs needs too much.
var ErrMuch = errors.New("more memory is needed than one request should take")

// much is what Within lets a request need.
const much = 4 * Page

// Within runs what may need more memory than one request should take, and returns ErrMuch
// then: it can be done in smaller parts.
func (c *Claim) Within(run func() error) error {
	needs := c.needs
	c.within = true
	defer func() { c.within = false }()
	err := run()
	if errors.Is(err, ErrMuch) {
		c.needs = needs
	}
	return err
}

// Open begins to count for a viewer. What has an effect does not yield: once it is done it
// must be answered, so it takes what it needs, and others are refused instead.
func (c *Claim) Open(b *Budget, viewer string, yields bool) {
	c.budget, c.id, c.yields, c.needs, c.within = b, viewer, yields, 0, false
}

// Need says that the request needs n bytes more. It returns a *Full error where they
// cannot be had at once. Then the request must let go of what it has; after Wait it may
// begin again.
func (c *Claim) Need(n int64) error {
	c.needs += n
	if c.within && c.needs > much {
		return ErrMuch
	}
	if c.budget == nil || c.needs <= max(c.held, Free) {
		return nil
	}
	more := c.rounded(c.needs) - c.held
	if more <= 0 { // it has all that a viewer may have
		return nil
	}
	if c.viewer == nil {
		c.viewer = c.budget.enter(c.id)
	}
	err := c.budget.try(c.viewer, more)
	switch {
	case err == nil:
		c.held += more
	case c.yields:
		return err
	}
	return nil
}

// rounded returns what is taken by who needs n bytes: no more than a viewer's part, so
// that whoever needs more than that has it when he holds nothing else.
func (c *Claim) rounded(n int64) int64 { return min((n+step-1)/step*step, c.budget.part) }

// Wait is called where a request was refused, and has let go of what it had. It takes
// twice of what was not enough, or returns why that was not to be had in time.
func (c *Claim) Wait(ctx context.Context) error {
	if c.until.IsZero() {
		c.until = time.Now().Add(patience)
	}
	waiting, cancel := context.WithDeadline(ctx, c.until)
	defer cancel()
	err := c.reserve(waiting, max(2*c.needs, Page))
	if err != nil && ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

// Reserve takes n bytes before the request does anything, or returns why they were not
// to be had in time.
func (c *Claim) Reserve(ctx context.Context, n int64) error {
	if c.budget == nil || n <= max(c.held, Free) {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	return c.reserve(ctx, n)
}

func (c *Claim) reserve(ctx context.Context, n int64) error {
	c.let(0)
	c.needs = 0
	if c.viewer == nil {
		c.viewer = c.budget.enter(c.id)
	}
	n = c.rounded(n)
	if err := c.budget.wait(ctx, c.viewer, n); err != nil {
		c.budget.refuse(err)
		return err
	}
	c.held = n
	return nil
}

// Settle says that of all that was needed a body of n bytes is left, which is being sent.
func (c *Claim) Settle(n int64) {
	if c.budget == nil {
		return
	}
	c.needs, c.yields = 0, false
	if n <= Free {
		c.let(0)
		return
	}
	if kept := c.rounded(n); kept < c.held {
		c.let(kept)
	}
	_ = c.Need(n) // which does not yield any more
}

// Close gives back everything.
func (c *Claim) Close() {
	c.let(0)
	if c.viewer != nil {
		c.budget.leave(c.id)
		c.viewer = nil
	}
}

// let keeps n bytes of what is held.
func (c *Claim) let(n int64) {
	if c.held > n {
		c.budget.release(c.viewer, c.held-n)
		c.held = n
	}
}
