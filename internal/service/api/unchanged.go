package api

import (
	"net/http"

	"github.com/entask/entask/internal/runtime/etag"
)

// unchanged gives the reply to a GET without an entity tag one of its content, and answers
// 304 instead of a content that the client has.
func (w *response) unchanged(body []byte) bool {
	h := w.Header()
	if w.asked.Method != http.MethodGet || w.status != http.StatusOK || h["Etag"] != nil {
		return false
	}
	w.tag[0] = etag.Content(body, h.Get("Link"), h.Get("X-Total-Count"))
	h["Etag"] = w.tag[:]
	if !etag.Named(w.asked.Header["If-None-Match"], w.tag[0]) {
		return false
	}
	delete(h, "Content-Type")
	w.status = http.StatusNotModified
	w.writeHeader()
	return true
}
