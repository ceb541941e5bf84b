package main

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"

	"github.com/entask/entask/ent"
	_ "github.com/entask/entask/ent/runtime" // the hooks and policies of the schema
	"github.com/entask/entask/internal/api"
	"github.com/entask/entask/internal/auth"
	"github.com/entask/entask/internal/config"
	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/handler"
	"github.com/entask/entask/internal/idempotency"
	"github.com/entask/entask/internal/ratelimit"
	"github.com/entask/entask/ogent"
)

// apiParts are what the API is put together from, besides the settings.
type apiParts struct {
	secret string
	db     *database.DB
	client *ent.Client
	store  *idempotency.Store
	logger *slog.Logger
}

// newAPI puts the API together from the settings.
func newAPI(ctx context.Context, cfg config.Config, parts apiParts) (http.Handler, error) {
	verifier, err := auth.New(ctx, auth.Config{
		Secret:          parts.secret,
		JWKSURL:         cfg.JWKSURL,
		Issuers:         cfg.Issuers,
		Audiences:       cfg.Audiences,
		SecretIssuers:   cfg.SecretIssuers,
		SecretAudiences: cfg.SecretAudiences,
		Logger:          parts.logger,
	})
	if err != nil {
		return nil, fmt.Errorf("set up authentication: %w", err)
	}
	users, refused, err := newLimiters(cfg, parts.logger)
	if err != nil {
		return nil, err
	}
	return api.New(api.Options{
		App:         ogent.NewApp(handler.New(parts.client, parts.store)),
		Verify:      verifier.Verify,
		BodyLimit:   cfg.HTTPBodyLimit,
		Users:       users,
		Refused:     refused,
		Unavailable: unavailable,
		Undone:      database.Undone,
		Violated:    database.Violated,
	})
}

// newLimiters returns the limits of each user and of each address, shared with
// other replicas where there is a Redis.
func newLimiters(cfg config.Config, logger *slog.Logger) (users, refused *ratelimit.Limiter, err error) {
	var redis *ratelimit.Redis
	if !cfg.RedisURL.IsZero() {
		if redis, err = ratelimit.OpenRedis(cfg.RedisURL.Reveal(), logger); err != nil {
			return nil, nil, err
		}
	}
	users, err = ratelimit.New("user", cfg.RateLimit.Count, cfg.RateLimit.Period, redis)
	if err != nil {
		return nil, nil, err
	}
	refused, err = ratelimit.New("refused", cfg.RateLimitUnauthenticated.Count, cfg.RateLimitUnauthenticated.Period, redis)
	if err != nil {
		return nil, nil, err
	}
	return users, refused, nil
}
