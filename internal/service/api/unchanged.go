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
	var unchanged bool
	w.tag[0], unchanged = w.tagOf(body)
	h["Etag"] = w.tag[:]
	if !unchanged {
		return false
	}
	delete(h, "Content-Type")
	w.status = http.StatusNotModified
	w.writeHeader()
	return true
}

// tagOf returns the entity tag of a reply, and whether it is the tag of what the client has.
func (w *response) tagOf(body []byte) (tag string, unchanged bool) {
	reading := w.texts.ReadingOf(body)
	if reading != nil {
		if tag = reading.Unread(); tag != "" {
			return tag, true
		}
	}
	tag = etag.Content(body, w.Header().Get("Link"), w.Header().Get("X-Total-Count"))
	if reading != nil {
		reading.Tagged(tag)
	}
	return tag, etag.Named(w.asked.Header["If-None-Match"], tag)
}
