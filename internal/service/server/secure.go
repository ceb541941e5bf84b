package server

import (
	"net/http"
	"slices"
)

// safe are headers that keep a browser from interpreting an answer in unsafe ways. All
// answers share the values, so a handler must replace and not change them. They are few:
// beyond eight headers, a Go map and its copy in net/http cost three times as much.
var safe = [...]struct {
	name  string // as http.Header has it
	value []string
}{
	{"X-Content-Type-Options", []string{"nosniff"}},
	{"Content-Security-Policy", []string{"default-src 'none'; frame-ancestors 'none'"}},
	{"Cache-Control", unkept}, // rows are nobody else's business
}

// Values of Cache-Control.
var (
	unkept = []string{"no-store"}
	kept   = []string{"private, no-cache"}
)

// revalidate lets a browser keep an answer with an ETag, and ask each time whether it is still
// the same. Users of one browser may have rows with the same path and tag, so an answer is
// that of its token.
func revalidate(h http.Header) {
	if h["Etag"] == nil || len(h["Cache-Control"]) == 0 || &h["Cache-Control"][0] != &unkept[0] {
		return
	}
	h["Cache-Control"] = kept
	switch vary := h["Vary"]; {
	case len(vary) == 1 && vary[0] == varyEncoding[0]:
		h["Vary"] = varyEncodingUser
	case len(vary) == 1 && vary[0] == varyOriginEncoding[0]:
		h["Vary"] = varyOriginEncodingUser
	default:
		h["Vary"] = append(slices.Clip(vary), "Authorization")
	}
}

// secure sets the headers of safe. A page that shows something, as /docs does, sets
// its own policies.
func secure(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		for _, s := range safe {
			h[s.name] = s.value
		}
		next.ServeHTTP(w, r)
	})
}
