package server

import (
	"net/http"

	"github.com/entask/entask/internal/runtime/etag"
)

// document is a file in memory that clients may keep while its tag is the same. The tag is
// weak, because the document is the same whether it is compressed or not.
type document struct {
	body        []byte
	etag        string
	contentType string
}

func newDocument(body []byte, contentType string) document {
	return document{body, etag.Content(body), contentType}
}

func (d document) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("ETag", d.etag)
	h.Set("Cache-Control", "no-cache")
	if etag.Named(r.Header.Values("If-None-Match"), d.etag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Type", d.contentType)
	_, _ = w.Write(d.body) // the client has gone: nobody is left to tell
}
