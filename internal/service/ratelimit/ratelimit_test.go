package ratelimit_test

import (
	"context"
	"net/http"
	"reflect"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/entask/entask/internal/service/ratelimit"
)

func newLimiter(t testing.TB, count int, period time.Duration, redis *ratelimit.Redis) *ratelimit.Limiter {
	t.Helper()
	l, err := ratelimit.New("test", count, period, redis)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// takeAll counts how many of n events at once are allowed.
func takeAll(l *ratelimit.Limiter, key string, n int) int {
	var wg sync.WaitGroup
	var allowed atomic.Int64
	for range n {
		wg.Go(func() {
			if l.Take(context.Background(), key).Allowed {
				allowed.Add(1)
			}
		})
	}
	wg.Wait()
	return int(allowed.Load())
}

func TestBurstThenSteady(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLimiter(t, 600, time.Minute, nil)
		if got := takeAll(l, "a", 700); got != 600 {
			t.Errorf("of 700 at once %d were allowed, want 600", got)
		}
		if got := takeAll(l, "b", 1); got != 1 {
			t.Errorf("another key is refused as well")
		}
		time.Sleep(time.Second)
		if got := takeAll(l, "a", 50); got != 10 {
			t.Errorf("a second later %d were allowed, want 10", got)
		}
		time.Sleep(time.Minute)
		if got := takeAll(l, "a", 700); got != 600 {
			t.Errorf("a minute later %d were allowed, want 600", got)
		}
	})
}

func TestResult(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLimiter(t, 2, time.Minute, nil)
		for i, want := range []ratelimit.Result{
			{Allowed: true, Remaining: 1, Reset: 30 * time.Second},
			{Allowed: true, Remaining: 0, Reset: 30 * time.Second},
			{Allowed: false, Remaining: 0, Reset: 30 * time.Second, RetryAfter: 30 * time.Second},
		} {
			if got := l.Take(t.Context(), "a"); got != want {
				t.Errorf("event %d: got %+v, want %+v", i+1, got, want)
			}
		}
	})
}

func TestSetHeader(t *testing.T) {
	for _, tc := range []struct {
		name    string
		limiter *ratelimit.Limiter
		result  ratelimit.Result
		want    http.Header
	}{
		{"no limit", nil, ratelimit.Result{Allowed: true}, http.Header{}},
		{"half is left", newLimiter(t, 600, time.Minute, nil), ratelimit.Result{Allowed: true, Remaining: 300, Reset: 30 * time.Second}, http.Header{}},
		{"less than half", newLimiter(t, 600, time.Minute, nil), ratelimit.Result{Allowed: true, Remaining: 299, Reset: 30100 * time.Millisecond}, http.Header{
			"Ratelimit": {`"test";r=299;t=31`}, "Ratelimit-Limit": {"600"}, "Ratelimit-Policy": {`"test";q=600;w=60`}, "Ratelimit-Remaining": {"299"}, "Ratelimit-Reset": {"31"},
		}},
		{"the only one", newLimiter(t, 1, time.Second, nil), ratelimit.Result{Allowed: true, Reset: time.Second}, http.Header{
			"Ratelimit": {`"test";r=0;t=1`}, "Ratelimit-Limit": {"1"}, "Ratelimit-Policy": {`"test";q=1;w=1`}, "Ratelimit-Remaining": {"0"}, "Ratelimit-Reset": {"1"},
		}},
		{"refused", newLimiter(t, 2, time.Hour, nil), ratelimit.Result{Reset: time.Minute, RetryAfter: 1001 * time.Millisecond}, http.Header{
			"Ratelimit": {`"test";r=0;t=2`}, "Ratelimit-Limit": {"2"}, "Ratelimit-Policy": {`"test";q=2;w=3600`}, "Ratelimit-Remaining": {"0"}, "Ratelimit-Reset": {"2"}, "Retry-After": {"2"},
		}},
		{"refused by a hair", newLimiter(t, 2, time.Second, nil), ratelimit.Result{}, http.Header{
			"Ratelimit": {`"test";r=0;t=1`}, "Ratelimit-Limit": {"2"}, "Ratelimit-Policy": {`"test";q=2;w=1`}, "Ratelimit-Remaining": {"0"}, "Ratelimit-Reset": {"1"}, "Retry-After": {"1"},
		}},
	} {
		got := http.Header{}
		if tc.limiter.SetHeader(got, tc.result); !reflect.DeepEqual(got, tc.want) {
			t.Errorf("%s: got %v, want %v", tc.name, got, tc.want)
		}
	}
}

// TestComeBack: who waits for as long as an answer says is let in, and who does not is
// refused, and told the same once more.
func TestComeBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLimiter(t, 20, time.Minute, nil)
		takeAll(l, "a", 19)
		time.Sleep(100 * time.Millisecond)
		for _, want := range []struct {
			allowed      bool
			reset, retry string
		}{{true, "3", ""}, {false, "3", "3"}} {
			got, header := l.Take(t.Context(), "a"), http.Header{}
			l.SetHeader(header, got)
			reset, retry := header.Get("RateLimit-Reset"), header.Get("Retry-After")
			if got.Allowed != want.allowed || got.Remaining != 0 || reset != want.reset || retry != want.retry {
				t.Errorf("%+v, RateLimit-Reset %q, Retry-After %q, want %v", got, reset, retry, want)
			}
		}
		wait := l.Take(t.Context(), "a").Reset
		time.Sleep(wait - time.Millisecond)
		if l.Take(t.Context(), "a").Allowed {
			t.Error("let in before the time")
		}
		time.Sleep(time.Millisecond)
		if got := l.Take(t.Context(), "a"); !got.Allowed {
			t.Errorf("not let in at the time: %+v", got)
		}
	})
}

func TestOff(t *testing.T) {
	l := newLimiter(t, 0, 0, nil)
	if l != nil {
		t.Fatalf("New() = %v, want nil", l)
	}
	if got, want := l.Take(t.Context(), "a"), (ratelimit.Result{Allowed: true}); got != want {
		t.Errorf("Take() = %+v, want %+v", got, want)
	}
}

// A flood of new keys costs memory up to a bound, and then the oldest its count.
func TestMemoryIsBounded(t *testing.T) {
	l := newLimiter(t, 1, time.Hour, nil)
	l.Take(t.Context(), "first")
	for i := range 1 << 16 {
		l.Take(t.Context(), strconv.Itoa(i))
	}
	if !l.Take(t.Context(), "first").Allowed {
		t.Error("the oldest key is still kept")
	}
}

func TestKeyOf(t *testing.T) {
	for address, want := range map[string]string{
		"192.0.2.1":           "192.0.2.1",
		"::ffff:192.0.2.1":    "192.0.2.1",
		"2001:db8:1:2:3:4::5": "2001:db8:1:2::/64",
		"2001:db8:1:2::6":     "2001:db8:1:2::/64",
		"fe80::1%eth0":        "fe80::/64",
		"":                    "",
		"@":                   "@",
	} {
		if got := ratelimit.KeyOf(address); got != want {
			t.Errorf("KeyOf(%s) = %s, want %s", address, got, want)
		}
	}
}
