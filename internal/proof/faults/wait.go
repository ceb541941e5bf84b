package main

import (
	"context"
	"time"
)

// How often what others do is looked at, and how often a request is sent again.
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

// until asks now and then until it is so, and returns how long that took. Where limit
// is over before, it is false.
func until(ctx context.Context, limit, every time.Duration, so func() bool) (time.Duration, bool) {
	begin := time.Now()
	for !so() {
		if time.Since(begin) > limit || pause(ctx, every) != nil {
			return time.Since(begin), false
		}
	}
	return time.Since(begin), true
}
