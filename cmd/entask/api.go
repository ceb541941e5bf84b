package main

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"

	"entgo.io/ent/dialect"
	"go.opentelemetry.io/otel/metric"

	"github.com/entask/entask/ent"
	_ "github.com/entask/entask/ent/runtime" // the hooks and policies of the schema
	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/runtime/memory"
	"github.com/entask/entask/internal/runtime/userdata"
	"github.com/entask/entask/internal/service/api"
	"github.com/entask/entask/internal/service/auth"
	"github.com/entask/entask/internal/service/config"
	"github.com/entask/entask/internal/service/handler"
	"github.com/entask/entask/internal/service/idempotency"
	"github.com/entask/entask/internal/service/live"
	"github.com/entask/entask/internal/service/ratelimit"
	"github.com/entask/entask/ogent"
)

// replyMemory is what all replies that are longer than memory.Free may take together.
const replyMemory = 12 << 20

// apiParts are what the API is assembled from, besides the settings.
type apiParts struct {
	verifier *auth.Verifier
	client   *ent.Client
	store    *idempotency.Store
	data     userdata.Data
	driver   dialect.Driver
	meter    metric.MeterProvider
	logger   *slog.Logger
	audited  auditing
}

// handlers are what serves users, and the auth server.
type handlers struct {
	api, webhook http.Handler
	mcp          func(service http.Handler) (http.Handler, error) // nil for none
	streams      *live.Streams
}

// newHandlers assembles them from the settings.
func newHandlers(cfg config.Config, parts apiParts) (h handlers, err error) {
	limits, err := newLimiters(cfg, parts.meter, parts.logger)
	if err != nil {
		return h, err
	}
	if h.streams, err = newStreams(cfg, parts); err != nil {
		return h, err
	}
	if h.api, err = newAPI(cfg, parts, limits, h.streams); err != nil {
		return h, err
	}
	h.mcp = newMCP(cfg, parts, limits)
	h.webhook, err = newWebhook(cfg, parts, limits.refused)
	return h, err
}

// limits are the rate limits of users, and of what is refused to addresses.
type limits struct{ users, refused *ratelimit.Limiter }

// newVerifier returns the verifier of tokens. With an empty secret it accepts no HS256 token.
func newVerifier(ctx context.Context, cfg config.Config, secret string, meter metric.MeterProvider, logger *slog.Logger) (*auth.Verifier, error) {
	v, err := auth.New(ctx, auth.Config{
		Secret:          secret,
		JWKSURL:         cfg.JWKSURL,
		Issuers:         cfg.Issuers,
		Audiences:       cfg.Audiences,
		SecretIssuers:   cfg.SecretIssuers,
		SecretAudiences: cfg.SecretAudiences,
		Logger:          logger,
		Meter:           meter,
	})
	if err != nil {
		return nil, fmt.Errorf("set up authentication: %w", err)
	}
	return v, nil
}

// newAPI assembles the API from the settings.
func newAPI(cfg config.Config, parts apiParts, limits limits, streams *live.Streams) (http.Handler, error) {
	replies := memory.NewBudget(replyMemory)
	if err := api.Measure(parts.meter, replies); err != nil {
		return nil, err
	}
	return api.New(api.Options{
		App:           ogent.NewApp(handler.New(parts.client, parts.store, parts.data)),
		Verify:        parts.verifier.Verify,
		VerifyFailing: parts.verifier.VerifyFailing,
		BodyLimit:     cfg.HTTPBodyLimit,
		Users:         limits.users,
		Refused:       limits.refused,
		Memory:        replies,
		Unavailable:   unavailable,
		Violated:      database.Violated,
		Null:          database.Null,
		Meter:         parts.meter,
		Live:          streams,
	})
}

// newLimiters returns the rate limits of users and of addresses, which copies share if
// there is a Redis.
func newLimiters(cfg config.Config, meter metric.MeterProvider, logger *slog.Logger) (l limits, err error) {
	var redis *ratelimit.Redis
	if !cfg.RedisURL.IsZero() {
		if redis, err = ratelimit.OpenRedis(cfg.RedisURL.Reveal(), logger); err != nil {
			return l, err
		}
	}
	l.users, err = ratelimit.New("user", cfg.RateLimit.Count, cfg.RateLimit.Period, redis)
	if err != nil {
		return l, err
	}
	l.refused, err = ratelimit.New("refused", cfg.RateLimitUnauthenticated.Count, cfg.RateLimitUnauthenticated.Period, redis)
	if err != nil {
		return l, err
	}
	return l, ratelimit.Measure(meter, redis, l.users, l.refused)
}
