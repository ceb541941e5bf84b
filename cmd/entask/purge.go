package main

import (
	"context"
	"log/slog"
	"sync/atomic"
	"time"

	"go.opentelemetry.io/otel/metric"

	"github.com/entask/entask/internal/runtime/metrics"
	"github.com/entask/entask/internal/service/idempotency"
)

// purgeInterval is how often expired idempotency keys are deleted.
const purgeInterval = time.Hour

// purger deletes expired idempotency keys, and counts deletions and failures.
type purger struct {
	store  *idempotency.Store
	logger *slog.Logger

	deleted, failed atomic.Int64
	succeededAt     atomic.Int64 // in milliseconds since 1970; 0: not yet
}

func newPurger(store *idempotency.Store, meter metric.MeterProvider, logger *slog.Logger) (*purger, error) {
	p := &purger{store: store, logger: logger}
	set := metrics.New(meter, scope)
	set.Counter("entask.idempotency.purge.deleted", "{key}", "Expired idempotency keys that were deleted.", p.deleted.Load)
	set.Counter("entask.idempotency.purge.errors", "{error}", "Purges that failed.", p.failed.Load)
	set.Gauge("entask.idempotency.purge.last_success", "s", "When a purge last succeeded, since 1970.", func() (float64, bool) {
		at := p.succeededAt.Load()
		return float64(at) / 1e3, at != 0
	})
	return p, set.Err()
}

// run purges until ctx is done.
func (p *purger) run(ctx context.Context) {
	for {
		p.once(ctx)
		select {
		case <-ctx.Done():
			return
		case <-time.After(purgeInterval):
		}
	}
}

func (p *purger) once(ctx context.Context) {
	n, err := p.store.Purge(ctx)
	p.deleted.Add(n)
	switch {
	case err == nil:
		p.succeededAt.Store(time.Now().UnixMilli())
		if n > 0 {
			p.logger.Debug("purged idempotency keys", "count", n)
		}
	case ctx.Err() == nil:
		p.failed.Add(1)
		p.logger.Warn("purge idempotency keys", "error", err)
	}
}
