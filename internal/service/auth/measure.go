package auth

import (
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"

	"github.com/entask/entask/internal/runtime/metrics"
)

// measure offers what v counts. Without a key set, it offers no metrics of one.
func (v *Verifier) measure(provider metric.MeterProvider) error {
	set := metrics.New(provider, "github.com/entask/entask/internal/service/auth")
	const lookups = "entask.auth.cache.lookups"
	const looked = "Well-formed tokens, by whether they were remembered as verified or as refused."
	set.Counter(lookups, "{lookup}", looked, v.cache.hits.Load, attribute.String("result", "hit"))
	set.Counter(lookups, "{lookup}", looked, v.cache.refusals.Load, attribute.String("result", "refused"))
	set.Counter(lookups, "{lookup}", looked, v.cache.misses.Load, attribute.String("result", "miss"))
	set.Level("entask.auth.cache.size", "{token}", "Tokens that are remembered as verified.", func() int64 { return int64(v.cache.tokens.Len()) })
	if v.keys == nil {
		return set.Err()
	}
	const fetches, fetched = "entask.auth.keys.fetches", "Fetches of the key set."
	set.Counter(fetches, "{fetch}", fetched, v.keys.succeeded.Load, attribute.String("result", "ok"))
	set.Counter(fetches, "{fetch}", fetched, v.keys.failed.Load, attribute.String("result", "failed"))
	at := func() (time.Time, bool) {
		at := v.keys.current.Load().at
		return at, !at.IsZero()
	}
	set.Gauge("entask.auth.keys.age", "s", "Time since the key set was last fetched with success.", func() (float64, bool) {
		at, ok := at()
		return time.Since(at).Seconds(), ok
	})
	set.Gauge("entask.auth.keys.last_fetch", "s", "When the key set was last fetched with success, since 1970.", func() (float64, bool) {
		at, ok := at()
		return float64(at.UnixMilli()) / 1e3, ok
	})
	return set.Err()
}
