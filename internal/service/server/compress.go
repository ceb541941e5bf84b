package server

import (
	"bufio"
	"cmp"
	"net/http"
	"strings"
	"sync"

	"github.com/klauspost/compress/gzip"
)

const (
	// worthwhile is from how many bytes a body is compressed: docs/performance-notes.md says
	// why.
	worthwhile = 2 << 10
	// piece is how much is compressed at a time of a body that comes in smaller ones.
	piece = 8 << 10
)

// compress sends bodies gzipped to clients that ask for it. An answer with a strong
// ETag stays as it is: that tag, which If-Match repeats, stands for these very bytes
// (RFC 9110, section 8.8.3). Lengths of compressed bodies can tell secrets to who makes
// a browser ask again and again (BREACH): bodies have none, and browsers send no token
// of their own accord.
func compress(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		addVary(w.Header())
		if !acceptsGzip(r.Header) {
			next.ServeHTTP(w, r)
			return
		}
		c := newCompressed(w)
		next.ServeHTTP(c, r)
		c.end() // not where that panics: half a body must not look whole
	})
}

// What answers vary by. All share the values: who adds one makes a copy.
var (
	varyEncoding       = []string{"Accept-Encoding"}
	varyOriginEncoding = []string{"Origin, Accept-Encoding"}

	varyEncodingUser       = []string{"Accept-Encoding, Authorization"}
	varyOriginEncodingUser = []string{"Origin, Accept-Encoding, Authorization"}
)

// addVary says of each answer that it varies, compressed or not: a cache goes by what
// it got, and 304 must say what 200 would.
func addVary(h http.Header) {
	switch vary := h["Vary"]; {
	case len(vary) == 0:
		h["Vary"] = varyEncoding
	case len(vary) == 1 && vary[0] == "Origin": // CORS has been here
		h["Vary"] = varyOriginEncoding
	default:
		h.Add("Vary", varyEncoding[0])
	}
}

// compressed is a response to a client that takes gzip. What is written of it is held
// back until it is clear whether it is enough.
type compressed struct {
	http.ResponseWriter
	*tools      // nil when the response is over
	status  int // 0 until something is written
	begun   bool
	gzipped bool // to write: what has begun is compressed
}

// tools are what responses use one after the other. The compression keeps nothing of
// one piece for the next, so that a slow client holds up little memory.
type tools struct {
	held *bufio.Writer
	gzip *gzip.Writer
}

var idleTools = sync.Pool{New: func() any {
	zipper, _ := gzip.NewWriterLevel(nil, gzip.StatelessCompression) // no unknown level
	return &tools{bufio.NewWriterSize(nil, piece), zipper}
}}

func newCompressed(w http.ResponseWriter) *compressed {
	c := &compressed{ResponseWriter: w, tools: idleTools.Get().(*tools)} //nolint:forcetypeassert // the pool holds nothing else
	c.held.Reset(pieces{c})
	return c
}

// WriteHeader implements http.ResponseWriter.
func (w *compressed) WriteHeader(status int) {
	switch {
	case status < http.StatusOK || w.begun: // 1xx announces, it does not answer
		w.ResponseWriter.WriteHeader(status)
	case w.status == 0:
		w.status = status
	}
}

// Write has read p when it returns, unless it fails.
func (w *compressed) Write(p []byte) (int, error) {
	w.status = cmp.Or(w.status, http.StatusOK)
	if !w.begun && !w.compressible() {
		w.begin(false)
		w.spare()
	}
	if w.begun && !w.gzipped {
		return w.ResponseWriter.Write(p)
	}
	return w.held.Write(p)
}

// FlushError lets http.ResponseController flush. What is flushed before it is enough
// stays as it is to its end: somebody waits for little things.
func (w *compressed) FlushError() error {
	w.status = cmp.Or(w.status, http.StatusOK)
	if err := w.release(); err != nil {
		return err
	}
	return http.NewResponseController(w.ResponseWriter).Flush()
}

// Unwrap lets http.ResponseController reach the writer beneath.
func (w *compressed) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// compressible says whether a body may be compressed, if there is enough of it.
func (w *compressed) compressible() bool {
	h := w.Header()
	kind := h.Get("Content-Type")
	if w.status == http.StatusPartialContent || h.Get("Content-Encoding") != "" || kind == "text/event-stream" { // somebody waits for little things
		return false
	}
	if tag := h.Get("ETag"); tag != "" && !strings.HasPrefix(tag, "W/") {
		return false
	}
	return strings.HasPrefix(kind, "text/") || strings.Contains(kind, "json")
}

func (w *compressed) begin(gzipped bool) {
	w.begun, w.gzipped = true, gzipped
	if gzipped {
		w.Header().Set("Content-Encoding", "gzip")
		w.Header().Del("Content-Length")
		w.gzip.Reset(w.ResponseWriter)
	}
	w.ResponseWriter.WriteHeader(w.status)
}

// release writes what is held back.
func (w *compressed) release() error {
	if w.tools == nil { // nothing is held back
		return nil
	}
	err := w.held.Flush()
	if w.status != 0 && !w.begun { // there was nothing
		w.begin(false)
	}
	return err
}

// end is called when the response is written. HTTP/2 may read on what it could not
// write, so after that nobody else gets the tools.
func (w *compressed) end() {
	err := w.release()
	if err == nil && w.gzipped {
		err = w.gzip.Close()
	}
	if err == nil {
		w.spare()
	}
	w.tools = nil
}

// spare leaves the tools, which hold nothing, to other responses.
func (w *compressed) spare() {
	if w.tools != nil {
		w.held.Reset(nil)
		w.gzip.Reset(nil)
		idleTools.Put(w.tools)
		w.tools = nil
	}
}

// pieces are what a compressed response is written in: the first is enough, or all
// that there is.
type pieces struct{ *compressed }

func (w pieces) Write(p []byte) (int, error) {
	if !w.begun {
		w.begin(len(p) >= worthwhile)
	}
	if w.gzipped {
		return w.gzip.Write(p)
	}
	return w.ResponseWriter.Write(p)
}
