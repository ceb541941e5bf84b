package api

import (
	"net/http"

	"github.com/entask/entask/internal/runtime/etag"
)

// Headers of a reply that say more than its body, and so are in its entity tag. A 304 has neither
// (RFC 9110, section 15.4.5), whether the list was read or not.
const (
	nextPage = "Link"
	total    = "X-Total-Count"
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
	for _, ofContent := range [...]string{"Content-Type", nextPage, total} {
		delete(h, ofContent)
	}
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
	tag = etag.Content(body, w.Header().Get(nextPage), w.Header().Get(total))
	if reading != nil {
		reading.Tagged(tag)
	}
	return tag, etag.Named(w.asked.Header["If-None-Match"], tag)
}
