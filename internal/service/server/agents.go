package server

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/entask/entask/internal/runtime/request"
)

// MCP says what agents are served, by the Model Context Protocol.
type MCP struct {
	// New returns what serves /mcp, which sends its requests of the API to a handler: that of
	// the whole server. Nil serves nothing.
	New func(service http.Handler) (http.Handler, error)
	// URL is that of /mcp, as clients know it. By default it follows from each request.
	URL string
	// AuthServer is the URL of the server that issues tokens.
	AuthServer string
}

const (
	mcpPath = "/mcp"
	// metadataPath is where a client finds who issues the tokens of a resource (RFC 9728,
	// section 3): the path of the resource follows.
	metadataPath = "/.well-known/oauth-protected-resource"
)

// agents serves agents, and says where their tokens come from.
type agents struct {
	MCP

	next    http.Handler
	cross   *crossOrigin
	trusted proxies
}

// newAgents returns nil where agents are not served.
func newAgents(o Options, cross *crossOrigin, service http.Handler) (*agents, error) {
	if o.MCP.New == nil {
		return nil, nil //nolint:nilnil // see routes
	}
	next, err := o.MCP.New(service)
	return &agents{MCP: o.MCP, next: next, cross: cross, trusted: o.TrustedProxies}, err
}

// ServeHTTP refuses pages of origins that CORS does not allow, as the protocol asks of servers:
// a page can reach what its browser's machine can, under a name of its own (DNS rebinding).
func (a *agents) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if origin := r.Header.Get("Origin"); origin != "" && !a.cross.allows(origin) {
		why := fmt.Sprintf("CORS does not allow the origin %s", shortly(origin))
		request.Refused(r.Context(), why)
		refuse(w, r, http.StatusForbidden, why)
		return
	}
	a.next.ServeHTTP(&challenged{w, a.metadataURL(r)}, r)
}

// described are the paths of the metadata: that of the resource, and one for clients that know
// the host alone.
func (a *agents) described() []string {
	if a == nil {
		return nil
	}
	below := mcpPath
	if u, err := url.Parse(a.URL); err == nil && u.Path != "" {
		below = u.Path
	}
	return []string{metadataPath, metadataPath + below}
}

// describe serves the metadata of the resource (RFC 9728, section 2).
func (a *agents) describe(w http.ResponseWriter, r *http.Request) {
	writeJSON(w, map[string]any{
		"resource":                 a.url(r).String(),
		"authorization_servers":    []string{a.AuthServer},
		"bearer_methods_supported": []string{"header"},
		"resource_name":            "Entask",
	})
}

// url is that of /mcp.
func (a *agents) url(r *http.Request) *url.URL {
	if a.URL != "" {
		if u, err := url.Parse(a.URL); err == nil {
			return u
		}
	}
	return &url.URL{Scheme: a.trusted.scheme(r), Host: r.Host, Path: mcpPath}
}

func (a *agents) metadataURL(r *http.Request) string {
	u := *a.url(r)
	u.Path = metadataPath + u.Path
	return u.String()
}

// challenged names the metadata to a client whose token is refused.
type challenged struct {
	http.ResponseWriter

	metadata string
}

// WriteHeader implements http.ResponseWriter.
func (w *challenged) WriteHeader(status int) {
	if scheme, rest, _ := strings.Cut(w.Header().Get("WWW-Authenticate"), " "); status == http.StatusUnauthorized && scheme != "" {
		if rest != "" {
			rest = ", " + rest
		}
		w.Header().Set("WWW-Authenticate", fmt.Sprintf("%s resource_metadata=%q%s", scheme, w.metadata, rest))
	}
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController reach the writer beneath.
func (w *challenged) Unwrap() http.ResponseWriter { return w.ResponseWriter }
