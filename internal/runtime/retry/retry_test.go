package retry_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/entask/entask/internal/runtime/retry"
)

func TestMarks(t *testing.T) {
	plain := errors.New("plain")
	for name, tc := range map[string]struct {
		err           error
		safe, unknown bool
	}{
		"none":                           {nil, false, false},
		"not marked":                     {plain, false, false},
		"safe":                           {retry.Safe(plain), true, false},
		"unknown":                        {retry.Unknown(plain), false, true},
		"safe, wrapped":                  {fmt.Errorf("run: %w", retry.Safe(plain)), true, false},
		"unknown, wrapped":               {fmt.Errorf("run: %w", retry.Unknown(plain)), false, true},
		"safe beside another":            {errors.Join(plain, retry.Safe(plain)), true, false},
		"safe beside unknown":            {errors.Join(retry.Safe(plain), retry.Unknown(plain)), false, true},
		"safe around unknown":            {retry.Safe(retry.Unknown(plain)), false, true},
		"unknown around safe":            {retry.Unknown(retry.Safe(plain)), false, true},
		"deep beside another, and again": {fmt.Errorf("a: %w", errors.Join(plain, fmt.Errorf("b: %w", retry.Unknown(plain)))), false, true},
		"nothing is marked":              {errors.Join(retry.Safe(nil), retry.Unknown(nil)), false, false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := retry.IsSafe(tc.err); got != tc.safe {
				t.Errorf("IsSafe = %v, want %v", got, tc.safe)
			}
			if got := retry.IsUnknown(tc.err); got != tc.unknown {
				t.Errorf("IsUnknown = %v, want %v", got, tc.unknown)
			}
			if tc.err != nil && !errors.Is(tc.err, plain) {
				t.Error("the cause is not found any more")
			}
		})
	}
}

// TestDo: what is safe is repeated, a bounded number of times; nothing else is.
func TestDo(t *testing.T) {
	plain := errors.New("plain")
	for name, tc := range map[string]struct {
		answers []error // the last stands for all that follow
		calls   int
	}{
		"success":               {[]error{nil}, 1},
		"unknown":               {[]error{retry.Unknown(plain)}, 1},
		"not marked":            {[]error{plain}, 1},
		"safe, then success":    {[]error{retry.Safe(plain), retry.Safe(plain), nil}, 3},
		"safe, then unknown":    {[]error{retry.Safe(plain), retry.Unknown(plain)}, 2},
		"safe for ever":         {[]error{retry.Safe(plain)}, 5},
		"safe, then not marked": {[]error{retry.Safe(plain), plain}, 2},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				begin, calls, last := time.Now(), 0, error(nil)
				err := retry.Do(t.Context(), 5, func() error {
					last = tc.answers[min(calls, len(tc.answers)-1)]
					calls++
					return last
				})
				if calls != tc.calls || !errors.Is(err, last) {
					t.Errorf("%d calls and %v, want %d and %v", calls, err, tc.calls, last)
				}
				if took := time.Since(begin); took > 30*time.Millisecond {
					t.Errorf("the pauses of five calls took %s, want 30 ms at most", took)
				}
			})
		})
	}
}

func TestDoEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	calls := 0
	err := retry.Do(ctx, 100, func() error {
		calls++
		cancel()
		return retry.Safe(errors.New("plain"))
	})
	if calls != 1 || !retry.IsSafe(err) {
		t.Errorf("%d calls and %v, want one, and its error", calls, err)
	}
}
