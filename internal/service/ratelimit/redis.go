package ratelimit

import (
	"context"
	_ "embed"
	"errors"
	"log/slog"
	"net/url"
	"regexp"
	"sync/atomic"
	"time"

	"github.com/gomodule/redigo/redis"
)

const (
	// patience is how long a request waits for Redis.
	patience = 100 * time.Millisecond
	// pause is how long Redis is left alone after it has failed.
	pause = 5 * time.Second

	maxConns  = 64
	idleConns = 8
	idleTime  = time.Minute
	// fresh is how long a connection counts as alive after its last use.
	fresh = 10 * time.Second
)

// Redis is where replicas share their counts; version 5 or later. While it is unavailable,
// each replica counts for itself.
type Redis struct {
	pool   *redis.Pool
	logger *slog.Logger
	// silentUntil is when to ask again, in nanoseconds since 1970; 0 while all
	// is well.
	silentUntil atomic.Int64

	patience time.Duration // how long a request waits for it

	// failures are events for which Redis was asked and failed; fallbacks are all events
	// that were counted without it.
	failures, fallbacks atomic.Int64
}

var database = regexp.MustCompile(`^(/\d{0,4})?$`)

// OpenRedis returns the server at rawURL. It does not connect yet, so it does not fail if
// the server is unavailable.
func OpenRedis(rawURL string, logger *slog.Logger) (*Redis, error) {
	u, err := url.Parse(rawURL)
	if err != nil || u.Scheme != "redis" && u.Scheme != "rediss" || u.Opaque != "" || !database.MatchString(u.Path) {
		return nil, errors.New("open redis: not a URL such as redis://host:6379/0") // err quotes the password
	}
	r := &Redis{logger: logger, patience: patience}
	r.pool = &redis.Pool{
		MaxActive:   maxConns,
		MaxIdle:     idleConns,
		IdleTimeout: idleTime,
		Wait:        true,
		DialContext: func(ctx context.Context) (redis.Conn, error) {
			return redis.DialURLContext(ctx, rawURL,
				redis.DialConnectTimeout(r.patience), redis.DialTLSHandshakeTimeout(r.patience),
				redis.DialReadTimeout(r.patience), redis.DialWriteTimeout(r.patience))
		},
		TestOnBorrowContext: func(ctx context.Context, c redis.Conn, lastUsed time.Time) error {
			if time.Since(lastUsed) < fresh {
				return nil
			}
			_, err := redis.DoContext(c, ctx, "PING")
			return err
		},
	}
	return r, nil
}

// Close closes the connections.
func (r *Redis) Close() error { return r.pool.Close() }

// take counts an event of key at its cost, or returns false if Redis cannot be asked.
func (r *Redis) take(ctx context.Context, key string, interval, burst time.Duration, cost int) (state, bool) {
	if time.Now().UnixNano() < r.silentUntil.Load() {
		r.fallbacks.Add(1)
		return state{}, false
	}
	// A client that hangs up must not count as a failure of Redis.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), r.patience)
	defer cancel()
	s, err := r.run(ctx, key, interval, burst, cost)
	if err != nil {
		r.failures.Add(1)
		r.fallbacks.Add(1)
		// Only the first request to notice logs it.
		if r.silentUntil.Swap(time.Now().Add(pause).UnixNano()) == 0 {
			r.logger.Warn("rate limit: redis is away, each replica counts for itself", "error", err)
		}
		return state{}, false
	}
	if r.silentUntil.Load() != 0 && r.silentUntil.Swap(0) != 0 {
		r.logger.Info("rate limit: redis is back")
	}
	return s, true
}

//go:embed take.lua
var takeSource string

// takeScript does in one step what would otherwise be read, compare and set:
// requests of one key cannot get in each other's way.
var takeScript = redis.NewScript(1, takeSource)

func (r *Redis) run(ctx context.Context, key string, interval, burst time.Duration, cost int) (state, error) {
	conn, err := r.pool.GetContext(ctx)
	if err != nil {
		return state{}, err
	}
	defer func() { _ = conn.Close() }() // back to the pool: an error has shown already
	micros := func(d time.Duration) float64 { return float64(d) / float64(time.Microsecond) }
	reply, err := redis.Int64s(takeScript.DoContext(ctx, conn, key, float64(cost)*micros(interval), micros(burst)))
	if err != nil {
		return state{}, err
	}
	if len(reply) != 2 {
		return state{}, errors.New("unexpected reply")
	}
	return state{
		reset: time.Duration(reply[0]) * time.Microsecond,
		wait:  time.Duration(reply[1]) * time.Microsecond,
	}, nil
}
