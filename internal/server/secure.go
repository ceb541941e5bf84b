package server

import "net/http"

// secure sets the headers that keep a browser from making more of an answer than
// it is. A page that shows something, as /docs does, sets its own policy.
func secure(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
		h.Set("Cache-Control", "no-store") // tasks are nobody else's business
		next.ServeHTTP(w, r)
	})
}
