package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"os/signal"
	"syscall"

	"github.com/entask/entask/ent"
	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/service/config"
	"github.com/entask/entask/internal/service/idempotency"
	"github.com/entask/entask/internal/service/logging"
	"github.com/entask/entask/internal/service/server"
	"github.com/entask/entask/internal/service/telemetry"
)

// serviceOptions are the differences between the commands that serve.
type serviceOptions struct {
	secret   string // of HS256 tokens; "" accepts none
	migrate  bool   // bring the database's schema up to date first
	frontend server.Frontend
	onListen func(net.Addr)
}

// serve runs the whole service until ctx is done.
func serve(ctx context.Context, e env, cfg config.Config, o serviceOptions) (err error) {
	signal.Ignore(syscall.SIGPIPE) // otherwise the program ends when the reader of its log does
	logger, lines := logging.New(e.stderr, logging.Options{Level: cfg.LogLevel, Text: cfg.LogFormat == "text"})
	defer lines.Flush()
	limitMemory(e, logger)
	audited, err := openAudit(e, cfg)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, audited.close()) }()
	observed, flush, err := observe(ctx, cfg, logger, dropped{log: lines.Dropped, audit: audited.dropped})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, flush()) }()
	queue, err := newAdmission(cfg, observed.Meter)
	if err != nil {
		return err
	}
	var served handlers
	wrote := func(ctx context.Context) { served.streams.Wrote(ctx) } // nil until requests are served
	db, err := connectToServe(ctx, cfg, observed.Meter, hooks{queue.Admit, wrote}, logger)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	client := ent.NewClient(ent.Driver(db.Driver()))
	ready, err := prepare(ctx, db, client, prepareOptions{cfg: cfg, meter: observed.Meter, logger: logger, migrate: o.migrate})
	if err != nil {
		return err
	}
	store := idempotency.New(client, db.Driver())
	verifier, err := newVerifier(ctx, cfg, o.secret, observed.Meter, logger)
	if err != nil {
		return err
	}
	served, err = newHandlers(cfg, apiParts{
		verifier: verifier, client: client, store: store, data: userData(db, queue.Admit), driver: db.Driver(), meter: observed.Meter, logger: logger, audited: audited,
	})
	if err != nil {
		return err
	}
	srv, err := newServer(cfg, serverParts{
		handlers: served, frontend: o.frontend, ready: checks(ready.check, verifier.Ready, ready.watch.ready), observed: observed, logger: logger, audited: audited,
	})
	if err != nil {
		return err
	}
	listener, err := listen(ctx, "HTTP_ADDR", cfg.HTTPAddr)
	if err != nil {
		return err
	}
	if err := (attendants{cfg, observed, logger, store, db, ready}).run(ctx); err != nil {
		return errors.Join(err, listener.Close())
	}
	logger.Info("serving", "address", listener.Addr().String(), "version", currentVersion(), "database", db.Dialect())
	if o.onListen != nil {
		o.onListen(listener.Addr())
	}
	return srv.Serve(ctx, listener)
}

// attendants are what runs beside the requests.
type attendants struct {
	cfg      config.Config
	observed *telemetry.Telemetry
	logger   *slog.Logger
	store    *idempotency.Store
	db       *database.DB
	ready    *readiness
}

// run runs them until ctx is done, and returns at once.
func (a attendants) run(ctx context.Context) error {
	if err := serveMetrics(ctx, a.cfg, a.observed, a.logger); err != nil {
		return err
	}
	if err := purgeAll(ctx, a.observed.Meter, a.logger, purgedRows(a.store, a.db.Driver())...); err != nil {
		return err
	}
	go a.ready.watch.run(ctx, a.ready.current.Load)
	return nil
}
