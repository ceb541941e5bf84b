package ratelimit

import (
	"context"
	"sync/atomic"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
	"github.com/throttled/throttled/v2"
)

// store keeps counts in memory. It is throttled's own memstore without two allocations for
// each lookup.
type store struct {
	counts *lru.Cache[string, *atomic.Int64]
}

var _ throttled.GCRAStoreCtx = store{}

func newStore() (store, error) {
	counts, err := lru.New[string, *atomic.Int64](maxKeys)
	return store{counts}, err
}

// GetWithTime implements throttled.GCRAStoreCtx.
func (s store) GetWithTime(_ context.Context, key string) (int64, time.Time, error) {
	count, ok := s.counts.Get(key)
	if !ok {
		return -1, time.Now(), nil
	}
	return count.Load(), time.Now(), nil
}

// SetIfNotExistsWithTTL implements throttled.GCRAStoreCtx.
func (s store) SetIfNotExistsWithTTL(_ context.Context, key string, value int64, _ time.Duration) (bool, error) {
	count := &atomic.Int64{}
	count.Store(value)
	exists, _ := s.counts.ContainsOrAdd(key, count)
	return !exists, nil
}

// CompareAndSwapWithTTL implements throttled.GCRAStoreCtx.
func (s store) CompareAndSwapWithTTL(_ context.Context, key string, was, is int64, _ time.Duration) (bool, error) {
	count, ok := s.counts.Peek(key) // it was asked for just now
	return ok && count.CompareAndSwap(was, is), nil
}
