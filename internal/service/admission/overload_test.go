package admission_test

import (
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// TestOverload: at three times what can be done, as much is done as can be, in less than
// five times the time that it takes alone, and who is refused waits for nothing.
func TestOverload(t *testing.T) {
	for name, tc := range map[string]struct {
		turn    time.Duration
		viewers int
	}{
		"a slow database":       {100 * time.Millisecond, 2000},
		"a slow one, few users": {100 * time.Millisecond, 12},
		"a fast one":            {2 * time.Millisecond, 500},
		"a very slow one":       {300 * time.Millisecond, 500},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				const slots, seconds, over = 10, 20, 3
				q := newQueue(slots)
				capacity := int(seconds * time.Second / tc.turn * slots)
				var mu sync.Mutex
				good, longest, refused := 0, time.Duration(0), time.Duration(0)
				for n := range over * capacity {
					time.Sleep(tc.turn / slots / over)
					go func() {
						begin := time.Now()
						turn, _, err := q.Enter(as(t.Context(), fmt.Sprint(n*7919%tc.viewers)))
						if err == nil {
							time.Sleep(tc.turn)
							turn.End()
						}
						mu.Lock()
						defer mu.Unlock()
						if took := time.Since(begin); err != nil {
							refused = max(refused, took)
						} else {
							longest = max(longest, took)
							good++
						}
					}()
				}
				time.Sleep(5 * time.Second)
				synctest.Wait()
				most := max(5*tc.turn, 350*time.Millisecond)
				t.Logf("%d of %d served, at most %s; refusals took at most %s", good, capacity, longest, refused)
				if good < capacity*95/100 || longest >= most || refused > 0 {
					t.Errorf("want %d served within %s, and refusals at once", capacity*95/100, most)
				}
			})
		})
	}
}

// TestOthers: somebody with a request now and then does not notice what another sends.
func TestOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const slow, quick = 700 * time.Millisecond, 5 * time.Millisecond
		q := newQueue(10)
		use := func(user string, long time.Duration) error {
			turn, _, err := q.Enter(as(t.Context(), user))
			if err == nil {
				time.Sleep(long)
				turn.End()
			}
			return err
		}
		stop := time.Now().Add(20 * time.Second)
		for range 60 {
			go func() {
				for time.Now().Before(stop) {
					if use("ann", slow) != nil {
						time.Sleep(10 * time.Millisecond)
					}
				}
			}()
		}
		for time.Now().Before(stop) {
			begin := time.Now()
			if err := use("bob", quick); err != nil || time.Since(begin) != quick {
				t.Fatalf("%v after %s, want no wait", err, time.Since(begin))
			}
			time.Sleep(30 * time.Millisecond)
		}
		time.Sleep(5 * time.Second)
	})
}
