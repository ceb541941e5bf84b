// Package ratelimit counts what somebody does and says when it is too much.
//
// It knows no HTTP but the header fields of a rate limit, and neither users nor
// tokens: a key is any string. It keeps its counts in memory, or in Redis where
// several replicas share them. Start reading at Limiter.Spend.
package ratelimit

import (
	"context"
	"fmt"
	"net/netip"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/throttled/throttled/v2"
	"github.com/throttled/throttled/v2/store/memstore"
)

// maxKeys bounds the memory of one limiter to a few megabytes. Beyond it, the least
// recently used key starts anew.
const maxKeys = 1 << 16

// maxAttempts is how often a count in memory is retried after another request has changed
// it meanwhile: in effect, until it succeeds.
const maxAttempts = 1 << 10

// Limiter allows each key a cost in a period: all of it at once, then a bit at a time as the
// period goes by (GCRA, a leaky bucket). What costs 1 is an event of the usual kind. A nil
// Limiter allows everything.
type Limiter struct {
	prefix string // of keys in Redis
	limit  int
	period time.Duration
	local  throttled.RateLimiterCtx
	redis  *Redis // nil where nothing is shared

	limitField, policyField []string // of every answer

	name             string
	allowed, refused atomic.Int64 // events
}

// state is what there is to know of a key after an event.
type state struct {
	reset time.Duration // until all that was counted has leaked away
	wait  time.Duration // until the event is allowed; 0 if it was
}

// New returns a limiter of count events in a period, or nil where count is 0.
// Its name keeps its keys apart from those of other limiters in the same Redis;
// redis may be nil.
func New(name string, count int, period time.Duration, redis *Redis) (*Limiter, error) {
	if count == 0 {
		return nil, nil
	}
	counts, err := memstore.NewCtx(maxKeys)
	if err != nil {
		return nil, fmt.Errorf("rate limit %s: %w", name, err)
	}
	local, err := throttled.NewGCRARateLimiterCtx(counts, throttled.RateQuota{
		MaxRate:  throttled.PerDuration(count, period),
		MaxBurst: count - 1, // beyond the first event
	})
	if err != nil {
		return nil, fmt.Errorf("rate limit %s: %w", name, err)
	}
	local.SetMaxCASAttemptsLimit(maxAttempts)
	return &Limiter{
		name: name, prefix: "entask:rate:" + name + ":", limit: count, period: period, local: local, redis: redis,
		limitField:  []string{strconv.Itoa(count)},
		policyField: []string{policy(name) + ";q=" + strconv.Itoa(count) + ";w=" + strconv.Itoa(seconds(period))},
	}, nil
}

// Limit is the cost that is allowed in a period; 0 for any.
func (l *Limiter) Limit() int {
	if l == nil {
		return 0
	}
	return l.limit
}

// Take counts an event of key that costs 1, as Spend does.
func (l *Limiter) Take(ctx context.Context, key string) Result { return l.Spend(ctx, key, 1) }

// Spend counts an event of key at its cost, unless that is more than remains. A cost of 0 counts
// nothing and says what remains. It takes at most
// a tenth of a second: while Redis does not answer, each replica counts for itself.
func (l *Limiter) Spend(ctx context.Context, key string, cost int) Result {
	if l == nil {
		return Result{Allowed: true}
	}
	interval := l.period / time.Duration(l.limit) // rounded down, so count with it throughout
	burst := interval * time.Duration(l.limit)
	if l.redis != nil {
		if s, ok := l.redis.take(ctx, l.prefix+key, interval, burst, cost); ok {
			return l.result(s, interval, cost)
		}
	}
	limited, local, err := l.local.RateLimitCtx(ctx, key, cost)
	if err != nil { // too many requests of one key at once: let this one pass uncounted
		return Result{Allowed: true, Remaining: l.limit}
	}
	s := state{reset: local.ResetAfter}
	if limited {
		s.wait = local.RetryAfter
	}
	return l.result(s, interval, cost)
}

// result counts an event and returns what the limiter says of it.
func (l *Limiter) result(s state, interval time.Duration, cost int) Result {
	switch {
	case cost == 0:
	case s.wait == 0:
		l.allowed.Add(1)
	default:
		l.refused.Add(1)
	}
	burst := interval * time.Duration(l.limit)
	r := Result{
		Allowed:    s.wait == 0,
		Remaining:  int(max(burst-s.reset, 0) / interval),
		Reset:      s.reset,
		RetryAfter: s.wait,
	}
	switch {
	case !r.Allowed:
		r.Reset = r.RetryAfter
	case r.Remaining == 0:
		r.Reset += interval - burst
	}
	return r
}

// KeyOf returns the key by which to count the requests of an address. For IPv6 it is the
// /64, which a single host commonly owns.
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
