package server

import (
	"net/http"
	"slices"

	lru "github.com/hashicorp/golang-lru/v2"
	"github.com/jub0bs/cors"
)

// CORS says what pages of other origins may do: by default nothing.
type CORS struct {
	// Origins may call the API from a browser; https://*.example.com and http://localhost:*
	// are understood.
	Origins []string
	// Matches says whether any other origin may, too. It may be nil.
	Matches func(origin string) bool
	// Headers may be sent besides the service's own and those of browsers' tracing.
	Headers []string
	// Credentials lets pages send requests with cookies, which the API ignores.
	Credentials bool
}

// The methods, and the headers that can be sent and read. Tracing in browsers sends headers
// with each request to an API: W3C's, OpenTelemetry's, Sentry's, Datadog's, Elastic's, New
// Relic's, Zipkin's. Libraries send X-Requested-With, and browsers Cache-Control and Pragma
// when a page is loaded anew.
var (
	corsMethods = []string{
		http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete,
	}
	corsHeaders = []string{
		"Authorization", "Content-Type", "If-Match", "If-None-Match", "Idempotency-Key", "Last-Event-ID", "Prefer", requestIDHeader,
		"Mcp-Protocol-Version", "Mcp-Method", "Mcp-Name",
		"Traceparent", "Tracestate", "Baggage", "Sentry-Trace",
		"X-Datadog-Trace-Id", "X-Datadog-Parent-Id", "X-Datadog-Origin", "X-Datadog-Sampling-Priority", "X-Datadog-Tags",
		"Elastic-Apm-Traceparent", "Newrelic", "B3", "X-B3-Traceid", "X-B3-Spanid", "X-B3-Parentspanid", "X-B3-Sampled",
		"X-Requested-With", "Cache-Control", "Pragma",
	}
	corsReadable = []string{
		"ETag", "Link", "Location", "X-Total-Count", "Retry-After",
		"RateLimit", "RateLimit-Limit", "RateLimit-Policy", "RateLimit-Remaining", "RateLimit-Reset",
		requestIDHeader, "WWW-Authenticate", "Idempotency-Replayed", "Preference-Applied", "Deprecation", "Sunset",
	}
)

// matchedAtMost is for how many origins that Matches has found a middleware is kept.
const matchedAtMost = 128

// crossOrigin lets pages of the allowed origins call the API.
type crossOrigin struct {
	config  cors.Config
	fixed   *cors.Middleware
	matches func(origin string) bool
	varies  bool                                 // though fixed does not say so
	matched *lru.Cache[string, *cors.Middleware] // by origin
}

func newCORS(o CORS) (*crossOrigin, error) {
	c := &crossOrigin{
		config: cors.Config{
			Origins: o.Origins, Credentialed: o.Credentials, Methods: corsMethods, RequestHeaders: append(slices.Clip(corsHeaders), o.Headers...),
			ResponseHeaders: corsReadable, MaxAgeInSeconds: 7200, // the most that Chromium keeps
		},
		fixed: &cors.Middleware{}, matches: o.Matches, // lets everything pass, allows nothing
	}
	c.varies = o.Matches != nil && len(o.Origins) == 0
	if c.matches == nil {
		c.matches = func(string) bool { return false }
	}
	var err error
	if c.matched, err = lru.New[string, *cors.Middleware](matchedAtMost); err != nil {
		return nil, err
	}
	if len(o.Origins) > 0 {
		c.fixed, err = cors.NewMiddleware(c.config)
	}
	return c, err
}

// of returns the middleware for an origin.
func (c *crossOrigin) of(origin string) *cors.Middleware {
	if origin == "" || !c.matches(origin) {
		return c.fixed
	}
	if m, ok := c.matched.Get(origin); ok {
		return m
	}
	config := c.config
	config.Origins = []string{origin}
	m, err := cors.NewMiddleware(config)
	if err != nil {
		return c.fixed // no origin
	}
	c.matched.Add(origin, m)
	return m
}

// wrap sets the headers before the request goes on, so that every answer has them, refusals
// too. A page cannot read an answer without them.
func (c *crossOrigin) wrap(next http.Handler) http.Handler {
	fixed := c.fixed.Wrap(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if isPreflight(r) {
			w = &preflight{ResponseWriter: w, request: r, cross: c}
		}
		m := c.of(r.Header.Get("Origin"))
		if m != c.fixed {
			m.Wrap(next).ServeHTTP(w, r)
			return
		}
		if c.varies {
			w.Header().Add("Vary", "Origin")
		}
		fixed.ServeHTTP(w, r)
	})
}

func isPreflight(r *http.Request) bool {
	return r.Method == http.MethodOptions && r.Header.Get("Origin") != "" && r.Header.Get("Access-Control-Request-Method") != ""
}
