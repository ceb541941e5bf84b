package main

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"go.opentelemetry.io/otel/metric"

	"github.com/entask/entask/ent/migrate/migrations"
	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/migration/drift"
	"github.com/entask/entask/internal/runtime/request"
	"github.com/entask/entask/internal/service/config"
)

// hooks are called for requests: before their first statement, and when a change is committed.
type hooks struct {
	admit func(context.Context) error
	wrote func(context.Context)
}

// connectToServe opens the database of the settings, with its replica, for requests.
func connectToServe(ctx context.Context, cfg config.Config, meter metric.MeterProvider, on hooks, logger *slog.Logger) (*database.DB, error) {
	o, err := toServe(cfg)
	if err != nil {
		return nil, err
	}
	o.Meter, o.Admit, o.ReplicaUsed = meter, on.admit, (&replicaLog{logger: logger}).note
	o.Wrote = func(ctx context.Context) {
		request.Wrote(ctx)
		on.wrote(ctx)
	}
	return database.Open(ctx, o)
}

// toServe are the options of a database that serves. A replica answers only where row-level
// security holds for its role too, unless it need not.
func toServe(cfg config.Config) (database.Options, error) {
	o := options(cfg)
	o.ReplicaURL, o.ReplicaPatience = cfg.ReplicaURL.Reveal(), cfg.ReplicaWait
	if o.ReplicaURL == "" || cfg.AllowUnwalled {
		return o, nil
	}
	want, err := drift.Parse(migrations.Catalog)
	o.ReplicaWalls = want.Tables()
	return o, err
}

// replicaQuiet is how long a reason for which the replica is not used is not logged again: a
// replica that lags may be used and left several times in a second.
const replicaQuiet = time.Minute

// replicaLog logs whether the replica is used.
type replicaLog struct {
	logger *slog.Logger

	mu   sync.Mutex
	last string // the reason that was logged
	at   time.Time
	told bool // that the replica is not used
}

func (l *replicaLog) note(used bool, why string, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case used && (l.told || l.at.IsZero()):
		l.logger.Info("the replica answers reads")
	case !used && (why != l.last || time.Since(l.at) > replicaQuiet):
		attrs := []any{"reason", why}
		if err != nil {
			attrs = append(attrs, "error", err)
		}
		l.logger.Warn("the replica answers no reads (docs/replicas.md)", attrs...)
		l.last = why
	default:
		return
	}
	l.told, l.at = !used, time.Now()
}
