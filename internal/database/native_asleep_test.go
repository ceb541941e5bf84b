package database

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/jackc/pgx/v5"
)

// TestAsleep: nobody looks while nothing is waited for, and somebody does as soon as
// something is, for as long.
func TestAsleep(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWatcher()
		one := &watch{of: w}
		w.watched[&pgx.Conn{}] = one
		go w.run(t.Context())
		want := func(when string, want bool) {
			t.Helper()
			synctest.Wait()
			if got := w.asleep.Load(); got != want {
				t.Errorf("%s: asleep = %t, want %t", when, got, want)
			}
		}
		want("at first", false)
		for range 3 {
			time.Sleep(time.Second)
			want("a second later", true)
			one.begin(t.Context())
			want("a statement has begun", false)
			time.Sleep(time.Second)
			want("it has not ended", false)
			one.end()
			one.begin(t.Context())
			one.end()
			want("another has ended just now", false)
		}
	})
}
