package server

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/entask/entask/internal/request"
)

const (
	// readyTimeout is how long a check may take, readyFor how long its answer is
	// good for: whoever asks without a token must not keep the database busy.
	readyTimeout = 2 * time.Second
	readyFor     = 500 * time.Millisecond

	retryAfter = "5" // seconds
)

// livez says that the process answers; nothing else can make it fail, or an
// outage of the database would have every replica restarted.
func (s *Server) livez(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, map[string]string{"status": "ok"})
}

// readyz says whether to send requests here.
func (s *Server) readyz(w http.ResponseWriter, r *http.Request) {
	if s.draining.Load() {
		w.Header().Set("Retry-After", retryAfter)
		refuse(w, r, http.StatusServiceUnavailable, "The server is shutting down")
		return
	}
	if s.isReady(w, r) {
		writeJSON(w, map[string]string{"status": "ok"})
	}
}

// health is for people and for dashboards.
func (s *Server) health(w http.ResponseWriter, r *http.Request) {
	if s.isReady(w, r) {
		writeJSON(w, map[string]string{"status": "ok", "database": "ok", "version": s.options.Version})
	}
}

func (s *Server) isReady(w http.ResponseWriter, r *http.Request) bool {
	err := s.ready.ask(r.Context())
	if err == nil {
		return true
	}
	request.FromContext(r.Context()).Err = err
	w.Header().Set("Retry-After", retryAfter)
	refuse(w, r, http.StatusServiceUnavailable, "The database cannot be reached")
	return false
}

// readiness asks once for all who want to know at the same time.
type readiness struct {
	check func(context.Context) error
	mu    sync.Mutex
	until time.Time
	err   error
}

func (c *readiness) ask(ctx context.Context) error {
	if c.check == nil {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if time.Now().Before(c.until) {
		return c.err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), readyTimeout)
	defer cancel()
	c.err = c.check(ctx)
	c.until = time.Now().Add(readyFor)
	return c.err
}
