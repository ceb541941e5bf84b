// Package live answers a change feed for longer than a request takes: as a stream of Server-Sent
// Events, and by waiting until there is something new, as the preference "wait" of RFC 7240 asks.
//
// It stands in front of the API and asks it for every page, so that a stream shows what a request
// would, and nothing else: the same viewer, filters, order and limits. Between two pages a stream
// has neither a connection to the database nor a place among those that wait for one.
//
// Start with Streams.Serve. stream.go is the life of a stream, output.go makes an event of a
// reply, wait.go waits once, watch.go finds out for all that wait who has something new.
//
// The package knows no entity and no token, and of the database only the counters of changes.
package live

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"entgo.io/ent/dialect"
	"go.opentelemetry.io/otel/metric"

	"github.com/entask/entask/internal/runtime/viewer"
)

// Options are the limits of streams, and what they stand on. An unset duration has the default
// that its comment names.
type Options struct {
	// Driver reads the counters of changes.
	Driver dialect.Driver
	// PerUser is how many streams one user may have open, and Most how many there are in all.
	PerUser, Most int
	// Pages is how many pages are asked for at the same time, of one user half of them. Ordinary
	// requests need the database too. The default is 4.
	Pages int
	// Look is how long the counters are left alone between two looks: 100 milliseconds. One stream
	// sends no more than a page in this time.
	Look time.Duration
	// Beat is about how often a stream says that it is there: 20 seconds.
	Beat time.Duration
	// WriteTimeout is how long a client may take to read an event: 30 seconds.
	WriteTimeout time.Duration
	// PageTimeout is how long a page may take: 15 seconds.
	PageTimeout time.Duration
	Meter       metric.MeterProvider
	Logger      *slog.Logger
}

// Streams are those of one copy of the service.
type Streams struct {
	options Options
	watch   *watch
	open    openings
	pages   chan struct{} // a place for each page that is asked for
	stopped chan struct{}
	stop    sync.Once
	counts  *counts
}

// New returns no streams yet.
func New(o Options) (*Streams, error) {
	o.Pages = cmp.Or(o.Pages, 4)
	o.Look = cmp.Or(o.Look, 100*time.Millisecond)
	o.Beat = cmp.Or(o.Beat, 20*time.Second)
	o.WriteTimeout = cmp.Or(o.WriteTimeout, 30*time.Second)
	o.PageTimeout = cmp.Or(o.PageTimeout, 15*time.Second)
	o.Logger = cmp.Or(o.Logger, slog.Default())
	s := &Streams{
		options: o, watch: newWatch(o), pages: make(chan struct{}, o.Pages), stopped: make(chan struct{}),
		open: openings{most: o.Most, perUser: o.PerUser, pages: max(o.Pages/2, 1), users: map[string]*openUser{}},
	}
	err := s.measure(o.Meter)
	return s, err
}

// Wrote says that a change of the viewer of ctx is committed, so that who waits for it need not
// wait until the next look.
func (s *Streams) Wrote(ctx context.Context) {
	if id, ok := viewer.ID(ctx); ok && s != nil { // before there are streams, nobody waits
		s.watch.nudge(id)
	}
}

// Stop ends all streams, and answers who waits. It returns at once.
func (s *Streams) Stop() { s.stop.Do(func() { close(s.stopped) }) }

// API is what streams are made of.
type API struct {
	// Next answers a request for a page.
	Next http.Handler
	// Valid says whether the token of a request is valid still.
	Valid func(ctx context.Context, r *http.Request) bool
	// Refuse answers with an error.
	Refuse func(ctx context.Context, w http.ResponseWriter, r *http.Request, err error)
}

// handler serves the feeds of an API.
type handler struct {
	*Streams
	API

	feeds map[string]bool // by path
}

// Serve returns an API whose change feeds, which the document marks, can be streams.
func (s *Streams) Serve(document []byte, api API) (http.Handler, error) {
	var doc struct {
		Paths map[string]struct {
			Get *struct {
				Feed string `json:"x-feed"`
			} `json:"get"`
		} `json:"paths"`
	}
	if err := json.Unmarshal(document, &doc); err != nil {
		return nil, fmt.Errorf("find change feeds: %w", err)
	}
	h := &handler{Streams: s, API: api, feeds: map[string]bool{}}
	for path, item := range doc.Paths {
		if item.Get != nil && item.Get.Feed != "" {
			h.feeds[path] = true
		}
	}
	return h, nil
}

// ServeHTTP implements http.Handler.
func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet || !h.feeds[r.URL.Path] {
		h.Next.ServeHTTP(w, r)
		return
	}
	w.Header().Add("Vary", "Accept")
	if wantsEvents(r.Header) {
		h.stream(w, r)
	} else if most, ok := waitOf(r.Header); ok {
		h.wait(w, r, most)
	} else {
		h.Next.ServeHTTP(w, r)
	}
}
