package live

import (
	"sync/atomic"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"

	"github.com/entask/entask/internal/runtime/metrics"
)

const scope = "github.com/entask/entask/internal/service/live"

// ended is why a stream is over.
type ended int

const (
	endedClient  ended = iota // it has gone
	endedSlow                 // it does not read
	endedExpired              // its token is valid no longer
	endedRefused              // a page was refused
	endedStopped              // the service stops
)

var reasons = [...]string{"client", "slow", "expired", "refused", "stopping"}

// counts are what became of streams.
type counts struct {
	events                  atomic.Int64
	refusedUser, refusedAll atomic.Int64
	ended                   [len(reasons)]atomic.Int64
	delay                   atomic.Int64 // the longest since it was last read
}

// delayed says how long after a change was found its event was written.
func (c *counts) delayed(d time.Duration) {
	for {
		longest := c.delay.Load()
		if int64(d) <= longest || c.delay.CompareAndSwap(longest, int64(d)) {
			return
		}
	}
}

func (s *Streams) measure(provider metric.MeterProvider) error {
	s.counts = &counts{}
	set := metrics.New(provider, scope)
	set.Level("entask.streams.open", "{stream}", "Streams of changes that are open, and requests that wait for changes.", s.open.count)
	set.Counter("entask.streams.events", "{event}", "Pages of changes that were sent on streams.", s.counts.events.Load)
	set.Gauge("entask.streams.delay", "s", "How long after a change was found its event was written, at most since the last scrape.", func() (float64, bool) {
		return time.Duration(s.counts.delay.Swap(0)).Seconds(), true
	})
	const refused, why = "entask.streams.refused", "Streams that were refused because too many are open."
	set.Counter(refused, "{stream}", why, s.counts.refusedUser.Load, attribute.String("reason", "user"))
	set.Counter(refused, "{stream}", why, s.counts.refusedAll.Load, attribute.String("reason", "all"))
	for i, reason := range reasons {
		set.Counter("entask.streams.ended", "{stream}", "Streams that are over.", s.counts.ended[i].Load, attribute.String("reason", reason))
	}
	set.Counter("entask.streams.looks.failed", "{look}", "Looks at the counters of changes that failed.", s.watch.failed.Load)
	return set.Err()
}
