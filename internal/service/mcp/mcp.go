// Package mcp serves an API to agents, by the Model Context Protocol: as at most five tools
// for each entity, made from the OpenAPI document.
//
// A call of a tool becomes requests of the API, one for each item, so it can do what its user
// can do there and nothing else: the package authenticates nobody, validates nothing and has
// no way to the data of its own. It knows no entity, and neither the API nor the server.
//
// Start with NewServer. entities.go finds the entities of a document, tools.go makes their
// tools, find.go and items.go run them, call.go sends their requests. NewHandler serves the
// tools over HTTP.
package mcp

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"

	"github.com/modelcontextprotocol/go-sdk/jsonrpc"
	sdk "github.com/modelcontextprotocol/go-sdk/mcp"
)

// Options are what the tools are made of.
type Options struct {
	// Document is the OpenAPI document of the API.
	Document []byte
	// Version is that of the program.
	Version string
	// Logger is told of what should not happen. The default is slog's own.
	Logger *slog.Logger
}

// instructions are what every tool has in common. Clients show them to the model.
const instructions = "Everything is done as one user, who reaches what is theirs alone. " +
	"A call with several items has a result for each, in their order: see ok, and error.detail where it is false; some may be done and others not. " +
	"Times are RFC 3339 with an offset: 2026-03-08T17:00:00Z."

// NewServer returns a server of the tools, which send the requests of the API to a transport.
// It keeps nothing of one call for another.
func NewServer(o Options, api http.RoundTripper) (*sdk.Server, error) {
	doc, err := read(o.Document)
	if err != nil {
		return nil, fmt.Errorf("read document: %w", err)
	}
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	server := sdk.NewServer(&sdk.Implementation{Name: doc.Info.Title, Version: o.Version}, &sdk.ServerOptions{
		Instructions: instructions,
		Capabilities: &sdk.ServerCapabilities{Tools: &sdk.ToolCapabilities{}}, // the list never changes
		SetCacheable: func(_ context.Context, _ sdk.Request, c *sdk.Cacheable) { c.CacheScope = "private" },
	})
	server.AddReceivingMiddleware(o.careful)
	for _, e := range entities(doc) {
		for _, t := range e.tools() {
			server.AddTool(t.Tool, t.handler(&client{api}))
		}
	}
	return server, nil
}

// careful keeps a panic of one call from the others, and refuses what would keep a request open.
// The SDK runs calls in goroutines of its own, whose panics would end the process.
func (o Options) careful(next sdk.MethodHandler) sdk.MethodHandler {
	return func(ctx context.Context, method string, r sdk.Request) (result sdk.Result, err error) {
		defer func() {
			if value := recover(); value != nil {
				o.Logger.ErrorContext(ctx, "a call of a tool panicked", "method", method, "panic", value)
				result, err = nil, &jsonrpc.Error{Code: jsonrpc.CodeInternalError, Message: "Internal server error"}
			}
		}()
		if method == "subscriptions/listen" {
			return nil, &jsonrpc.Error{Code: jsonrpc.CodeMethodNotFound, Message: "method not found"}
		}
		return next(ctx, method, r)
	}
}

// handler calls a tool: an error of it is a result that says so, for the model to read.
func (t tool) handler(c *client) sdk.ToolHandler {
	return func(ctx context.Context, r *sdk.CallToolRequest) (*sdk.CallToolResult, error) {
		args := arguments{}
		if len(r.Params.Arguments) > 0 {
			if err := json.Unmarshal(r.Params.Arguments, &args); err != nil {
				return asResult(refused{malformed("The arguments must be an object")})
			}
		}
		ctx, cancel := within(ctx)
		defer cancel()
		made, err := t.run(ctx, c, args)
		if err != nil {
			made = refused{asFailure(err)}
		}
		return asResult(made)
	}
}
