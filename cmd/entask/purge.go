package main

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync/atomic"
	"time"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql/schema"
	"go.opentelemetry.io/otel/metric"

	"github.com/entask/entask/ent/migrate"
	"github.com/entask/entask/internal/runtime/feed"
	"github.com/entask/entask/internal/runtime/metrics"
	"github.com/entask/entask/internal/service/idempotency"
)

// purgeInterval is how often expired idempotency keys and old deletions are deleted.
const purgeInterval = time.Hour

// followed says whether any table has a change feed.
var followed = slices.ContainsFunc(migrate.Tables, func(t *schema.Table) bool { return t.Name == feed.Deletions })

// purger deletes expired idempotency keys, and deletions that change feeds keep no longer. It
// counts keys and failures.
type purger struct {
	store  *idempotency.Store
	driver dialect.Driver
	logger *slog.Logger

	deleted, failed atomic.Int64
	succeededAt     atomic.Int64 // in milliseconds since 1970; 0: not yet
}

func newPurger(store *idempotency.Store, drv dialect.Driver, meter metric.MeterProvider, logger *slog.Logger) (*purger, error) {
	p := &purger{store: store, driver: drv, logger: logger}
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
	var changes int64
	if followed {
		var other error
		changes, other = feed.Purge(ctx, p.driver)
		err = errors.Join(err, other)
	}
	switch {
	case err == nil:
		p.succeededAt.Store(time.Now().UnixMilli())
		if n+changes > 0 {
			p.logger.Debug("purged idempotency keys and deletions of change feeds", "keys", n, "deletions", changes)
		}
	case ctx.Err() == nil:
		p.failed.Add(1)
		p.logger.Warn("purge idempotency keys and deletions of change feeds", "error", err)
	}
}
