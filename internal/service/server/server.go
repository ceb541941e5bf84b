// Package server is the HTTP server around the API: what every request passes
// on its way in, the pages that need no token, and an orderly stop.
//
// It knows no API, no database and no settings: it is given handlers, functions
// and values. Each concern is one small file that wraps one http.Handler; Handler
// puts them in their order, so start reading there.
package server

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"sync/atomic"
	"time"

	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"

	"github.com/entask/entask/internal/runtime/request"
)

// Options are the parts and limits of a Server. An unset field has the default that its
// comment names, or switches the part off.
type Options struct {
	// API serves everything below /api/.
	API http.Handler
	// Webhook serves WebhookPath. By default nothing is there.
	Webhook     http.Handler
	WebhookPath string
	// MCP is what agents are served. By default nothing is there.
	MCP MCP
	// Frontend is an app for browsers. By default there is none.
	Frontend Frontend
	// Document is what /openapi.json says and /docs shows.
	Document []byte
	// Upgraded is the same for tools that read OpenAPI 3.1. By default it is nowhere.
	Upgraded []byte
	// Guide is what /llms.txt says to language models. By default nothing is there.
	Guide []byte
	// Ready are the parts without which requests cannot be served, such as a database.
	Ready []Check
	// Version is that of the program.
	Version string
	// CORS says what pages of other origins may do.
	CORS CORS
	// TrustedProxies are the networks whose X-Forwarded-For is believed.
	TrustedProxies []netip.Prefix
	// Meter measures every request.
	Meter metric.MeterProvider
	// Tracer traces the requests of the API, and Propagator continues a trace that the
	// client has begun.
	Tracer     trace.TracerProvider
	Propagator propagation.TextMapPropagator
	// Logger gets one line for each request. The default is slog's own.
	Logger *slog.Logger
	// Audit is told of each request that was answered. It may be nil.
	Audit func(r *http.Request, served *request.Context, status int, header http.Header)
	// SlowAfter is how long a request takes that gets a second line, which says where the
	// time went. By default none does.
	SlowAfter time.Duration
	// BodyLimit is how many bytes of a body can be read, whatever the API takes. The
	// default is 8 MiB.
	BodyLimit int64
	// RequestTimeout is after how long the context of a request ends. The default
	// is 15 seconds.
	RequestTimeout time.Duration
	// MaxConnections is how many connections are open at most. Beyond it, one of the address
	// that has most of them is closed for each new one. The default is the constant MaxConnections.
	MaxConnections int
	// DrainDelay is how long requests are still accepted after /readyz has said
	// that the server is going, so that a load balancer can notice.
	DrainDelay time.Duration
	// OnStop is called when no more requests are accepted, to end what would go on. It may be nil.
	OnStop func()
	// StopTimeout is how long a stop waits for requests that are being served.
	// The default is the constant StopTimeout.
	StopTimeout time.Duration
}

// Server serves the API.
type Server struct {
	options  Options
	parts    []*part // of Options.Ready
	draining atomic.Bool
	measured *meter
	handler  http.Handler
}

// New returns a server, or says what is wrong with the options.
func New(o Options) (*Server, error) {
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	o.BodyLimit = orDefault(o.BodyLimit, 8<<20)
	o.RequestTimeout = orDefault(o.RequestTimeout, 15*time.Second)
	o.StopTimeout = orDefault(o.StopTimeout, StopTimeout)
	o.MaxConnections = orDefault(o.MaxConnections, MaxConnections)
	s := &Server{options: o}
	for _, check := range o.Ready {
		s.parts = append(s.parts, &part{Check: check})
	}
	cross, err := newCORS(o.CORS)
	if err != nil {
		return nil, fmt.Errorf("allow origins: %w", err)
	}
	agents, err := newAgents(o, cross, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }))
	if err != nil {
		return nil, fmt.Errorf("serve agents: %w", err)
	}
	routes, err := s.routes(agents)
	if err != nil {
		return nil, err
	}
	s.measured, err = newMeter(o.Meter)
	if err != nil {
		return nil, fmt.Errorf("measure requests: %w", err)
	}
	if err := s.offer(o.Meter); err != nil {
		return nil, fmt.Errorf("measure readiness: %w", err)
	}
	// From the inside out. Middleware that refuses requests is inside of what its refusal
	// needs: an id, a line in the log, CORS headers.
	h := compress(routes)
	h = limitBody(o.BodyLimit, h)
	h = headAsGet(h)
	h = cross.wrap(h)
	h = ignoreSlash(h)
	h = secure(h)
	h = recoverPanic(h)
	observing := &observer{
		logger: o.Logger, measured: s.measured, traced: newTracing(o.Tracer, o.Propagator),
		trusted: o.TrustedProxies, timeout: o.RequestTimeout, draining: &s.draining,
		slow: newSlowLog(o.Logger, o.SlowAfter), audit: o.Audit,
	}
	h = observing.wrap(h)
	s.handler = h
	return s, nil
}

// Handler returns what Serve serves.
func (s *Server) Handler() http.Handler { return s.handler }

func orDefault[T int | int64 | time.Duration](value, standard T) T {
	if value == 0 {
		return standard
	}
	return value
}
