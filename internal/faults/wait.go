package main

import (
	"context"
	"time"
)

// pollEvery is how often what others do is looked at.
const pollEvery = 20 * time.Millisecond

// pause waits, unless ctx ends before.
func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

// until asks again and again until it is so, and returns how long that took. Where
// limit is over before, it is false.
func until(ctx context.Context, limit time.Duration, so func() bool) (time.Duration, bool) {
	begin := time.Now()
	for !so() {
		if time.Since(begin) > limit || pause(ctx, pollEvery) != nil {
			return time.Since(begin), false
		}
	}
	return time.Since(begin), true
}
