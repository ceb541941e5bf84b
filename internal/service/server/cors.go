package server

import (
	"net/http"

	"github.com/jub0bs/cors"
)

// crossOrigin lets pages of the allowed origins call the API. It allows no credentials in
// the sense of CORS, such as cookies, because a token comes in a header.
type crossOrigin struct{ middleware *cors.Middleware }

func newCORS(origins []string) (crossOrigin, error) {
	if len(origins) == 0 {
		return crossOrigin{&cors.Middleware{}}, nil // lets everything pass, allows nothing
	}
	middleware, err := cors.NewMiddleware(cors.Config{
		Origins: origins,
		Methods: []string{
			http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete,
		},
		RequestHeaders: []string{
			"Authorization", "Content-Type", "If-Match", "If-None-Match", "Idempotency-Key", requestIDHeader,
			"Traceparent", "Tracestate",
		},
		MaxAgeInSeconds: 7200, // the most that Chromium keeps
		ResponseHeaders: []string{
			"ETag", "Link", "Location", "X-Total-Count", "Retry-After",
			"RateLimit", "RateLimit-Limit", "RateLimit-Policy", "RateLimit-Remaining", "RateLimit-Reset",
			requestIDHeader, "WWW-Authenticate", "Idempotency-Replayed",
		},
	})
	return crossOrigin{middleware}, err
}

// wrap sets the headers before the request goes on, so that every answer has them, refusals
// too. A page cannot read an answer without them.
func (c crossOrigin) wrap(next http.Handler) http.Handler {
	allowed := c.middleware.Wrap(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if isPreflight(r) {
			w = &preflight{ResponseWriter: w, request: r}
		}
		allowed.ServeHTTP(w, r)
	})
}

func isPreflight(r *http.Request) bool {
	return r.Method == http.MethodOptions && r.Header.Get("Origin") != "" && r.Header.Get("Access-Control-Request-Method") != ""
}

// preflight gives a body to the empty refusal of the CORS library.
type preflight struct {
	http.ResponseWriter
	request *http.Request
}

// WriteHeader implements http.ResponseWriter.
func (w *preflight) WriteHeader(status int) {
	if status == http.StatusForbidden {
		refuse(w.ResponseWriter, w.request, status, "This origin, method or header is not allowed by CORS")
		return
	}
	w.ResponseWriter.WriteHeader(status)
}
