package request

import (
	"context"
	"sync/atomic"
)

// Attempts are how often the operation of a request was begun, and whether it may be
// begun again.
type Attempts struct {
	begun  int
	undone bool
	wrote  atomic.Bool
}

// Begin begins the next attempt.
func (a *Attempts) Begin() {
	a.begun++
	a.undone = false
}

// Continue says that the operation goes on with what an earlier request of its client has begun,
// where it was counted.
func (a *Attempts) Continue() { a.begun = 1 }

// Begun returns how often the operation was begun: 0 where nobody would begin it again.
func (a *Attempts) Begun() int { return a.begun }

// Again says whether the operation was begun before.
func (a *Attempts) Again() bool { return a.begun > 1 }

// Undo says that nothing was done of what the last attempt asked of the database: the
// operation is begun again, and not answered.
func (a *Attempts) Undo() { a.undone = true }

// Undone says whether the last attempt was undone.
func (a *Attempts) Undone() bool { return a.undone }

// Wrote says that the database has changed something: the operation is not begun again
// then, whatever becomes of the rest of it.
func Wrote(ctx context.Context) { Of(ctx).attempts.wrote.Store(true) }

// Wrote says whether the database has changed something.
func (a *Attempts) Wrote() bool { return a.wrote.Load() }
