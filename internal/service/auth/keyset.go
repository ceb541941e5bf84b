package auth

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

const (
	refreshEvery = 5 * time.Minute  // how long a revoked key stays
	retryAfter   = 30 * time.Second // the same, after a fetch that failed
	unknownPause = 10 * time.Second // between two fetches for unknown kids
	// firstPause is the longest pause between fetches until one succeeds: before that,
	// no token of the key set can be verified.
	firstPause = time.Second
)

// keySet holds the last key set that could be fetched.
//
// The storage of jwkset is not used because it waits for the first fetch, reads without a
// limit, drops all keys for one bad key and lets requests with unknown kids queue for the
// network.
type keySet struct {
	ctx     context.Context // the life of fetches, which outlive a request
	fetcher *fetcher
	logger  *slog.Logger

	current atomic.Pointer[snapshot]
	tried   chan struct{} // closed when the first fetch has ended, however it did

	succeeded, failed atomic.Int64 // fetches

	mu        sync.Mutex
	flight    chan struct{} // closed at the end of the fetch under way; nil: none
	unknownAt time.Time     // when a fetch was last begun for an unknown kid
	warnedAt  time.Time     // when a fetch was last said to have failed; of the flight
}

// snapshot is immutable.
type snapshot struct {
	keys  map[string][]*key
	at    time.Time // when keys were fetched; zero while none ever were
	fault error     // of the last fetch; keys are then those of an earlier one
}

// missing says why there is no key set; nil if there is one, even an empty one.
func (s *snapshot) missing() error {
	if !s.at.IsZero() {
		return nil
	}
	return fmt.Errorf("%w: %w", ErrNoKeys, s.fault)
}

func newKeySet(ctx context.Context, url string, client *http.Client, logger *slog.Logger) *keySet {
	if logger == nil {
		logger = slog.New(slog.DiscardHandler)
	}
	k := &keySet{ctx: ctx, fetcher: newFetcher(url, client), logger: logger, tried: make(chan struct{})}
	k.current.Store(&snapshot{fault: errors.New("not fetched yet")})
	return k
}

// run waits for the first fetch, which has been begun, and then keeps the set fresh until
// the context ends.
func (k *keySet) run(done <-chan struct{}) {
	<-done
	close(k.tried)
	for failed := 0; ; failed++ {
		select {
		case <-k.ctx.Done():
			return
		case <-time.After(k.pause(failed)):
		}
		<-k.refresh()
	}
}

// pause returns when to fetch again. It is random while there is no set, so that replicas
// that started together do not fetch together.
func (k *keySet) pause(failed int) time.Duration {
	switch seen := k.current.Load(); {
	case seen.fault == nil:
		return refreshEvery
	case seen.missing() == nil:
		return retryAfter
	}
	longest := min(firstPause/8<<min(failed, 3), firstPause)
	return longest/2 + rand.N(longest/2) //nolint:gosec // nobody gains by guessing it
}

// find returns the keys that kid names. It waits only for a kid that is not in the set,
// and at most fetchTimeout; a known kid costs no lock. Before any set was fetched, it
// waits for the first fetch, begins none because run does, and returns ErrNoKeys if that
// fails.
func (k *keySet) find(ctx context.Context, kid string) ([]*key, error) {
	seen := k.current.Load()
	if keys := seen.keys[kid]; keys != nil {
		return keys, nil
	}
	ctx, cancel := context.WithTimeout(ctx, fetchTimeout)
	defer cancel()
	if seen.missing() != nil {
		select {
		case <-k.tried:
		case <-ctx.Done():
			return nil, fmt.Errorf("%w: fetch it: %w", ErrNoKeys, ctx.Err())
		}
		seen = k.current.Load()
		if err := seen.missing(); err != nil {
			return nil, err
		}
		if keys := seen.keys[kid]; keys != nil {
			return keys, nil
		}
	}
	// Twice, because a fetch under way may have begun before the key existed.
	for range 2 {
		done := k.refreshForUnknown(seen)
		if done == nil {
			break
		}
		select {
		case <-done:
		case <-ctx.Done():
			return nil, refuse(unknownKey, "no key %s in the key set: fetch it: %v", quote(kid), ctx.Err())
		}
		seen = k.current.Load()
		if keys := seen.keys[kid]; keys != nil {
			return keys, nil
		}
	}
	if fault := seen.fault; fault != nil {
		return nil, refuse(unknownKey, "no key %s in the key set, which is not up to date: %v", quote(kid), fault)
	}
	return nil, refuse(unknownKey, "no key %s in the key set", quote(kid))
}

// refresh joins the fetch under way or begins one; the channel closes when it
// has ended.
func (k *keySet) refresh() <-chan struct{} {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.join()
}

// refreshForUnknown is refresh for an unknown kid. Anybody can make one up, so it returns
// nil instead of beginning a second fetch within unknownPause. A fetch that has ended
// since the kid was looked for in seen is enough.
func (k *keySet) refreshForUnknown(seen *snapshot) <-chan struct{} {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.flight == nil {
		if k.current.Load() != seen {
			done := make(chan struct{})
			close(done)
			return done
		}
		if time.Since(k.unknownAt) < unknownPause {
			return nil
		}
		k.unknownAt = time.Now()
	}
	return k.join()
}

// join must be called with mu held.
func (k *keySet) join() <-chan struct{} {
	if k.flight == nil {
		done := make(chan struct{})
		k.flight = done
		go func() {
			defer close(done)
			k.replace()
			k.mu.Lock()
			defer k.mu.Unlock()
			k.flight = nil
		}()
	}
	return k.flight
}

// replace fetches the set and replaces the old one, which stays if the fetch fails.
func (k *keySet) replace() {
	old := k.current.Load()
	keys, err := k.fetcher.fetch(k.ctx)
	if err != nil {
		k.failed.Add(1)
		k.current.Store(&snapshot{keys: old.keys, at: old.at, fault: err})
		k.warn(old, err)
		return
	}
	k.succeeded.Add(1)
	same := keep(old.keys, keys)
	k.current.Store(&snapshot{keys: keys, at: time.Now()})
	if old.fault != nil || !same {
		k.logger.Info("key set fetched", "kids", slices.Sorted(maps.Keys(keys)))
	}
	for kid, list := range keys {
		for _, key := range list {
			if key.fault != "" {
				k.logger.Debug("key of the key set not used", "kid", kid, "fault", key.fault)
			}
		}
	}
}

// warn logs a failed fetch, but not every second.
func (k *keySet) warn(old *snapshot, err error) {
	if k.ctx.Err() != nil || old.missing() != nil && time.Since(k.warnedAt) < retryAfter {
		return
	}
	k.warnedAt = time.Now()
	if old.missing() != nil {
		k.logger.Warn("key set not fetched; not ready until it is", "error", err)
		return
	}
	k.logger.Warn("key set not fetched; the keys at hand stay", "keys", len(old.keys), "error", err)
}
