package main

import (
	"github.com/entask/entask/internal/service/config"
	"github.com/entask/entask/internal/service/live"
)

// newStreams returns the live streams of changes. Their pages take as many connections of the pool
// as one user may.
func newStreams(cfg config.Config, parts apiParts) (*live.Streams, error) {
	return live.New(live.Options{
		Driver: parts.driver, PerUser: cfg.StreamsPerUser, Most: cfg.MaxStreams, Pages: max(cfg.PoolMax*4/10, 1),
		PageTimeout: requestTimeout, Meter: parts.meter, Logger: parts.logger,
	})
}
