package server

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"regexp"
	"strings"

	"github.com/swaggest/swgui"
	"github.com/swaggest/swgui/v5emb"
)

// docs is Swagger UI from the binary itself, so that it works without the Internet and tells
// no other server who reads it.
type docs struct {
	html   []byte
	policy string
	files  http.Handler
	assets map[string]bool // the paths that the page names
}

var (
	inlineScript = regexp.MustCompile(`(?s)<script>(.*?)</script>`)
	assetPath    = regexp.MustCompile(`(?:src|href)="(/docs/[^"]+)"`)
)

// newDocs renders the page once. Only its own scripts are allowed, by their hashes.
func newDocs() (*docs, error) {
	ui := v5emb.NewHandlerWithConfig(swgui.Config{
		Title:       "Entask",
		SwaggerJSON: "/openapi.json",
		BasePath:    "/docs",
		SettingsUI: map[string]string{
			"tryItOutEnabled":          "true",
			"displayRequestDuration":   "true",
			"defaultModelsExpandDepth": "0",
			"persistAuthorization":     "true",  // a reload keeps the token
			"showExtensions":           "false", // it cannot show x-filter and x-cost, which descriptions say
		},
	})
	request, err := http.NewRequestWithContext(context.Background(), http.MethodGet, "/docs", nil)
	if err != nil {
		return nil, fmt.Errorf("render the docs page: %w", err)
	}
	rendered := &buffer{header: http.Header{}}
	ui.ServeHTTP(rendered, request)
	html := bytes.TrimSpace(rendered.Bytes())
	d := &docs{html: html, files: ui, assets: map[string]bool{}}
	scripts := []string{"'self'"}
	for _, match := range inlineScript.FindAllSubmatch(html, -1) {
		sum := sha256.Sum256(match[1])
		scripts = append(scripts, "'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'")
	}
	for _, match := range assetPath.FindAllSubmatch(html, -1) {
		d.assets[string(match[1])] = true
	}
	if len(scripts) == 1 || len(d.assets) == 0 {
		return nil, fmt.Errorf("render the docs page: it has %d scripts and %d assets", len(scripts)-1, len(d.assets))
	}
	d.policy = strings.Join([]string{
		"default-src 'none'",
		"script-src " + strings.Join(scripts, " "),
		"style-src 'self' 'unsafe-inline'", // Swagger UI sets styles as it goes
		"img-src 'self' data:",
		"connect-src 'self'",
		"base-uri 'none'",
		"form-action 'self'",
		"frame-ancestors 'none'",
	}, "; ")
	return d, nil
}

// buffer is a ResponseWriter without a client.
type buffer struct {
	bytes.Buffer
	header http.Header
}

func (b *buffer) Header() http.Header { return b.header }
func (b *buffer) WriteHeader(int)     {}

func (d *docs) serve(w http.ResponseWriter, _ *http.Request) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", d.policy)
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cache-Control", "no-cache")
	_, _ = w.Write(d.html) // the client has gone: nobody is left to tell
}

func (d *docs) serveAsset(w http.ResponseWriter, r *http.Request) {
	r = r.Clone(r.Context())
	// Whole files only: what goes wrong with a part is answered in plain text.
	for _, name := range []string{"Range", "If-Range", "If-Match", "If-Unmodified-Since"} {
		r.Header.Del(name)
	}
	// The files are compressed already. Who serves them looks for a word, not for weights.
	accepted := "identity"
	if acceptsGzip(r.Header) {
		accepted = "gzip"
	}
	r.Header.Set("Accept-Encoding", accepted)
	w.Header().Set("Cache-Control", "no-cache")
	d.files.ServeHTTP(w, r)
}
