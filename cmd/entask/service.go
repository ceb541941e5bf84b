package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os/signal"
	"syscall"
	"time"

	"github.com/entask/entask/ent"
	"github.com/entask/entask/internal/api"
	"github.com/entask/entask/internal/config"
	"github.com/entask/entask/internal/idempotency"
	"github.com/entask/entask/internal/logging"
	"github.com/entask/entask/internal/server"
	"github.com/entask/entask/ogent"
)

// serviceOptions are what the commands that serve do not have in common.
type serviceOptions struct {
	secret   string // of HS256 tokens; "" accepts none
	migrate  bool   // bring the database's schema up to date first
	onListen func(net.Addr)
}

// purgeInterval is how often expired idempotency keys are deleted.
const purgeInterval = time.Hour

// serve runs the whole service until ctx is done.
func serve(ctx context.Context, e env, cfg config.Config, o serviceOptions) (err error) {
	signal.Ignore(syscall.SIGPIPE) // or Go ends the program when the reader of its log does
	logger, lines := logging.New(e.stderr, logging.Options{Level: cfg.LogLevel, Text: cfg.LogFormat == "text"})
	defer lines.Flush()
	limitMemory(e, logger)
	db, err := connect(ctx, cfg)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	client := ent.NewClient(ent.Driver(db.Driver()))
	ready, err := prepare(ctx, db, client, o.migrate, logger)
	if err != nil {
		return err
	}
	observed, flush, err := observe(ctx, cfg, logger)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, flush()) }()
	store := idempotency.New(client, db.Driver())
	handler, err := newAPI(ctx, cfg, apiParts{secret: o.secret, db: db, client: client, store: store, logger: logger})
	if err != nil {
		return err
	}
	srv, err := server.New(server.Options{
		API:            handler,
		Document:       ogent.Document,
		Ready:          ready.check,
		Version:        currentVersion(),
		Origins:        cfg.AllowedOrigins,
		TrustedProxies: cfg.TrustedProxies,
		Meter:          observed.Meter,
		Tracer:         observed.Tracer,
		Propagator:     observed.Propagator,
		Logger:         logger,
		BodyLimit:      max(cfg.HTTPBodyLimit, api.BodyCeiling),
		DrainDelay:     cfg.DrainDelay,
	})
	if err != nil {
		return err
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", cfg.HTTPAddr)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	if err := serveMetrics(ctx, cfg, observed, logger); err != nil {
		return errors.Join(err, listener.Close())
	}
	go purge(ctx, store, logger)
	logger.Info("serving", "address", listener.Addr().String(), "version", currentVersion(), "database", db.Dialect())
	if o.onListen != nil {
		o.onListen(listener.Addr())
	}
	return srv.Serve(ctx, listener)
}

// purge deletes expired idempotency keys until ctx is done.
func purge(ctx context.Context, store *idempotency.Store, logger *slog.Logger) {
	for {
		if n, err := store.Purge(ctx); err != nil && ctx.Err() == nil {
			logger.Warn("purge idempotency keys", "error", err)
		} else if n > 0 {
			logger.Debug("purged idempotency keys", "count", n)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(purgeInterval):
		}
	}
}
