package main

import (
	"log/slog"

	"github.com/entask/entask/internal/service/api"
	"github.com/entask/entask/internal/service/config"
	"github.com/entask/entask/internal/service/contract"
	"github.com/entask/entask/internal/service/guide"
	"github.com/entask/entask/internal/service/openapi"
	"github.com/entask/entask/internal/service/server"
	"github.com/entask/entask/internal/service/telemetry"
	"github.com/entask/entask/ogent"
)

// serverParts are what the HTTP server needs of the others.
type serverParts struct {
	handlers

	frontend server.Frontend
	ready    []server.Check
	observed *telemetry.Telemetry
	logger   *slog.Logger
	audited  auditing
}

// corsOf is what pages of other origins may do.
func corsOf(cfg config.Config) server.CORS {
	return server.CORS{
		Origins: cfg.AllowedOrigins,
		Matches: func(origin string) bool { return config.MatchAny(cfg.AllowedOriginPatterns, origin) },
		Headers: cfg.AllowedHeaders, Credentials: cfg.AllowCredentials,
	}
}

func newServer(cfg config.Config, p serverParts) (*server.Server, error) {
	upgraded, err := openapi.Upgrade(ogent.Document)
	if err != nil {
		return nil, err
	}
	options := server.Options{
		API:            p.api,
		Webhook:        p.webhook,
		WebhookPath:    api.WebhookPath,
		MCP:            server.MCP{New: p.mcp, URL: cfg.MCPURL, AuthServer: cfg.BetterAuthURL},
		Frontend:       p.frontend,
		Document:       ogent.Document,
		Upgraded:       upgraded,
		Guide:          guide.Text,
		Ready:          p.ready,
		Version:        currentVersion(),
		CORS:           corsOf(cfg),
		TrustedProxies: cfg.TrustedProxies,
		Meter:          p.observed.Meter,
		Tracer:         p.observed.Tracer,
		Propagator:     p.observed.Propagator,
		Logger:         p.logger,
		BodyLimit:      max(cfg.HTTPBodyLimit, contract.BodyCeiling),
		SlowAfter:      cfg.SlowRequest,
		RequestTimeout: requestTimeout,
		MaxConnections: max(server.MaxConnections, 2*cfg.MaxStreams), // streams take a half at most
		DrainDelay:     cfg.DrainDelay,
		OnStop:         p.streams.Stop,
	}
	if p.audited.log != nil {
		options.Audit = p.audited.log.Request
	}
	return server.New(options)
}
