package admission_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/entask/entask/internal/runtime/fault"
	"github.com/entask/entask/internal/runtime/request"
	"github.com/entask/entask/internal/service/admission"
)

type nameKey struct{}

// as returns the context of a user.
func as(ctx context.Context, user string) context.Context {
	return context.WithValue(ctx, nameKey{}, user)
}

func newQueue(slots int) *admission.Queue {
	return admission.New(slots, func(ctx context.Context) admission.Viewer {
		user, _ := ctx.Value(nameKey{}).(string)
		return admission.Viewer{ID: user}
	})
}

// enter takes a slot, which there must be.
func enter(t testing.TB, q *admission.Queue, user string) request.Turn {
	t.Helper()
	turn, _, err := q.Enter(as(t.Context(), user))
	if err != nil {
		t.Fatalf("%s: %v", user, err)
	}
	return turn
}

// kind returns the kind of a refusal; 0 for none.
func kind(err error) fault.Kind {
	if f, ok := errors.AsType[*fault.Error](err); ok {
		return f.Kind
	}
	return 0
}

// TestShare: one viewer holds at most four tenths of the slots, and at least one.
func TestShare(t *testing.T) {
	for slots, share := range map[int]int{1: 1, 2: 1, 3: 1, 5: 2, 10: 4, 100: 40} {
		synctest.Test(t, func(t *testing.T) {
			q := newQueue(slots)
			for range share {
				enter(t, q, "ann")
			}
			begin := time.Now()
			if _, _, err := q.Enter(as(t.Context(), "ann")); err == nil || time.Since(begin) != time.Second {
				t.Errorf("%d slots: %d were not enough for one viewer: %v after %s", slots, share, err, time.Since(begin))
			}
			for n := share; n < slots; n++ {
				enter(t, q, fmt.Sprint("user ", n))
			}
		})
	}
}

// TestRound: whoever waits for the first time comes after one request of each other viewer,
// however many they have.
func TestRound(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newQueue(1)
		first := enter(t, q, "zoe")
		var mu sync.Mutex
		var served string
		for _, user := range []string{"a", "a", "a", "a", "b", "b", "c"} {
			go func() {
				turn := enter(t, q, user)
				mu.Lock()
				defer mu.Unlock()
				served += user
				turn.End()
			}()
			synctest.Wait()
		}
		first.End()
		synctest.Wait()
		if served != "abcabaa" {
			t.Errorf("served in the order %s, want abcabaa", served)
		}
	})
}

// TestPatience: who waits for its own requests longer than a second is told so, and who
// waits for others is told that there is too much to do. It is the latter too where nobody
// is served, because then the database is the reason.
func TestPatience(t *testing.T) {
	for name, tc := range map[string]struct {
		holders []string // of ten slots
		served  bool     // bob's requests are
		want    fault.Kind
	}{
		"for its own":                   {[]string{"ann", "ann", "ann", "ann"}, true, fault.TooMany},
		"for its own, and nobody moves": {[]string{"ann", "ann", "ann", "ann"}, false, fault.Unavailable},
		"for others":                    {[]string{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"}, false, fault.Unavailable},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				q := newQueue(10)
				for _, user := range tc.holders {
					enter(t, q, user)
				}
				if tc.served {
					time.AfterFunc(500*time.Millisecond, func() { enter(t, q, "bob").End() })
				}
				begin := time.Now()
				_, _, err := q.Enter(as(t.Context(), "ann"))
				if took := time.Since(begin); kind(err) != tc.want || took != time.Second {
					t.Errorf("%v after %s, want kind %v after a second", err, took, tc.want)
				}
			})
		})
	}
}

// TestDoor: who would wait for its own requests longer than a second is refused at once.
func TestDoor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newQueue(10)
		hold := func() {
			turn := enter(t, q, "ann")
			time.Sleep(400 * time.Millisecond)
			turn.End()
		}
		first := enter(t, q, "ann")
		hold() // so that it is known how long a turn takes
		refused := 0
		var mu sync.Mutex
		for range 60 {
			go func() {
				begin := time.Now()
				turn, _, err := q.Enter(as(t.Context(), "ann"))
				if err == nil {
					time.Sleep(400 * time.Millisecond)
					turn.End()
				} else if kind(err) == fault.TooMany && time.Since(begin) == 0 {
					mu.Lock()
					defer mu.Unlock()
					refused++
				}
			}()
		}
		synctest.Wait()
		if refused != 60-3-10 { // those that hold a slot, and those that fit into a second
			t.Errorf("%d of 60 were refused at once, want 47", refused)
		}
		first.End()
		enter(t, q, "bob").End()
		time.Sleep(2 * time.Second)
	})
}

// TestFree: a free slot is given whatever was before, or an outage would not end.
func TestFree(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newQueue(1)
		turn := enter(t, q, "ann")
		time.Sleep(time.Hour)
		turn.End()
		for range 3 {
			enter(t, q, "ann").End()
		}
	})
}

// TestLeft: a request that is given up leaves its place in the line.
func TestLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newQueue(1)
		turn := enter(t, q, "ann")
		ctx, cancel := context.WithTimeout(as(t.Context(), "bob"), time.Millisecond)
		defer cancel()
		if _, _, err := q.Enter(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v, want that its time is over", err)
		}
		turn.End()
		enter(t, q, "carl").End()
		enter(t, q, "bob").End()
	})
}

// TestAdmit: a request takes one slot for all its statements, and gives it back when its
// reply begins. What is of no request takes none.
func TestAdmit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newQueue(1)
		admit := func(ctx context.Context, want fault.Kind) {
			t.Helper()
			if err := q.Admit(ctx); kind(err) != want {
				t.Errorf("got %v, want kind %v", err, want)
			}
		}
		begin := func() context.Context {
			return request.New(as(t.Context(), "ann"), request.Identity{}, http.Header{})
		}
		first, second := begin(), begin()
		admit(first, 0)
		admit(first, 0)
		admit(t.Context(), 0)
		admit(second, fault.Unavailable)
		request.PlaceOf(first).Leave()
		admit(second, 0)
		admit(first, fault.Unavailable) // it has left
		request.PlaceOf(second).Leave()
		admit(first, 0)
		admit(second, fault.Unavailable)
		request.PlaceOf(first).End()
		request.PlaceOf(first).End()
		admit(second, 0)
		admit(first, 0) // after its reply has begun it is not held up
		request.PlaceOf(second).End()
		admit(begin(), 0)
	})
}

// TestAllocations: who finds a free slot pays for nothing but the count.
func TestAllocations(t *testing.T) {
	q := newQueue(10)
	ctx := as(t.Context(), "ann")
	if n := testing.AllocsPerRun(100, func() {
		turn, _, err := q.Enter(ctx)
		if err != nil {
			t.Fatal(err)
		}
		turn.End()
	}); n > 0 {
		t.Errorf("%.0f allocations, want none", n)
	}
}

func BenchmarkEnter(b *testing.B) {
	q := newQueue(10)
	ctx := as(b.Context(), "ann")
	for b.Loop() {
		turn, _, err := q.Enter(ctx)
		if err != nil {
			b.Fatal(err)
		}
		turn.End()
	}
}
