package request

import (
	"context"
	"sync"
	"time"
)

// Door lets requests in, one turn each.
type Door interface {
	// Enter returns when it is the turn of the request of a context, or says why it is not.
	// In both cases it says how long the request has waited.
	Enter(ctx context.Context) (turn Turn, waited time.Duration, err error)
}

// Turn is what a request has that was let in.
type Turn interface {
	// End lets another request in. It is called once.
	End()
}

// Place is the turn of a request. Goroutines of the request may share it.
type Place struct {
	mu    sync.Mutex
	turn  Turn // nil before and after
	ended bool
}

// Admit lets the request of a context in, unless it has its turn, or had it. What is of no
// request is let in.
func Admit(ctx context.Context, door Door) error {
	c, ok := ctx.Value(key{}).(*Context)
	if !ok {
		return nil
	}
	p := &c.place
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.turn != nil || p.ended {
		return nil
	}
	turn, waited, err := door.Enter(ctx)
	p.turn = turn
	if waited > 0 {
		c.work.waited(waited)
	}
	return err
}

// PlaceOf returns the place of a request.
func PlaceOf(ctx context.Context) *Place { return &Of(ctx).place }

// Place returns the place of the request.
func (c *Context) Place() *Place { return &c.place }

// Leave ends the turn of the request, if it has one. To go on, it needs another.
func (p *Place) Leave() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.leave()
}

// End ends the turn of the request, if it has one. It needs no other.
func (p *Place) End() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ended = true
	p.leave()
}

func (p *Place) leave() {
	if p.turn != nil {
		p.turn.End()
		p.turn = nil
	}
}
