package main

import (
	"context"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"entgo.io/ent/dialect"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"

	"github.com/entask/entask/ent/migrate/migrations"
	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/migration/apply"
	"github.com/entask/entask/internal/migration/drift"
	"github.com/entask/entask/internal/runtime/metrics"
	"github.com/entask/entask/internal/service/config"
)

// compareInterval is how often the schema of the database is compared. It takes milliseconds.
const compareInterval = 5 * time.Minute

// watch compares the schema of the database with what the migrations lead to.
type watch struct {
	db     *database.DB
	want   drift.Schema
	logger *slog.Logger
	allow  bool // what breaks something is only a warning
	asking drift.Options

	breaking atomic.Pointer[drift.Difference]
	counts   map[drift.Weight]*atomic.Int64
	compared atomic.Int64 // in milliseconds since 1970; 0: not yet
}

func newWatch(cfg config.Config, db *database.DB, meter metric.MeterProvider, logger *slog.Logger) (*watch, error) {
	var want drift.Schema
	if db.Dialect() == dialect.Postgres { // SQLite has no migrations
		var err error
		if want, err = drift.Parse(migrations.Catalog); err != nil {
			return nil, err
		}
	}
	w := &watch{db: db, want: want, logger: logger, allow: cfg.AllowDrift, asking: drift.Options{Serving: true, Unwalled: cfg.AllowUnwalled}, counts: map[drift.Weight]*atomic.Int64{}}
	set := metrics.New(meter, scope)
	for _, weight := range []drift.Weight{drift.Error, drift.Warning, drift.Note} {
		count := new(atomic.Int64)
		w.counts[weight] = count
		set.Gauge("entask.schema.differences", "{difference}", "Differences between the schema of the database and what the migrations lead to.", func() (float64, bool) {
			return float64(count.Load()), w.compared.Load() != 0
		}, attribute.String("weight", string(weight)))
	}
	set.Gauge("entask.schema.compared", "s", "When the schema was last compared, since 1970.", func() (float64, bool) {
		at := w.compared.Load()
		return float64(at) / 1e3, at != 0
	})
	return w, set.Err()
}

// run compares until ctx is done, while the schema has been found current.
func (w *watch) run(ctx context.Context, current func() bool) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(compareInterval):
		}
		if current() {
			w.once(ctx)
		}
	}
}

// ready returns an error while a difference breaks something.
func (w *watch) ready(context.Context) error {
	if d := w.breaking.Load(); d != nil && !w.allow {
		return fmt.Errorf("%s: entask migrate status shows the statement that mends it; ALLOW_DRIFT=true serves as it is", d)
	}
	return nil
}

// once compares, and logs what differs. What it found before stays while it cannot compare.
func (w *watch) once(ctx context.Context) {
	all, err := compare(ctx, w.db, w.want, w.asking)
	if err != nil {
		if ctx.Err() == nil {
			w.logger.WarnContext(ctx, "the schema of the database could not be compared", "error", err)
		}
		return
	}
	counts := map[drift.Weight]int64{}
	var breaking *drift.Difference
	for _, d := range all {
		counts[d.Weight]++
		level := slog.LevelDebug
		switch {
		case d.Weight == drift.Error && !w.allow:
			level = slog.LevelError
		case d.Weight != drift.Note:
			level = slog.LevelWarn
		}
		if d.Weight == drift.Error && breaking == nil {
			breaking = &d
		}
		w.logger.Log(ctx, level, "the schema of the database differs", "what", d.String(), "consequence", d.Consequence(), "mend", d.Mend)
	}
	for weight, count := range w.counts {
		count.Store(counts[weight])
	}
	w.breaking.Store(breaking)
	w.compared.Store(time.Now().UnixMilli())
}

// compare finds differences from the schema of this binary. Of a database that a later
// release has migrated it knows only that its walls stand.
func compare(ctx context.Context, db *database.DB, want drift.Schema, o drift.Options) ([]drift.Difference, error) {
	all, err := drift.Compare(ctx, db, want, o)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	s, err := apply.ReadStatus(ctx, db, migrations.FS) // afterwards: a migration may have begun
	if err != nil {
		return nil, err
	}
	if len(s.Ahead) > 0 {
		return drift.Walls(all), nil
	}
	return all, nil
}
