package api

import (
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"

	"github.com/entask/entask/internal/runtime/memory"
	"github.com/entask/entask/internal/runtime/metrics"
)

// Measure offers what long replies take of the memory for them.
func Measure(provider metric.MeterProvider, b *memory.Budget) error {
	set := metrics.New(provider, "github.com/entask/entask/internal/service/api")
	set.Level("entask.replies.memory", "By", "Memory that long replies take, from the first row read to the last byte written.", b.Held)
	const refused, why = "entask.replies.refused", "Requests that were refused because too many long replies were being sent."
	set.Counter(refused, "{request}", why, b.RefusedViewers, attribute.String("reason", "viewer"))
	set.Counter(refused, "{request}", why, b.RefusedAll, attribute.String("reason", "all"))
	return set.Err()
}
