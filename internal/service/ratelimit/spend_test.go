package ratelimit_test

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/entask/entask/internal/service/ratelimit"
)

// spent is what somebody with 20 in a minute spends, and what a limiter says of it.
var spent = []struct {
	cost             int
	allowed          bool
	remaining        int
	header           string // RateLimit-Remaining
	retry            string // Retry-After
	leastRetry, most time.Duration
}{
	{5, true, 15, "", "", 0, 0},
	{16, false, 15, "15", "3", 2 * time.Second, 3 * time.Second}, // refused, with more than half left
	{9, true, 6, "6", "", 0, 0},
	{7, false, 6, "6", "3", 2 * time.Second, 3 * time.Second},
	{20, false, 6, "6", "42", 41 * time.Second, 42 * time.Second},
	{6, true, 0, "0", "", 0, 0},
	{1, false, 0, "0", "3", 2 * time.Second, 3 * time.Second},
}

func testSpend(t *testing.T, l *ratelimit.Limiter) {
	t.Helper()
	for i, tc := range spent {
		got, header := l.Spend(t.Context(), "a", tc.cost), http.Header{}
		l.SetHeader(header, got)
		if got.Allowed != tc.allowed || got.Remaining != tc.remaining || got.RetryAfter < tc.leastRetry || got.RetryAfter > tc.most {
			t.Errorf("%d: a cost of %d: %+v, want %+v", i, tc.cost, got, tc)
		}
		if remaining, retry := header.Get("RateLimit-Remaining"), header.Get("Retry-After"); remaining != tc.header || retry != tc.retry {
			t.Errorf("%d: a cost of %d: RateLimit-Remaining %q and Retry-After %q, want %q and %q", i, tc.cost, remaining, retry, tc.header, tc.retry)
		}
	}
}

// TestSpend: what costs more than remains is refused and costs nothing.
func TestSpend(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { testSpend(t, newLimiter(t, 20, time.Minute, nil)) })
}

// TestRedisSpends: a shared limit counts costs as one in memory does.
func TestRedisSpends(t *testing.T) {
	shared, logged := openRedis(t, startRedis(t, freeAddr(t)).addr)
	testSpend(t, newLimiter(t, 20, time.Minute, shared))
	if logged.String() != "" {
		t.Errorf("logged %s", logged.String())
	}
}
