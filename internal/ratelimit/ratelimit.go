// Package ratelimit counts what somebody does and says when it is too much.
//
// It knows no HTTP but the header fields of a rate limit, and neither users nor
// tokens: a key is any string. It keeps its counts in memory, or in Redis where
// several replicas share them. Start reading at Limiter.Take.
package ratelimit

import (
	"context"
	"fmt"
	"net/netip"
	"time"

	"github.com/throttled/throttled/v2"
	"github.com/throttled/throttled/v2/store/memstore"
)

// maxKeys bounds the memory of one limiter to a few megabytes. Past it, the key
// unseen for longest starts anew.
const maxKeys = 1 << 16

// maxAttempts is how often a count in memory that another request has changed
// meanwhile is tried again: in effect, until it succeeds.
const maxAttempts = 1 << 10

// Limiter allows each key a number of events in a period: all of them at once,
// then one at a time as the period goes by (GCRA, a leaky bucket). A nil Limiter
// allows everything.
type Limiter struct {
	period time.Duration
	limit  int
	local  throttled.RateLimiterCtx
	shared *sharedLimiter // nil where nothing is shared
}

// New returns a limiter of count events in a period, or nil where count is 0.
// Its name keeps its keys apart from those of other limiters in the same Redis;
// redis may be nil.
func New(name string, count int, period time.Duration, redis *Redis) (*Limiter, error) {
	if count == 0 {
		return nil, nil
	}
	store, err := memstore.NewCtx(maxKeys)
	if err != nil {
		return nil, fmt.Errorf("rate limit %s: %w", name, err)
	}
	quota := throttled.RateQuota{
		MaxRate:  throttled.PerDuration(count, period),
		MaxBurst: count - 1, // beyond the first event
	}
	local, err := throttled.NewGCRARateLimiterCtx(store, quota)
	if err != nil {
		return nil, fmt.Errorf("rate limit %s: %w", name, err)
	}
	local.SetMaxCASAttemptsLimit(maxAttempts)
	l := &Limiter{period: period, limit: count, local: local}
	if redis != nil {
		if l.shared, err = redis.limiter(name, quota); err != nil {
			return nil, fmt.Errorf("rate limit %s: %w", name, err)
		}
	}
	return l, nil
}

// Take counts one event of key, unless there were too many already. It takes at
// most a tenth of a second: where Redis does not answer, each replica counts for
// itself until it does.
func (l *Limiter) Take(ctx context.Context, key string) Result {
	if l == nil {
		return Result{Allowed: true}
	}
	if limited, state, ok := l.shared.take(ctx, key); ok {
		return l.result(limited, state)
	}
	limited, state, err := l.local.RateLimitCtx(ctx, key, 1)
	if err != nil { // an unheard-of throng for one key: let it pass uncounted
		return Result{Allowed: true}
	}
	return l.result(limited, state)
}

func (l *Limiter) result(limited bool, state throttled.RateLimitResult) Result {
	return Result{
		Allowed:    !limited,
		Limit:      l.limit,
		Period:     l.period,
		Remaining:  state.Remaining,
		Reset:      state.ResetAfter,
		RetryAfter: max(state.RetryAfter, 0),
	}
}

// KeyOf returns the key by which to count the requests of an address. One host
// commonly has a whole /64 of IPv6, so that is what counts.
func KeyOf(address string) string {
	addr, err := netip.ParseAddr(address)
	if err != nil {
		return address
	}
	if addr = addr.Unmap(); addr.Is4() {
		return addr.String()
	}
	return netip.PrefixFrom(addr.WithZone(""), 64).Masked().String()
}
