package main

import (
	"context"
	"time"
)

// The intervals of polling, and of repeating a request.
const (
	pollEvery  = 5 * time.Millisecond
	retryEvery = 100 * time.Millisecond
)

// pause waits, unless ctx ends before.
func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

// until polls a condition and returns how long it took to become true, and false if the
// limit passed first.
func until(ctx context.Context, limit, every time.Duration, so func() bool) (time.Duration, bool) {
	begin := time.Now()
	for !so() {
		if time.Since(begin) > limit || pause(ctx, every) != nil {
			return time.Since(begin), false
		}
	}
	return time.Since(begin), true
}
