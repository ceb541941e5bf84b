// Package problem is the one shape of every error that leaves the service: the
// problem document of RFC 9457.
//
// It is a leaf, so that each layer that may refuse a request (router, CORS,
// rate limit, recovery, API) answers alike. Which error becomes which status is
// not decided here but in internal/service/api/errors.go.
package problem

import (
	"cmp"
	"encoding/json"
	"net/http"
)

// ContentType is the media type of a problem document (RFC 9457, section 3).
const ContentType = "application/problem+json"

// Problem is the body of an error response.
type Problem struct {
	Type      string  `json:"type"`
	Title     string  `json:"title"`
	Status    int     `json:"status"`
	Detail    string  `json:"detail"`
	Errors    []Field `json:"errors,omitempty"`
	RequestID string  `json:"request_id,omitempty"`
	// Checks name the state of each part of the service, if one is not ready.
	Checks map[string]string `json:"checks,omitempty"`
}

// Field is one broken rule of a request.
type Field struct {
	// Loc leads to the fault: "body", "query", "path" or "header", then names
	// and indexes (string or int).
	Loc []any `json:"loc"`
	// Msg is the rule, in words for a person.
	Msg string `json:"msg"`
	// Type is the rule, in a word for a program, such as "string_too_long".
	Type string `json:"type"`
}

// New returns a problem of the status, titled with the phrase of the status. An empty
// detail becomes the phrase; if the status has no phrase, the title becomes the detail.
// Neither is ever empty.
func New(status int, detail string) Problem {
	title := http.StatusText(status)
	return Problem{Type: "about:blank", Title: cmp.Or(title, detail), Status: status, Detail: cmp.Or(detail, title)}
}

// Write sends p as the response. It drops the headers by which the handler had described
// another body; others that were set before (Retry-After, Allow, …) stay.
func Write(w http.ResponseWriter, p Problem) {
	h := w.Header()
	for _, name := range []string{"Content-Length", "Content-Encoding", "ETag", "Last-Modified"} {
		h.Del(name)
	}
	h.Set("Content-Type", ContentType)
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p) // the client has gone: nobody is left to tell
}
