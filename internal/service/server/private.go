package server

import (
	"net/http"
	"net/http/pprof"
	"strings"
)

// profiles is the path below which net/http/pprof answers. Its index serves those of the
// runtime, such as heap and goroutine, by name.
const profiles = "/debug/pprof/"

// private has the pages of the private port. None of them asks for a token, and none is a
// page of the public port.
func private(metrics http.Handler) http.Handler {
	pages := map[string]http.HandlerFunc{
		"/metrics":           metrics.ServeHTTP,
		profiles + "cmdline": pprof.Cmdline,
		profiles + "profile": pprof.Profile,
		profiles + "symbol":  pprof.Symbol,
		profiles + "trace":   pprof.Trace,
	}
	return headAsGet(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		page, found := pages[r.URL.Path]
		if !found && strings.HasPrefix(r.URL.Path, profiles) {
			page, found = pprof.Index, true
		}
		if !found {
			refuse(w, r, http.StatusNotFound, "Resource not found")
			return
		}
		onlyGet(w, r, page)
	}))
}
