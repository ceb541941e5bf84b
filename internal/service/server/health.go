package server

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"

	"github.com/entask/entask/internal/runtime/metrics"
	"github.com/entask/entask/internal/runtime/problem"
	"github.com/entask/entask/internal/runtime/request"
)

const (
	// readyTimeout is how long a check may take, readyFor how long its result is used
	// again, so that clients without a token cannot keep the database busy.
	readyTimeout = 2 * time.Second
	readyFor     = 500 * time.Millisecond

	retryAfter = "5" // seconds
)

// Check is one part that requests cannot do without.
type Check struct {
	// Name is what /readyz calls the part.
	Name string
	// Ask returns why the part cannot be used now, for the log, or nil.
	Ask func(context.Context) error
	// Vital says that /health fails without the part; /readyz fails without any part.
	Vital bool
	// Reason turns an error of Ask into a public sentence, which names the part and
	// neither a secret nor a host.
	Reason func(error) string
}

// The words of a part.
const (
	isOK      = "ok"
	isFailed  = "failed"
	isUnknown = "unknown" // nobody has asked yet
)

// livez says that the process answers. It checks nothing else, or an outage of the database
// would restart every replica.
func (s *Server) livez(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, map[string]string{"status": isOK})
}

// readyz says whether to send requests here. While draining it asks nobody, so that a
// load balancer hears of it at once.
func (s *Server) readyz(w http.ResponseWriter, r *http.Request) {
	if s.draining.Load() {
		words := map[string]string{"draining": "yes"}
		for _, p := range s.parts {
			words[p.Name] = p.word()
		}
		unready(w, r, "The server is shutting down", words)
		return
	}
	if words, ok := s.ask(w, r, func(*part) bool { return true }); ok {
		writeJSON(w, map[string]any{"status": isOK, "checks": words})
	}
}

// health is for people and for dashboards.
func (s *Server) health(w http.ResponseWriter, r *http.Request) {
	words, ok := s.ask(w, r, func(p *part) bool { return p.Vital })
	if !ok {
		return
	}
	body := map[string]any{"status": isOK, "checks": words, "version": s.options.Version}
	for name, word := range words { // where earlier releases put them
		body[name] = word
	}
	writeJSON(w, body)
}

// ask returns a word for each part, or answers the request if a needed one failed.
func (s *Server) ask(w http.ResponseWriter, r *http.Request, needed func(*part) bool) (words map[string]string, ok bool) {
	words = map[string]string{}
	var errs []error
	var reasons []string
	for _, p := range s.parts {
		err := p.ask(r.Context())
		if err != nil && needed(p) {
			errs = append(errs, err)
			reasons = append(reasons, p.Reason(err))
		}
		words[p.Name] = wordOf(err)
	}
	if len(errs) == 0 {
		return words, true
	}
	request.Failed(r.Context(), errors.Join(errs...))
	unready(w, r, strings.Join(reasons, "; "), words)
	return nil, false
}

func unready(w http.ResponseWriter, r *http.Request, detail string, words map[string]string) {
	w.Header().Set("Retry-After", retryAfter)
	p := problem.New(http.StatusServiceUnavailable, detail)
	p.RequestID = request.IdentityOf(r.Context()).ID
	p.Checks = words
	problem.Write(w, p)
}

// part asks its check once for all requests at the same time.
type part struct {
	Check
	mu   sync.Mutex
	last atomic.Pointer[finding]
}

type finding struct {
	err   error
	until time.Time
}

func (p *part) ask(ctx context.Context) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if last := p.last.Load(); last != nil && time.Now().Before(last.until) {
		return last.err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), readyTimeout)
	defer cancel()
	err := p.Ask(ctx)
	p.last.Store(&finding{err, time.Now().Add(readyFor)})
	return err
}

// offer makes a metric of each part, 1 or 0: a scrape asks as /readyz does.
func (s *Server) offer(provider metric.MeterProvider) error {
	set := metrics.New(provider, scope)
	for _, p := range s.parts {
		set.Gauge("entask.ready", "", "Whether a part can be used without which requests cannot be served.", func() (float64, bool) {
			if p.ask(context.Background()) != nil {
				return 0, true
			}
			return 1, true
		}, attribute.String("check", p.Name))
	}
	return set.Err()
}

// word is the last result, however old. It waits for nothing.
func (p *part) word() string {
	last := p.last.Load()
	if last == nil {
		return isUnknown
	}
	return wordOf(last.err)
}

func wordOf(err error) string {
	if err != nil {
		return isFailed
	}
	return isOK
}
