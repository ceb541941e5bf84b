package main

import (
	"context"
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
	"github.com/entask/entask/ogent"
)

// purgeInterval is how often rows are deleted whose time is over.
const purgeInterval = time.Hour

// purged are rows whose time can be over: their name, what metrics of them begin with, and
// how they are deleted.
type purged struct {
	what, unit, metric string
	purge              func(context.Context) (int64, error)
}

// followed says whether any table has a change feed.
var followed = slices.ContainsFunc(migrate.Tables, func(t *schema.Table) bool { return t.Name == feed.Deletions })

// purgedRows are expired idempotency keys, what was in the trash for long enough, and
// deletions that change feeds keep no longer.
func purgedRows(store *idempotency.Store, drv dialect.Driver) []purged {
	deletions := func(ctx context.Context) (int64, error) {
		if !followed {
			return 0, nil
		}
		return feed.Purge(ctx, drv)
	}
	return []purged{
		{"idempotency keys", "{key}", "entask.idempotency.purge.", store.Purge},
		{"rows in the trash", "{row}", "entask.trash.purge.", ogent.NewTrash(drv).Purge},
		{"deletions of change feeds", "{deletion}", "entask.feed.purge.", deletions},
	}
}

// purger deletes rows whose time is over, and counts deletions and failures.
type purger struct {
	purged
	logger *slog.Logger

	deleted, failed atomic.Int64
	succeededAt     atomic.Int64 // in milliseconds since 1970; 0: not yet
}

func newPurger(of purged, meter metric.MeterProvider, logger *slog.Logger) (*purger, error) {
	p := &purger{purged: of, logger: logger}
	set := metrics.New(meter, scope)
	set.Counter(of.metric+"deleted", of.unit, "Expired "+of.what+" that were deleted.", p.deleted.Load)
	set.Counter(of.metric+"errors", "{error}", "Purges that failed.", p.failed.Load)
	set.Gauge(of.metric+"last_success", "s", "When a purge last succeeded, since 1970.", func() (float64, bool) {
		at := p.succeededAt.Load()
		return float64(at) / 1e3, at != 0
	})
	return p, set.Err()
}

// purgeAll runs a purger of each kind of rows until ctx is done.
func purgeAll(ctx context.Context, meter metric.MeterProvider, logger *slog.Logger, all ...purged) error {
	for _, of := range all {
		p, err := newPurger(of, meter, logger)
		if err != nil {
			return err
		}
		go p.run(ctx)
	}
	return nil
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
	n, err := p.purge(ctx)
	p.deleted.Add(n)
	switch {
	case err == nil:
		p.succeededAt.Store(time.Now().UnixMilli())
		if n > 0 {
			p.logger.Debug("purged", "rows", p.what, "count", n)
		}
	case ctx.Err() == nil:
		p.failed.Add(1)
		p.logger.Warn("purge", "rows", p.what, "error", err)
	}
}
