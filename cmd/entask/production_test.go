package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/entask/entask/ent"
	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/postgres/pgtest"
	"github.com/entask/entask/internal/service/config"
	"github.com/entask/entask/internal/service/idempotency"
	"github.com/entask/entask/internal/service/logging"
	"github.com/entask/entask/internal/service/server"
	"github.com/entask/entask/internal/service/telemetry"
)

// production is the handler of entask serve in this process, with everything that is on
// in production, and with the tasks of a user.
type production struct {
	handler  http.Handler
	db       *database.DB
	observed *telemetry.Telemetry
	purge    *purger
	token    string
	one      string // the path of a task
}

// lostLines is how many lines of its log were dropped.
const lostLines = 3

// newProduction returns a production with further settings.
func newProduction(tb testing.TB, settings ...string) *production {
	tb.Helper()
	ctx, cancel := context.WithCancel(tb.Context())
	tb.Cleanup(cancel)
	vars := map[string]string{
		"DATABASE_URL":       pgtest.Direct(pgtest.NewDatabase(tb)), // migrations need a session
		"BETTER_AUTH_URL":    "http://localhost:3000",
		"BETTER_AUTH_SECRET": "a-shared-secret-of-thirty-two-bytes-or-more",
		"AUTH_JWKS_URL":      "off",
		"RATE_LIMIT":         "1000000/second",
	}
	for _, setting := range settings {
		name, value, _ := strings.Cut(setting, "=")
		vars[name] = value
	}
	cfg, err := config.Load(func(name string) string { return vars[name] }, tb.TempDir(), config.ForServe)
	check(tb, err)
	logger, _ := logging.New(io.Discard, logging.Options{Level: cfg.LogLevel})
	observed, flush, err := observe(ctx, cfg, logger, func() int64 { return lostLines })
	check(tb, err)
	tb.Cleanup(func() { check(tb, flush()) })
	db, err := connect(ctx, cfg, observed.Meter)
	check(tb, err)
	tb.Cleanup(func() { check(tb, db.Close()) })
	client := ent.NewClient(ent.Driver(db.Driver()))
	_, err = prepare(ctx, db, client, true, logger)
	check(tb, err)
	store := idempotency.New(client, db.Driver())
	purge, err := newPurger(store, observed.Meter, logger)
	check(tb, err)
	verifier, err := newVerifier(ctx, cfg, cfg.BetterAuthSecret.Reveal(), observed.Meter, logger)
	check(tb, err)
	api, err := newAPI(cfg, apiParts{verifier: verifier, client: client, store: store, meter: observed.Meter, logger: logger})
	check(tb, err)
	srv, err := server.New(server.Options{API: api, Origins: cfg.AllowedOrigins, Meter: observed.Meter, Tracer: observed.Tracer, Propagator: observed.Propagator, Logger: logger})
	check(tb, err)
	p := &production{handler: srv.Handler(), db: db, observed: observed, purge: purge}
	p.token, err = sign(cfg, cfg.BetterAuthSecret.Reveal(), "ann", time.Hour)
	check(tb, err)
	for i := range 30 {
		body := fmt.Sprintf(`{"title": "Task %d", "description": "What there is to say.", "due_date": "2027-03-08T17:00:00Z"}`, i)
		w := httptest.NewRecorder()
		p.handler.ServeHTTP(w, p.request("POST", "/api/v1/tasks", body))
		if p.one = w.Header().Get("Location"); w.Code != http.StatusCreated {
			tb.Fatalf("create: %d %s", w.Code, w.Body)
		}
	}
	return p
}

func check(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

func (p *production) request(method, path, body string) *http.Request {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+p.token)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	return r
}

// asked are the requests whose cost is watched.
func (p *production) asked() []asked {
	return []asked{
		{"list of 20", "GET", "/api/v1/tasks?limit=20", "", 200},
		{"read", "GET", p.one, "", 200},
		{"create", "POST", "/api/v1/tasks", `{"title": "Buy milk", "priority": "high", "due_date": "2027-03-08T17:00:00Z"}`, 201},
		{"toggle", "PATCH", p.one + "/toggle", "", 200},
		{"update", "PATCH", p.one, `{"title": "Buy bread", "priority": "low"}`, 200},
		{"refused body", "POST", "/api/v1/tasks", `{"title": ""}`, 422},
	}
}

type asked struct {
	name, method, path, body string
	status                   int
}

// sender returns a function that sends the same request each time and does not allocate
// itself.
func (p *production) sender(tb testing.TB, a asked) func() {
	r := p.request(a.method, a.path, a.body)
	body := strings.NewReader(a.body)
	r.Body = io.NopCloser(body)
	w := &writer{header: http.Header{}}
	return func() {
		body.Reset(a.body)
		clear(w.header)
		w.body.Reset()
		p.handler.ServeHTTP(w, r)
		if w.status != a.status {
			tb.Fatalf("%s: status %d, want %d: %s", a.name, w.status, a.status, w.body.Bytes())
		}
	}
}

// writer is an http.ResponseWriter that is used again.
type writer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (w *writer) Header() http.Header         { return w.header }
func (w *writer) WriteHeader(status int)      { w.status = status }
func (w *writer) Write(p []byte) (int, error) { return w.body.Write(p) }
