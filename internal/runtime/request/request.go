// Package request carries what the layers of one HTTP request tell each other. Each thing
// that travels has a type and a place of its own; all of them are one allocation.
//
// The outermost middleware begins a Context, and every other context of the request
// descends from it. The functions of the package say who may do what:
//
//	what             written by                              read by
//	Identity         the server, once: New                   problems, rate limits, logs, traces
//	response header  whoever sees no ResponseWriter: Header  net/http
//	Inbound          the API: InboundOf                      the API; seals of lists; generated code: URL
//	Route            whoever matches a path: Match           logs, metrics, traces: Context.Route
//	Log              Authenticated, Refused, Failed          logs, audit, metrics, traces: Context.Log
//	rows             whoever makes several: Made             audit: Context.Rows
//	Attempts         the API; the database: Wrote            the API, idempotency: AttemptsOf
//	Work             the database: Ran, Waited               the log of slow requests: Context.Work
//	idle time        streams: Idled                          metrics, the log of slow requests: Idle
//	Place            the database's driver: Admit             the API: PlaceOf
//	price            the API: Charging                       whoever does more for it: Pay
//	reply.Texts      package reply                           the API: reply.TextsOf
//	memory.Claim     the API; whoever grows a reply          the API, the database: memory.Of
//
// It is a leaf but for reply and memory, so that the server and the API share facts without importing
// each other. Outside of a served request every function has an empty place to work on, so
// that callers need no second path.
package request

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/google/uuid"

	"github.com/entask/entask/internal/runtime/memory"
	"github.com/entask/entask/internal/runtime/reply"
)

// Context is the context of one request. It belongs to the goroutine that serves the
// request and must not outlive it.
type Context struct {
	context.Context

	identity Identity
	header   http.Header
	inbound  Inbound
	route    Route
	log      Log
	attempts Attempts
	rows     []uuid.UUID
	work     work
	idle     time.Duration
	place    Place
	texts    reply.Texts
	claim    memory.Claim
	apart    *Apart
}

// Identity says which request it is, and from where it comes.
type Identity struct {
	// ID identifies the request in logs, in problem documents and in the X-Request-Id
	// header.
	ID string
	// Address is the client's IP address, past trusted proxies, without a port.
	Address string
}

// Inbound is the request as the router sees it, for layers that see none.
type Inbound struct {
	Request *http.Request
	// Body is the request's body, once it has been read.
	Body []byte
}

// Route is what a path matched; it is empty where nothing matched.
type Route struct {
	// Operation is the name of the operation, "updateTask" or the like.
	Operation string
	// Pattern is the path of that operation as the document writes it,
	// "/api/v1/tasks/{task_id}" or the like: one of few, whatever clients ask for.
	Pattern string
}

// New begins the context of a request. The header is that of the response.
func New(parent context.Context, id Identity, header http.Header) *Context {
	return &Context{Context: parent, identity: id, header: header}
}

type key struct{}

// Value implements context.Context.
func (c *Context) Value(k any) any {
	switch k.(type) {
	case key:
		return c
	case reply.Key:
		return &c.texts
	case memory.Key:
		return &c.claim
	}
	return c.Context.Value(k)
}

// Of returns the context of the request that ctx descends from, or an empty one. To look for
// it costs as much as ctx is deep below it, so whoever needs several places looks once.
func Of(ctx context.Context) *Context {
	if c, ok := ctx.Value(key{}).(*Context); ok {
		return c
	}
	c := New(ctx, Identity{}, http.Header{})
	c.inbound.Request = &http.Request{URL: &url.URL{}, Header: http.Header{}}
	return c
}

// IdentityOf returns which request is served.
func IdentityOf(ctx context.Context) Identity { return Of(ctx).identity }

// Identity returns which request is served.
func (c *Context) Identity() Identity { return c.identity }

// Header returns the response's header.
func Header(ctx context.Context) http.Header { return Of(ctx).header }

// Header returns the response's header.
func (c *Context) Header() http.Header { return c.header }

// InboundOf returns the place of the request as the router sees it.
func InboundOf(ctx context.Context) *Inbound { return &Of(ctx).inbound }

// Inbound returns the place of the request as the router sees it.
func (c *Context) Inbound() *Inbound { return &c.inbound }

// Texts returns the texts that are made for the request.
func (c *Context) Texts() *reply.Texts { return &c.texts }

// Claim returns what the request takes of the memory.
func (c *Context) Claim() *memory.Claim { return &c.claim }

// URL returns what the request asks for.
func URL(ctx context.Context) *url.URL { return Of(ctx).inbound.Request.URL }

// Match says what the path of the request matched.
func Match(ctx context.Context, r Route) { Of(ctx).Match(r) }

// Match says what the path of the request matched.
func (c *Context) Match(r Route) { c.route = r }

// Route returns what the path of the request matched.
func (c *Context) Route() Route { return c.route }

// Idled says that for so long the request had nothing to do but to wait for changes.
func (c *Context) Idled(d time.Duration) { c.idle += d }

// Idle returns how long that was.
func (c *Context) Idle() time.Duration { return c.idle }

// Made says which rows the request has made, if it has made several.
func Made(ctx context.Context, rows []uuid.UUID) { Of(ctx).rows = rows }

// Rows returns the ids of the rows that the request has made.
func (c *Context) Rows() []uuid.UUID { return c.rows }

// AttemptsOf returns the attempts at the operation.
func AttemptsOf(ctx context.Context) *Attempts { return &Of(ctx).attempts }

// Attempts returns the attempts at the operation.
func (c *Context) Attempts() *Attempts { return &c.attempts }
