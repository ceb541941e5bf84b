// Package retry says what may be repeated after an error.
//
// The rule: nothing is repeated that may have been done. Only who has sent
// something knows what became of it, so whoever returns an error marks it: Safe
// where nothing was done, Unknown where that cannot be known. Everybody else asks
// the marks, and guesses nothing from an error's kind.
//
// It is a leaf. Start with Do, which repeats; the marks are what it goes by.
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

// Safe returns err marked: the work had no effect, and the same may succeed at once.
// Nil stays nil.
func Safe(err error) error { return marked(err, true) }

// Unknown returns err marked: the work was sent, and whether it was done cannot be
// known. Nil stays nil.
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

// Do calls do until it returns no error that is Safe, at most so many times or until ctx
// is done, and returns what it returned last. Between calls it pauses for a random
// time, so that two who got into each other's way do not meet again.
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

// Pause waits before call n+1: for a random time, of which the most doubles with each
// call, from 2 ms to 100 ms. It returns the error of ctx where that is done first.
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
