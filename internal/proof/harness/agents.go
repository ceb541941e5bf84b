package harness

import (
	"context"
	"net/http"

	"github.com/entask/entask/internal/runtime/app"
	"github.com/entask/entask/internal/runtime/viewer"
	"github.com/entask/entask/internal/service/api"
	"github.com/entask/entask/internal/service/mcp"
	"github.com/entask/entask/internal/service/server"
)

// Agents serves an application to agents. A token is its user's id.
func Agents(made app.App) server.MCP {
	return server.MCP{AuthServer: "https://auth.example.com", New: func(service http.Handler) (http.Handler, error) {
		tools, err := mcp.NewHandler(mcp.Options{Document: made.Document, Version: "test"}, service)
		if err != nil {
			return nil, err
		}
		return api.NewGuard(api.GuardOptions{
			Operation: "mcp", Path: "/mcp",
			Verify:      func(_ context.Context, token string) (viewer.Viewer, error) { return viewer.Viewer{ID: token}, nil },
			Unavailable: func(error) bool { return false },
		}, tools)
	}}
}
