// Package request holds what the layers of one HTTP request tell each other.
//
// The outermost middleware makes an Info and puts it into the context; inner
// layers fill it in; the access log reads it when the response is done. It is a
// leaf, so that the server and the API share facts without importing each other.
package request

import (
	"context"
	"net/http"
	"net/url"
	"sync/atomic"
)

// Info is what is known of one request. It belongs to the goroutine that serves
// the request and must not outlive it.
type Info struct {
	// ID identifies the request in logs, in problem documents and in the
	// X-Request-Id header.
	ID string
	// Address is the client's IP address, past trusted proxies, without a port.
	Address string
	// Request is the request as the router sees it, for layers that see none.
	Request *http.Request
	// Body is the request's body, once it has been read.
	Body []byte
	// Attempts is how often the operation was begun. Undone says that the database
	// undid what the last of them asked of it: it is begun again, and not answered.
	Attempts int
	Undone   bool
	// Wrote says that the database has changed something: the operation is not begun
	// again then, whatever becomes of the rest of it.
	Wrote atomic.Bool
	// Header is the response's header, for layers that see no ResponseWriter.
	Header http.Header
	// Route is the matched operation, "updateTask" or the like; empty where
	// nothing matched.
	Route string
	// Pattern is the path of that operation as the document writes it,
	// "/api/v1/tasks/{task_id}" or the like: one of few, whatever clients ask for.
	Pattern string
	// User is the viewer's id; empty before authentication.
	User string
	// Refusal says why a token was refused, for the log only.
	Refusal string
	// Replies is what package reply has made for the response.
	Replies any
	// Err is the cause of a 5xx response, for the log only.
	Err error
}

type key struct{}

// NewContext returns a context that carries info.
func NewContext(ctx context.Context, info *Info) context.Context {
	return context.WithValue(ctx, key{}, info)
}

// FromContext returns the Info of ctx. Outside of a served request it returns
// an empty one, so that callers need no second path.
func FromContext(ctx context.Context) *Info {
	if info, ok := ctx.Value(key{}).(*Info); ok {
		return info
	}
	return &Info{Request: &http.Request{URL: &url.URL{}, Header: http.Header{}}, Header: http.Header{}}
}

// URL returns what the request asks for.
func URL(ctx context.Context) *url.URL { return FromContext(ctx).Request.URL }
