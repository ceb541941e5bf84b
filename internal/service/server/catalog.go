package server

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
)

// catalogPath is where programs find the API that a host has (RFC 9727).
const catalogPath = "/.well-known/api-catalog"

// catalogType is the media type of the catalog (RFC 9264), with the profile of RFC 9727.
const catalogType = `application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727"`

// catalog serves what leads to the document of the API, to its pages and to its state. The
// links are absolute, because the catalog may be read elsewhere too (RFC 9264, section 4.2).
func (s *Server) catalog(w http.ResponseWriter, r *http.Request) {
	link := func(contentType string, paths ...string) (links []map[string]string) {
		for _, path := range paths {
			links = append(links, map[string]string{"href": s.absolute(r, path), "type": contentType})
		}
		return links
	}
	documents := []string{"/openapi.json"}
	if len(s.options.Upgraded) > 0 {
		documents = append(documents, upgradedPath)
	}
	var body bytes.Buffer
	_ = json.NewEncoder(&body).Encode(map[string]any{"linkset": []any{map[string]any{ // never fails on strings
		"anchor":       s.absolute(r, "/"),
		"service-desc": link("application/json", documents...),
		"service-doc":  link("text/html", "/docs"),
		"status":       link("application/json", "/readyz"),
	}}})
	w.Header().Set("Link", fmt.Sprintf("<%s>; rel=\"api-catalog\"", catalogPath))
	newDocument(body.Bytes(), catalogType).serve(w, r)
}

// absolute is the URL of a path, as the client knows it.
func (s *Server) absolute(r *http.Request, path string) string {
	return (&url.URL{Scheme: proxies(s.options.TrustedProxies).scheme(r), Host: r.Host, Path: path}).String()
}
