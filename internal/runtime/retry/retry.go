// Package retry says what may be repeated after an error.
//
// The rule: nothing is repeated that may have been done. Only the sender knows what
// became of the work, so it marks the error that it returns: Safe if nothing was done,
// Unknown if that cannot be known. Everybody else reads the marks, and guesses nothing
// from the kind of an error.
//
// It is a leaf. Start with Do, which repeats what is marked Safe.
package retry

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"
)

// mark is an error and what is known of the work that it ended.
type mark struct {
	error
	safe bool
}

func (m *mark) Unwrap() error { return m.error }

// Safe marks err: the work had no effect, and may succeed if it is repeated at once.
// Nil stays nil.
func Safe(err error) error { return marked(err, true) }

// Unknown marks err: the work was sent, and whether it was done cannot be known. Nil
// stays nil.
func Unknown(err error) error { return marked(err, false) }

func marked(err error, safe bool) error {
	if err == nil {
		return nil
	}
	return &mark{err, safe}
}

// IsUnknown says whether anything in err is marked Unknown.
func IsUnknown(err error) bool { return has(err, false) }

// IsSafe says whether err is marked Safe, and nothing in it is Unknown.
func IsSafe(err error) bool { return has(err, true) && !IsUnknown(err) }

// has says whether a mark is anywhere in err: errors.As finds only the first.
func has(err error, safe bool) bool {
	switch e := err.(type) { //nolint:errorlint // it walks the tree itself
	case nil:
		return false
	case *mark:
		return e.safe == safe || has(e.error, safe)
	case interface{ Unwrap() []error }:
		for _, each := range e.Unwrap() {
			if has(each, safe) {
				return true
			}
		}
		return false
	default:
		return has(errors.Unwrap(err), safe)
	}
}

// Do calls do until it returns an error that is not Safe, or none; at most so many times,
// and until ctx is done. It returns what do returned last. Between calls it pauses for a
// random time, so that two conflicting callers do not collide again.
func Do(ctx context.Context, times int, do func() error) error {
	for n := 1; ; n++ {
		err := do()
		if n >= times || !IsSafe(err) || Pause(ctx, n) != nil {
			return err
		}
	}
}

const (
	firstPause   = 2 * time.Millisecond // the most before the second call
	longestPause = 100 * time.Millisecond
)

// Pause waits for a random time before call n+1. The maximum doubles with each call, from
// 2 ms to 100 ms. It returns the error of ctx if ctx is done first.
func Pause(ctx context.Context, n int) error {
	most := min(firstPause<<min(n-1, 16), longestPause)
	timer := time.NewTimer(rand.N(most)) //nolint:gosec // no secret
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
