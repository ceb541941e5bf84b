package api

import (
	"go.opentelemetry.io/otel/metric"

	"github.com/entask/entask/internal/runtime/memory"
	"github.com/entask/entask/internal/runtime/metrics"
)

// Measure offers what long replies take of the memory for them.
func Measure(provider metric.MeterProvider, b *memory.Budget) error {
	set := metrics.New(provider, "github.com/entask/entask/internal/service/api")
	set.Level("entask.replies.memory", "By", "Memory that long replies take, from the first row read to the last byte written.", b.Held)
	set.Counter("entask.replies.refused", "{request}", "Requests that were refused because too many long replies were being sent.", b.Refused)
	return set.Err()
}
