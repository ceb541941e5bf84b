package ratelimit

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/logging"
	"github.com/redis/go-redis/v9/maintnotifications"
	"github.com/throttled/throttled/v2"
	"github.com/throttled/throttled/v2/store/goredisstore.v9"
)

const (
	// patience is how long a request waits for Redis.
	patience = 100 * time.Millisecond
	// pause is how long Redis is left alone after it has failed.
	pause = 5 * time.Second
	// sharedAttempts is how often a count that another request has changed
	// meanwhile is tried again. Each costs two round trips, so it is few.
	sharedAttempts = 3
)

// Redis is where replicas share their counts. It may be away: then each counts
// for itself.
type Redis struct {
	client *redis.Client
	logger *slog.Logger
	// silentUntil is when to ask again, in nanoseconds since 1970; 0 while all
	// is well.
	silentUntil atomic.Int64
}

// OpenRedis prepares for the server at url. It does not connect yet, so it does
// not fail when the server is away.
func OpenRedis(url string, logger *slog.Logger) (*Redis, error) {
	options, err := redis.ParseURL(url)
	if err != nil {
		return nil, errors.New("open redis: not a URL such as redis://host:6379/0") // err quotes the password
	}
	options.ContextTimeoutEnabled = true
	options.DialTimeout = patience
	options.DialerRetries = 1
	options.MaxRetries = -1 // none: the local count stands in
	options.DisableIdentity = true
	options.MaintNotificationsConfig = &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
	logging.Disable() // a line for every failed connection; ours are fewer
	return &Redis{client: redis.NewClient(options), logger: logger}, nil
}

// Close closes the connections.
func (r *Redis) Close() error { return r.client.Close() }

func (r *Redis) limiter(name string, quota throttled.RateQuota) (*sharedLimiter, error) {
	store, err := goredisstore.NewCtx(r.client, "entask:rate:"+name+":")
	if err != nil {
		return nil, err
	}
	gcra, err := throttled.NewGCRARateLimiterCtx(watched{store}, quota)
	if err != nil {
		return nil, err
	}
	gcra.SetMaxCASAttemptsLimit(sharedAttempts)
	return &sharedLimiter{redis: r, gcra: gcra}, nil
}

// failed notes that Redis is away; only the first to notice says so.
func (r *Redis) failed(err error) {
	if r.silentUntil.Swap(time.Now().Add(pause).UnixNano()) == 0 {
		r.logger.Warn("rate limit: redis is away, each replica counts for itself", "error", err)
	}
}

func (r *Redis) answered() {
	if r.silentUntil.Load() != 0 && r.silentUntil.Swap(0) != 0 {
		r.logger.Info("rate limit: redis is back")
	}
}

type sharedLimiter struct {
	redis *Redis
	gcra  throttled.RateLimiterCtx
}

// take returns false where the local limiter has to decide: there is no Redis,
// it is away, or too many requests for one key stand in each other's way.
func (s *sharedLimiter) take(ctx context.Context, key string) (limited bool, state throttled.RateLimitResult, ok bool) {
	if s == nil || time.Now().UnixNano() < s.redis.silentUntil.Load() {
		return false, state, false
	}
	// That a client hangs up must not look as if Redis had failed.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	limited, state, err := s.gcra.RateLimitCtx(ctx, key, 1)
	if err == nil {
		s.redis.answered()
	} else if away := (storeError{}); errors.As(err, &away) {
		s.redis.failed(away.err)
	}
	return limited, state, err == nil
}

// watched marks the errors that come from Redis itself.
type watched struct{ throttled.GCRAStoreCtx }

type storeError struct{ err error }

func (e storeError) Error() string { return fmt.Sprintf("redis: %v", e.err) }
func (e storeError) Unwrap() error { return e.err }

func mark(err error) error {
	if err == nil {
		return nil
	}
	return storeError{err}
}

func (w watched) GetWithTime(ctx context.Context, key string) (int64, time.Time, error) {
	value, now, err := w.GCRAStoreCtx.GetWithTime(ctx, key)
	return value, now, mark(err)
}

func (w watched) SetIfNotExistsWithTTL(ctx context.Context, key string, value int64, ttl time.Duration) (bool, error) {
	done, err := w.GCRAStoreCtx.SetIfNotExistsWithTTL(ctx, key, value, ttl)
	return done, mark(err)
}

func (w watched) CompareAndSwapWithTTL(ctx context.Context, key string, old, value int64, ttl time.Duration) (bool, error) {
	done, err := w.GCRAStoreCtx.CompareAndSwapWithTTL(ctx, key, old, value, ttl)
	return done, mark(err)
}
