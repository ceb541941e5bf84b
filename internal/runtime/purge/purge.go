// Package purge deletes rows whose time is over, a slice at a time, so that no statement takes
// long and other work runs between two of them.
//
// It imports nothing of the project. Start with Slices.
package purge

import (
	"context"
	"time"
)

const (
	// Slice is how many rows one statement deletes: some 20 ms of work, far below the
	// statement timeout, while other statements wait for nothing.
	Slice = 1000
	// pause is the time between two slices, in which the database serves others.
	pause = 100 * time.Millisecond
)

// Slices deletes slice after slice until one was not full, and returns how many rows it has
// deleted, also if it fails. Each deletes up to Slice rows in a transaction of its own.
func Slices(ctx context.Context, slice func(context.Context) (deleted int64, full bool, err error)) (all int64, err error) {
	for {
		deleted, full, err := slice(ctx)
		if all += deleted; err != nil || !full {
			return all, err
		}
		select {
		case <-ctx.Done():
			return all, ctx.Err()
		case <-time.After(pause):
		}
	}
}
