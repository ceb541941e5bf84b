package auth

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"time"
)

// ErrBusy is the error of a token that cannot be verified in time, because too many others
// are. It may be valid.
var ErrBusy = errors.New("more tokens than can be verified in time")

// gatePatience is how long a token waits until its signature is verified. At a core's worth
// of the dearest algorithm, several hundred are verified meanwhile.
const gatePatience = time.Second

// gate bounds the processor time that signatures take, which anybody can make the service
// verify: half of the cores, and for clients whose tokens keep being refused half of one.
// Only tokens that are not remembered come here.
type gate struct {
	slots chan struct{} // one for each signature that is verified at the same time

	mu   sync.Mutex
	next time.Time // when the next one of a failing client may be verified
}

func newGate() *gate { return &gate{slots: make(chan struct{}, max(runtime.GOMAXPROCS(0)/2, 1))} }

// pass verifies a signature of a client as soon as there is room.
func (g *gate) pass(ctx context.Context, verify func()) error {
	select {
	case g.slots <- struct{}{}:
	default:
		end := time.NewTimer(gatePatience)
		defer end.Stop()
		select {
		case g.slots <- struct{}{}:
		case <-end.C:
			return ErrBusy
		case <-ctx.Done():
			return errors.Join(ErrBusy, ctx.Err())
		}
	}
	defer func() { <-g.slots }()
	verify()
	return nil
}

// passFailing is pass for a client whose tokens keep being refused: it does not wait, and
// there is room for half of the time.
func (g *gate) passFailing(_ context.Context, verify func()) error {
	if !g.mu.TryLock() {
		return ErrBusy
	}
	defer g.mu.Unlock()
	begun := time.Now()
	if begun.Before(g.next) {
		return ErrBusy
	}
	select {
	case g.slots <- struct{}{}:
	default:
		return ErrBusy
	}
	defer func() { <-g.slots }()
	verify()
	end := time.Now()
	g.next = end.Add(end.Sub(begun))
	return nil
}
