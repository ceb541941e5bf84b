package server

import (
	"encoding/json"
	"net/http"
	"strings"

	"github.com/entask/entask/internal/runtime/request"
)

// apiPrefix is what the paths of the API begin with.
const apiPrefix = "/api/"

// upgradedPath is where the document is in OpenAPI 3.1.
const upgradedPath = "/openapi-3.1.json"

// guidePath is where language models look for what a host has (https://llmstxt.org). Its media type
// is one that browsers show.
const guidePath = "/llms.txt"

// page is what a path without a token answers to GET.
type page struct {
	name  string
	serve http.HandlerFunc
}

// routes separates the paths of the API from those of pages. It is not an http.ServeMux,
// which redirects unclean paths.
func (s *Server) routes(agents *agents) (http.Handler, error) {
	document := newDocument(s.options.Document, "application/json")
	docs, err := newDocs()
	if err != nil {
		return nil, err
	}
	pages := map[string]page{
		"/":             {"root", s.root},
		"/health":       {"health", s.health},
		"/livez":        {"livez", s.livez},
		"/readyz":       {"readyz", s.readyz},
		"/openapi.json": {"openapi", document.serve},
		"/docs":         {"docs", docs.serve},
		catalogPath:     {"catalog", s.catalog},
	}
	if upgraded := newDocument(s.options.Upgraded, "application/json"); upgraded.body != nil {
		pages[upgradedPath] = page{"openapi", upgraded.serve}
	}
	if guide := newDocument(s.options.Guide, "text/plain; charset=utf-8"); guide.body != nil {
		pages[guidePath] = page{"guide", guide.serve}
	}
	for path := range docs.assets {
		pages[path] = page{"docs", docs.serveAsset}
	}
	for _, path := range agents.described() {
		pages[path] = page{"resource", agents.describe}
	}
	frontend := s.options.Frontend
	if frontend.Files != nil {
		if err := frontend.add(pages); err != nil {
			return nil, err
		}
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		page, found := pages[r.URL.Path]
		switch {
		case strings.HasPrefix(r.URL.Path, apiPrefix) && s.options.API != nil:
			s.options.API.ServeHTTP(w, r)
		case s.options.Webhook != nil && r.URL.Path == s.options.WebhookPath:
			s.options.Webhook.ServeHTTP(w, r)
		case agents != nil && r.URL.Path == mcpPath:
			agents.ServeHTTP(w, r)
		case frontend.SignIn != nil && r.URL.Path == tokenPath:
			frontend.signIn(w, r)
		case !found:
			refuse(w, r, http.StatusNotFound, "Resource not found")
		default:
			request.Match(r.Context(), request.Route{Operation: page.name, Pattern: r.URL.Path}) // which is one of pages
			onlyGet(w, r, page.serve)
		}
	}), nil
}

func onlyGet(w http.ResponseWriter, r *http.Request, get http.HandlerFunc) {
	const allow = "GET, HEAD, OPTIONS"
	switch r.Method {
	case http.MethodGet:
		get(w, r)
	case http.MethodOptions:
		w.Header().Set("Allow", allow)
		w.WriteHeader(http.StatusNoContent)
	default:
		w.Header().Set("Allow", allow)
		refuse(w, r, http.StatusMethodNotAllowed, "Method not allowed")
	}
}

// root tells a visitor where the documentation is.
func (s *Server) root(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, map[string]string{
		"name": "Entask", "version": s.options.Version, "docs": "/docs", "openapi": "/openapi.json",
	})
}

func writeJSON(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v) // the client has gone: nobody is left to tell
}
