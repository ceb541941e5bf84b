package ratelimit

import (
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"

	"github.com/entask/entask/internal/runtime/metrics"
)

// Measure offers what the limiters and their Redis count. Any of them may be nil.
func Measure(provider metric.MeterProvider, redis *Redis, limiters ...*Limiter) error {
	set := metrics.New(provider, "github.com/entask/entask/internal/service/ratelimit")
	for _, l := range limiters {
		if l == nil {
			continue
		}
		const decisions, decided = "entask.ratelimit.decisions", "Events that a limiter was asked for."
		limiter := attribute.String("limiter", l.name)
		set.Counter(decisions, "{event}", decided, l.allowed.Load, limiter, attribute.String("result", "allowed"))
		set.Counter(decisions, "{event}", decided, l.refused.Load, limiter, attribute.String("result", "refused"))
	}
	if redis != nil {
		set.Counter("entask.ratelimit.redis.errors", "{error}", "Events for which Redis was asked in vain.", redis.failures.Load)
		set.Counter("entask.ratelimit.redis.fallbacks", "{event}", "Events that this replica counted for itself, because Redis had failed.", redis.fallbacks.Load)
		set.Gauge("entask.ratelimit.redis.up", "", "1, or 0 from a failure of Redis until it answers again.", func() (float64, bool) {
			if redis.silentUntil.Load() != 0 {
				return 0, true
			}
			return 1, true
		})
	}
	return set.Err()
}
