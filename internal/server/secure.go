package server

import (
	"maps"
	"net/http"
)

// safe are headers that keep a browser from making more of an answer than it is. All
// answers share the values: who sets a header of one replaces them.
var safe = http.Header{
	"X-Content-Type-Options":  {"nosniff"},
	"Referrer-Policy":         {"no-referrer"},
	"Content-Security-Policy": {"default-src 'none'; frame-ancestors 'none'"},
	"Cache-Control":           {"no-store"}, // tasks are nobody else's business
}

// secure sets the headers of safe. A page that shows something, as /docs does, sets
// its own policy.
func secure(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		maps.Copy(w.Header(), safe)
		next.ServeHTTP(w, r)
	})
}
