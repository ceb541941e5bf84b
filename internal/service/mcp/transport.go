package mcp

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"strconv"

	"github.com/entask/entask/internal/runtime/request"
)

// caller is whose requests those of a call are.
type caller struct {
	header  http.Header     // what they take over of the request that the call came with
	address string          // from which that came
	ctx     context.Context // of that: when it ends, the call does
}

// takenOver are the headers that a request of the API takes over, besides its id.
var takenOver = []string{"Authorization", "Traceparent", "Tracestate"}

func callerOf(r *http.Request) caller {
	id := request.IdentityOf(r.Context())
	header := http.Header{"X-Request-Id": {id.ID}}
	for _, name := range takenOver {
		if values := r.Header[name]; values != nil {
			header[name] = values
		}
	}
	return caller{header, id.Address, r.Context()}
}

type callerKey struct{}

// within returns the context of a call, which ends with the request that it came with. The SDK
// keeps the values of a request for what it runs, and not the end.
func within(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	if from, ok := ctx.Value(callerKey{}).(caller); ok {
		context.AfterFunc(from.ctx, cancel)
	}
	return ctx, cancel
}

// inProcess sends requests to a handler, as the client of the call that they are part of: with
// its token, from its address, under the id of its request.
type inProcess struct{ service http.Handler }

// RoundTrip implements http.RoundTripper.
func (p inProcess) RoundTrip(r *http.Request) (res *http.Response, err error) {
	from, _ := r.Context().Value(callerKey{}).(caller)
	r = r.Clone(r.Context())
	maps.Copy(r.Header, from.header)
	r.RemoteAddr = net.JoinHostPort(from.address, "0")
	w := &recorded{header: http.Header{}}
	defer func() {
		if value := recover(); value != nil { // net/http's way to break a connection
			res, err = nil, fmt.Errorf("the answer broke off: %v", value)
		}
	}()
	p.service.ServeHTTP(w, r)
	return w.response(r), nil
}

// recorded is a response that is kept.
type recorded struct {
	header http.Header
	status int
	body   bytes.Buffer
}

// Header implements http.ResponseWriter.
func (w *recorded) Header() http.Header { return w.header }

// WriteHeader implements http.ResponseWriter.
func (w *recorded) WriteHeader(status int) {
	if w.status == 0 && status >= http.StatusOK {
		w.status = status
	}
}

// Write implements http.ResponseWriter.
func (w *recorded) Write(p []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	return w.body.Write(p)
}

func (w *recorded) response(r *http.Request) *http.Response {
	w.WriteHeader(http.StatusOK)
	return &http.Response{
		Status: strconv.Itoa(w.status) + " " + http.StatusText(w.status), StatusCode: w.status,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: w.header, Request: r,
		Body: io.NopCloser(&w.body), ContentLength: int64(w.body.Len()),
	}
}
