package mcp

import (
	"context"
	"net/http"
	"strings"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/entask/entask/internal/runtime/problem"
	"github.com/entask/entask/internal/runtime/request"
)

// NewHandler returns the Streamable HTTP transport of the tools, whose requests of the API go to
// a handler in the same process. It has no sessions: each request stands for itself. Who stands
// before it has found the token valid and the body not too long, and each request of the API is
// judged anew.
func NewHandler(o Options, service http.Handler) (http.Handler, error) {
	server, err := NewServer(o, inProcess{service})
	if err != nil {
		return nil, err
	}
	streamed := sdk.NewStreamableHTTPHandler(func(*http.Request) *sdk.Server { return server }, &sdk.StreamableHTTPOptions{
		Stateless:                    true,
		JSONResponse:                 true,
		MaxRequestBodyBytes:          -1,   // who stands before it has a limit
		DisableLocalhostProtection:   true, // it would refuse what a proxy of the same host sends on
		PropagateRequestCancellation: true,
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx := context.WithValue(r.Context(), callerKey{}, callerOf(r))
		streamed.ServeHTTP(&refusing{ResponseWriter: w, id: request.IdentityOf(ctx).ID}, r.WithContext(ctx))
	}), nil
}

// refusing makes problem documents of the SDK's refusals in plain text, and lets nobody keep an
// answer.
type refusing struct {
	http.ResponseWriter

	id     string // of the request
	begun  bool
	status int // of a refusal whose text comes next; 0 otherwise
}

// WriteHeader implements http.ResponseWriter.
func (w *refusing) WriteHeader(status int) {
	h := w.Header()
	w.begun = true
	h.Set("Cache-Control", "no-store")
	if status >= http.StatusBadRequest && h.Get("Content-Type") != "application/json" {
		w.status = status
		return
	}
	w.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter. The SDK writes a refusal in one piece.
func (w *refusing) Write(p []byte) (int, error) {
	if !w.begun {
		w.WriteHeader(http.StatusOK)
	}
	if w.status == 0 {
		return w.ResponseWriter.Write(p)
	}
	refusal := problem.New(w.status, strings.TrimSpace(string(p)))
	refusal.RequestID, w.status = w.id, 0
	problem.Write(w.ResponseWriter, refusal)
	return len(p), nil
}

// Unwrap lets http.ResponseController reach the writer beneath.
func (w *refusing) Unwrap() http.ResponseWriter { return w.ResponseWriter }
