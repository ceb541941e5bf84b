package api

import (
	"net/http"
	"strconv"

	"github.com/entask/entask/internal/runtime/memory"
	"github.com/entask/entask/internal/runtime/reply"
	"github.com/entask/entask/internal/runtime/request"
)

// response is what ogen writes to. It sets Content-Length if the whole body is there.
type response struct {
	http.ResponseWriter
	asked  *http.Request
	texts  *reply.Texts   // that were made for the request
	place  *request.Place // among those that use the database
	claim  *memory.Claim
	status int  // waits for the body; 0 if none waits
	begun  bool // the status was written
	failed bool // a write failed: something may still read the body

	tag [1]string // the value of ETag where unchanged sets it
}

// released answers requests, and then gives back what each has taken: its place among those that
// use the database, and its memory.
func released(answer http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		served := request.Of(r.Context())
		served.Inbound().Request = r
		to := newResponse(w, r, served)
		defer to.place.End()
		defer to.claim.Close()
		answer(to, r)
		to.end()
	})
}

// counted is the length up to which net/http counts a body itself.
const counted = 2048

func newResponse(w http.ResponseWriter, r *http.Request, served *request.Context) *response {
	return &response{ResponseWriter: w, asked: r, texts: served.Texts(), place: served.Place(), claim: served.Claim()}
}

// WriteHeader implements http.ResponseWriter.
func (w *response) WriteHeader(status int) {
	if status/100 != 1 {
		w.place.End() // the answer is known, however slowly it is read
	}
	if w.failed { // nobody is there to read that it failed
		return
	}
	if w.texts.Any() && status/100 != 1 && !w.begun { // 1xx announces, it does not answer
		w.status = status
		return
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *response) Write(p []byte) (int, error) {
	if w.status != 0 && !w.begun && w.texts.IsWhole(p) {
		if w.unchanged(p) {
			return len(p), nil
		}
		if len(p) > counted {
			w.Header().Set("Content-Length", strconv.Itoa(len(p)))
		}
	}
	w.writeHeader()
	w.claim.Settle(int64(len(p)))
	n, err := w.ResponseWriter.Write(p)
	w.failed = w.failed || err != nil
	return n, err
}

// FlushError lets http.ResponseController flush.
func (w *response) FlushError() error {
	w.writeHeader()
	return http.NewResponseController(w.ResponseWriter).Flush()
}

// Unwrap lets http.ResponseController reach the writer beneath.
func (w *response) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// writeHeader writes the status that waits.
func (w *response) writeHeader() {
	if w.status != 0 && !w.begun {
		w.begun = true
		w.ResponseWriter.WriteHeader(w.status)
	}
}

// end is called when the response is written, but not after a panic. After a failed write
// it releases nothing, because HTTP/2 may still read the body.
func (w *response) end() {
	w.writeHeader()
	if !w.failed {
		w.texts.Release()
	}
}
