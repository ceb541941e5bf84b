package main

import (
	"context"
	"log/slog"
	"os"
	"time"

	"github.com/entask/entask/internal/runtime/metrics"
	"github.com/entask/entask/internal/service/config"
	"github.com/entask/entask/internal/service/server"
	"github.com/entask/entask/internal/service/telemetry"
)

// scope is the instrumentation scope of what main counts itself.
const scope = "github.com/entask/entask/cmd/entask"

// flushTimeout is how long a stop waits for traces to be sent.
const flushTimeout = 5 * time.Second

// dropped returns how many lines were never written: of the log, and of the audit.
type dropped struct{ log, audit func() int64 }

// observe sets up metrics and traces. The function that observe returns flushes the
// remaining traces at the end.
func observe(ctx context.Context, cfg config.Config, logger *slog.Logger, lost dropped) (*telemetry.Telemetry, func() error, error) {
	for name, value := range cfg.OTel { // OpenTelemetry reads them only from the environment
		if err := os.Setenv(name, value.Reveal()); err != nil {
			return nil, nil, err
		}
	}
	t, err := telemetry.New(ctx, telemetry.Options{Version: currentVersion(), Getenv: os.Getenv, Logger: logger})
	if err != nil {
		return nil, nil, err
	}
	set := metrics.New(t.Meter, scope)
	set.Counter("entask.log.dropped", "{line}", "Lines of the log that were never written.", lost.log)
	set.Counter("entask.audit.dropped", "{line}", "Lines of the audit that were never written.", lost.audit)
	return t, func() error {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), flushTimeout)
		defer cancel()
		return t.Shutdown(ctx)
	}, set.Err()
}

// serveMetrics serves the metrics on a port of their own until ctx is done, unless the
// settings switch them off.
func serveMetrics(ctx context.Context, cfg config.Config, t *telemetry.Telemetry, logger *slog.Logger) error {
	if cfg.MetricsAddr == "" {
		return nil
	}
	listener, err := listen(ctx, "METRICS_ADDR", cfg.MetricsAddr)
	if err != nil {
		return err
	}
	go func() {
		if err := server.ServeMetrics(ctx, listener, t.Metrics(), logger); err != nil {
			logger.Error("metrics", "error", err)
		}
	}()
	return nil
}
