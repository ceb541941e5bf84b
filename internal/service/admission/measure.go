package admission

import (
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"

	"github.com/entask/entask/internal/runtime/metrics"
)

// stats are counted under the lock of the queue.
type stats struct {
	waiting           int           // turns
	admitted, queued  int64         // turns in all, and those of them that waited
	waited, held      time.Duration // by all, for slots and with them
	viewer, full, age int64         // refused
}

// Measure offers what the queue counts.
func (q *Queue) Measure(provider metric.MeterProvider) error {
	set := metrics.New(provider, "github.com/entask/entask/internal/service/admission")
	read := func(value func() int64) func() int64 {
		return func() int64 {
			q.mu.Lock()
			defer q.mu.Unlock()
			return value()
		}
	}
	set.Level("entask.admission.slots", "{slot}", "Requests that may use the database at once.", func() int64 { return int64(q.slots) })
	set.Level("entask.admission.used", "{slot}", "Slots in use.", read(func() int64 { return int64(q.slots - q.free) }))
	set.Level("entask.admission.waiting", "{request}", "Requests that wait for a slot.", read(func() int64 { return int64(q.stats.waiting) }))
	set.Counter("entask.admission.admitted", "{request}", "Requests that were given a slot.", read(func() int64 { return q.stats.admitted }))
	set.Counter("entask.admission.queued", "{request}", "Requests that had to wait for a slot.", read(func() int64 { return q.stats.queued }))
	set.Counter("entask.admission.waited", "us", "How long requests waited for a slot, in all.", read(func() int64 { return q.stats.waited.Microseconds() }))
	set.Counter("entask.admission.held", "us", "How long requests had a slot, in all.", read(func() int64 { return q.stats.held.Microseconds() }))
	const refused, why = "entask.admission.refused", "Requests that were not given a slot."
	set.Counter(refused, "{request}", why, read(func() int64 { return q.stats.viewer }), attribute.String("reason", "viewer"))
	set.Counter(refused, "{request}", why, read(func() int64 { return q.stats.full }), attribute.String("reason", "queue"))
	set.Counter(refused, "{request}", why, read(func() int64 { return q.stats.age }), attribute.String("reason", "age"))
	return set.Err()
}
