package server

import "net/http"

// safe are headers that keep a browser from interpreting an answer in unsafe ways. All
// answers share the values, so a handler must replace and not change them. They are few:
// beyond eight headers, a Go map and its copy in net/http cost three times as much.
var safe = [...]struct {
	name  string // as http.Header has it
	value []string
}{
	{"X-Content-Type-Options", []string{"nosniff"}},
	{"Content-Security-Policy", []string{"default-src 'none'; frame-ancestors 'none'"}},
	{"Cache-Control", []string{"no-store"}}, // rows are nobody else's business
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
