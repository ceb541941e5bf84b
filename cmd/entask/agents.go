package main

import (
	"net/http"

	"github.com/entask/entask/internal/service/api"
	"github.com/entask/entask/internal/service/config"
	"github.com/entask/entask/internal/service/mcp"
	"github.com/entask/entask/ogent"
)

// newMCP returns what serves agents over HTTP, or nil where the settings switch it off.
func newMCP(cfg config.Config, parts apiParts, limits limits) func(http.Handler) (http.Handler, error) {
	if cfg.MCPOff {
		return nil
	}
	return func(service http.Handler) (http.Handler, error) {
		tools, err := mcp.NewHandler(mcp.Options{Document: ogent.Document, Version: currentVersion(), Logger: parts.logger}, service)
		if err != nil {
			return nil, err
		}
		return api.NewGuard(api.GuardOptions{
			Operation: "mcp", Path: "/mcp",
			Verify: parts.verifier.Verify, VerifyFailing: parts.verifier.VerifyFailing,
			Users: limits.users, Refused: limits.refused, Unavailable: unavailable,
		}, tools)
	}
}
