package main

import (
	"log/slog"

	"go.opentelemetry.io/otel/metric"

	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/service/config"
	"github.com/entask/entask/internal/service/live"
)

// newStreams returns the live streams of changes. Their pages take as many connections of the pool
// as one user may.
func newStreams(cfg config.Config, db *database.DB, meter metric.MeterProvider, logger *slog.Logger) (*live.Streams, error) {
	return live.New(live.Options{
		Driver: db.Driver(), PerUser: cfg.StreamsPerUser, Most: cfg.MaxStreams, Pages: max(cfg.PoolMax*4/10, 1),
		PageTimeout: requestTimeout, Meter: meter, Logger: logger,
	})
}
