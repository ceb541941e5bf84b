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
		one := &waiting{}
		w := &interrupter{sessions: map[*pgx.Conn]*waiting{{}: one}}
		one.of = w
		want := func(when string, want bool) {
			t.Helper()
			synctest.Wait()
			if got := w.awake.Load(); got != want {
				t.Errorf("%s: awake = %t, want %t", when, got, want)
			}
		}
		for range 3 {
			want("nothing is waited for", false)
			one.begin(t.Context())
			want("a statement has begun", true)
			time.Sleep(time.Second)
			want("it has not ended", true)
			one.end()
			one.begin(t.Context())
			one.end()
			want("another has ended just now", true)
			time.Sleep(time.Second)
		}
	})
}
