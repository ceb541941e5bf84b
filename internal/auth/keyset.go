package auth

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

const (
	refreshEvery = 5 * time.Minute  // so that a key that was dropped goes
	retryAfter   = 30 * time.Second // the same, after a fetch that failed
	unknownPause = 10 * time.Second // between two fetches for unknown kids
	fetchTimeout = 5 * time.Second
	maxKeySet    = 1 << 20 // bytes
)

// keySet holds the last key set that could be fetched.
//
// jwkset has such a storage too. It is not used because it waits for the first
// fetch, reads without a limit, drops all keys for a bad one and lets requests
// with unknown kids queue for the network.
type keySet struct {
	ctx    context.Context // the life of fetches, which outlive a request
	url    string
	client *http.Client
	logger *slog.Logger

	current atomic.Pointer[snapshot]

	mu        sync.Mutex
	flight    chan struct{} // closed at the end of the fetch under way; nil: none
	unknownAt time.Time     // when a fetch was last begun for an unknown kid
}

// snapshot is immutable.
type snapshot struct {
	keys  map[string][]*key
	fault error // of the last fetch; keys are then those of an earlier one
}

func newKeySet(ctx context.Context, url string, client *http.Client, logger *slog.Logger) *keySet {
	own := http.Client{}
	if client != nil {
		own = *client
	}
	// Whoever can redirect the auth server's answer must not choose our keys.
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	if logger == nil {
		logger = slog.New(slog.DiscardHandler)
	}
	k := &keySet{ctx: ctx, url: url, client: &own, logger: logger}
	k.current.Store(&snapshot{fault: errors.New("not fetched yet")})
	return k
}

// run keeps the set fresh until the context ends, once the fetch under way is done.
func (k *keySet) run(done <-chan struct{}) {
	for ; ; done = k.refresh() {
		<-done
		wait := refreshEvery
		if k.current.Load().fault != nil {
			wait = retryAfter
		}
		select {
		case <-k.ctx.Done():
			return
		case <-time.After(wait):
		}
	}
}

// find returns the keys that kid names. It waits only for a kid that is not in
// the set, and at most fetchTimeout: a known one costs no lock.
func (k *keySet) find(ctx context.Context, kid string) ([]*key, error) {
	seen := k.current.Load()
	if keys := seen.keys[kid]; keys != nil {
		return keys, nil
	}
	ctx, cancel := context.WithTimeout(ctx, fetchTimeout)
	defer cancel()
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

// refreshForUnknown is refresh for an unknown kid, which anybody can make up:
// it returns nil instead of beginning a second fetch within unknownPause. A fetch
// that has ended since the kid was looked for in seen will do.
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

// join needs mu.
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

// replace fetches the set and puts it in the place of the old one, which stays
// when that fails.
func (k *keySet) replace() {
	old := k.current.Load()
	keys, err := k.fetch()
	if err != nil {
		k.current.Store(&snapshot{keys: old.keys, fault: err})
		if k.ctx.Err() == nil {
			k.logger.Warn("key set not fetched; the keys at hand stay", "keys", len(old.keys), "error", err)
		}
		return
	}
	same := keep(old.keys, keys)
	k.current.Store(&snapshot{keys: keys})
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

// fetch makes the one request.
func (k *keySet) fetch() (_ map[string][]*key, err error) {
	ctx, cancel := context.WithTimeout(k.ctx, fetchTimeout+time.Second) // whoever waits gives up before
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, k.url, nil)
	if err != nil {
		return nil, fmt.Errorf("fetch key set: %w", err)
	}
	req.Header.Set("Accept", "application/jwk-set+json, application/json")
	resp, err := k.client.Do(req)
	if err != nil {
		return nil, fmt.Errorf("fetch key set: %w", err)
	}
	defer func() { _ = resp.Body.Close() }() // nothing is lost: it has been read
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("fetch key set: status %d", resp.StatusCode)
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxKeySet+1))
	if err != nil {
		return nil, fmt.Errorf("read key set: %w", err)
	}
	if len(body) > maxKeySet {
		return nil, fmt.Errorf("read key set: more than %d bytes", maxKeySet)
	}
	return parseKeySet(body)
}
