package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"go.opentelemetry.io/otel/metric/noop"
	tracenoop "go.opentelemetry.io/otel/trace/noop"

	"github.com/entask/entask/ent"
	_ "github.com/entask/entask/ent/runtime" // the hooks and policies of the schema
	"github.com/entask/entask/internal/api"
	"github.com/entask/entask/internal/auth"
	"github.com/entask/entask/internal/config"
	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/idempotency"
	"github.com/entask/entask/internal/ratelimit"
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
	logger := newLogger(e, cfg)
	db, client, err := openDatabase(ctx, cfg, o.migrate)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, client.Close(), db.Close()) }()
	store := idempotency.New(client)
	handler, err := newAPI(ctx, cfg, o.secret, logger, db, client, store)
	if err != nil {
		return err
	}
	srv, err := server.New(server.Options{
		API:            handler,
		Document:       ogent.Document,
		Ready:          db.Ping,
		Version:        currentVersion(),
		Origins:        cfg.AllowedOrigins,
		TrustedProxies: cfg.TrustedProxies,
		Logger:         logger,
		BodyLimit:      cfg.HTTPBodyLimit,
	})
	if err != nil {
		return err
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", cfg.HTTPAddr)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	go purge(ctx, store, logger)
	logger.Info("serving", "address", listener.Addr().String(), "version", currentVersion(), "database", db.Dialect())
	if o.onListen != nil {
		o.onListen(listener.Addr())
	}
	return srv.Serve(ctx, listener)
}

// newAPI puts the API together from the settings.
func newAPI(ctx context.Context, cfg config.Config, secret string, logger *slog.Logger, db *database.DB, client *ent.Client, store *idempotency.Store) (handler http.Handler, err error) {
	verifier, err := auth.New(ctx, auth.Config{
		Secret:          secret,
		JWKSURL:         cfg.JWKSURL,
		Issuers:         cfg.Issuers,
		Audiences:       cfg.Audiences,
		SecretIssuers:   cfg.SecretIssuers,
		SecretAudiences: cfg.SecretAudiences,
		Logger:          logger,
	})
	if err != nil {
		return nil, fmt.Errorf("set up authentication: %w", err)
	}
	var redis *ratelimit.Redis
	if !cfg.RedisURL.IsZero() {
		if redis, err = ratelimit.OpenRedis(cfg.RedisURL.Reveal(), logger); err != nil {
			return nil, err
		}
	}
	users, err := ratelimit.New("user", cfg.RateLimit.Count, cfg.RateLimit.Period, redis)
	if err != nil {
		return nil, err
	}
	refused, err := ratelimit.New("refused", cfg.RateLimitUnauthenticated.Count, cfg.RateLimitUnauthenticated.Period, redis)
	if err != nil {
		return nil, err
	}
	return api.New(api.Options{
		Client:      client,
		Once:        store,
		Verify:      verifier.Verify,
		Users:       users,
		Refused:     refused,
		Unavailable: database.Unavailable,
		Tracer:      tracenoop.NewTracerProvider(),
		Meter:       noop.NewMeterProvider(),
	})
}

// newLogger returns the logger that the settings ask for, on standard error.
func newLogger(e env, cfg config.Config) *slog.Logger {
	options := &slog.HandlerOptions{Level: cfg.LogLevel}
	if cfg.LogFormat == "text" {
		return slog.New(slog.NewTextHandler(e.stderr, options))
	}
	return slog.New(slog.NewJSONHandler(e.stderr, options))
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
