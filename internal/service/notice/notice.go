// Package notice tells clients in each reply of an operation that it is deprecated (RFC 9745),
// and from when it may be gone (RFC 8594).
//
// It knows of the API the marks of its document alone. Start with Serve.
package notice

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/entask/entask/internal/runtime/request"
)

// header is what the replies of an operation say.
type header struct{ deprecation, sunset, link []string }

// Serve returns an API whose replies say which operations the document calls deprecated. Where
// it calls none so, that is the API itself.
func Serve(document []byte, next http.Handler) (http.Handler, error) {
	headers, err := read(document)
	if err != nil || len(headers) == 0 {
		return next, err
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		to := &response{ResponseWriter: w, served: request.Of(r.Context()), headers: headers}
		defer to.tell() // who answers a panic has no other header than this one
		next.ServeHTTP(to, r)
	}), nil
}

// read returns what deprecated operations say. Their names are those of ogen: their ids,
// beginning with a capital.
func read(document []byte) (map[string]header, error) {
	var doc struct {
		Paths map[string]map[string]json.RawMessage `json:"paths"`
	}
	if err := json.Unmarshal(document, &doc); err != nil {
		return nil, fmt.Errorf("find deprecated operations: %w", err)
	}
	headers := map[string]header{}
	for path, item := range doc.Paths {
		for method, raw := range item {
			if method == "parameters" {
				continue // of the path
			}
			var op operation
			if err := json.Unmarshal(raw, &op); err != nil {
				return nil, fmt.Errorf("%s %s: %w", method, path, err)
			}
			if op.About == nil || op.ID == "" {
				continue
			}
			said, err := op.header()
			if err != nil {
				return nil, fmt.Errorf("%s %s: %w", method, path, err)
			}
			headers[strings.ToUpper(op.ID[:1])+op.ID[1:]] = said
		}
	}
	return headers, nil
}

// operation is the part of an operation in the document that says that it is deprecated.
type operation struct {
	ID    string `json:"operationId"`
	About *struct {
		Since string `json:"since"`
		Guide string `json:"guide"`
	} `json:"x-deprecation"`
	Sunset string `json:"x-sunset"`
}

func (o operation) header() (said header, err error) {
	since, err := time.Parse(time.DateOnly, o.About.Since)
	if err != nil {
		return said, err
	}
	said.deprecation = []string{fmt.Sprintf("@%d", since.Unix())}
	rel := "deprecation"
	if o.Sunset != "" {
		sunset, err := time.Parse(time.DateOnly, o.Sunset)
		if err != nil {
			return said, err
		}
		said.sunset, rel = []string{sunset.Format(http.TimeFormat)}, "deprecation sunset"
	}
	if o.About.Guide != "" {
		said.link = []string{fmt.Sprintf("<%s>; rel=%q", o.About.Guide, rel)}
	}
	return said, nil
}

// response adds the header when the operation is known and the answer begins.
type response struct {
	http.ResponseWriter
	served  *request.Context
	headers map[string]header
	told    bool
}

func (w *response) tell() {
	if w.told {
		return
	}
	w.told = true
	said, deprecated := w.headers[w.served.Route().Operation]
	if !deprecated {
		return
	}
	h := w.Header()
	h["Deprecation"] = said.deprecation
	if said.sunset != nil {
		h["Sunset"] = said.sunset
	}
	if said.link != nil {
		h["Link"] = slices.Concat(h["Link"], said.link) // that of the next page comes first
	}
}

// WriteHeader implements http.ResponseWriter.
func (w *response) WriteHeader(status int) {
	w.tell()
	w.ResponseWriter.WriteHeader(status)
}

func (w *response) Write(p []byte) (int, error) {
	w.tell()
	return w.ResponseWriter.Write(p)
}

// FlushError lets http.ResponseController flush.
func (w *response) FlushError() error {
	w.tell()
	return http.NewResponseController(w.ResponseWriter).Flush()
}

// Unwrap lets http.ResponseController reach the writer beneath.
func (w *response) Unwrap() http.ResponseWriter { return w.ResponseWriter }
