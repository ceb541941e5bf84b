package purge

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

// TestSlices: slices follow each other with a pause until one is not full or fails, and all that
// they have deleted is counted.
func TestSlices(t *testing.T) {
	broken := errors.New("broken")
	type slice struct {
		deleted int64
		full    bool
		err     error
	}
	for _, tc := range []struct {
		name   string
		slices []slice
		want   int64
		err    error
	}{
		{"nothing to delete", []slice{{}}, 0, nil},
		{"less than a slice", []slice{{7, false, nil}}, 7, nil},
		{"two and a bit", []slice{{Slice, true, nil}, {Slice, true, nil}, {1, false, nil}}, 2*Slice + 1, nil},
		{"a failure", []slice{{Slice, true, nil}, {3, true, broken}}, Slice + 3, broken},
	} {
		t.Run(tc.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				began, calls := time.Now(), 0
				got, err := Slices(t.Context(), func(context.Context) (int64, bool, error) {
					s := tc.slices[calls]
					calls++
					return s.deleted, s.full, s.err
				})
				if got != tc.want || !errors.Is(err, tc.err) || calls != len(tc.slices) {
					t.Errorf("Slices() = %d, %v after %d slices, want %d, %v after %d", got, err, calls, tc.want, tc.err, len(tc.slices))
				}
				if rested, want := time.Since(began), time.Duration(calls-1)*pause; rested != want {
					t.Errorf("it rested for %v, want %v", rested, want)
				}
			})
		})
	}
}

// TestSlicesEnd: a purge that is told to stop stops between two slices.
func TestSlicesEnd(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	got, err := Slices(ctx, func(context.Context) (int64, bool, error) {
		cancel()
		return Slice, true, nil
	})
	if got != Slice || !errors.Is(err, context.Canceled) {
		t.Errorf("Slices() = %d, %v, want %d and %v", got, err, Slice, context.Canceled)
	}
}
