package main

import (
	"context"
	"encoding/json"
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
	"github.com/entask/entask/ogent"
)

// production is the handler of entask serve in this process, with everything that is on
// in production, and with a row of a user.
type production struct {
	handler  http.Handler
	db       *database.DB
	observed *telemetry.Telemetry
	purges   []*purger
	token    string
	list     string // the path of the first entity in the document
	item     string // the path of its rows, as the document has it
	one      string // the path of a row
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
	observed, flush, err := observe(ctx, cfg, logger, dropped{log: func() int64 { return lostLines }, audit: func() int64 { return lostLines }})
	check(tb, err)
	tb.Cleanup(func() { check(tb, flush()) })
	queue, err := newAdmission(cfg, observed.Meter)
	check(tb, err)
	db, err := connectToServe(ctx, cfg, observed.Meter, hooks{queue.Admit, func(context.Context) {}}, logger)
	check(tb, err)
	tb.Cleanup(func() { check(tb, db.Close()) })
	client := ent.NewClient(ent.Driver(db.Driver()))
	ready, err := prepare(ctx, db, client, prepareOptions{cfg: cfg, meter: observed.Meter, logger: logger, migrate: true})
	check(tb, err)
	store := idempotency.New(client, db.Driver())
	var purges []*purger
	for _, of := range purgedRows(store, db.Driver()) {
		purge, err := newPurger(of, observed.Meter, logger)
		check(tb, err)
		purges = append(purges, purge)
	}
	verifier, err := newVerifier(ctx, cfg, cfg.BetterAuthSecret.Reveal(), observed.Meter, logger)
	check(tb, err)
	served, err := newHandlers(cfg, apiParts{verifier: verifier, client: client, store: store, data: userData(db, queue.Admit), driver: db.Driver(), meter: observed.Meter, logger: logger})
	check(tb, err)
	srv, err := server.New(server.Options{API: served.api, Ready: checks(ready.check, verifier.Ready, ready.watch.ready), CORS: server.CORS{Origins: cfg.AllowedOrigins}, Meter: observed.Meter, Tracer: observed.Tracer, Propagator: observed.Propagator, Logger: logger})
	check(tb, err)
	p := &production{handler: srv.Handler(), db: db, observed: observed, purges: purges}
	p.token, err = sign(cfg, cfg.BetterAuthSecret.Reveal(), "ann", time.Hour)
	check(tb, err)
	first, err := firstExample(ogent.Document)
	check(tb, err)
	p.list, p.item = first.path, itemOf(tb, first.path)
	p.one = p.create(tb, first.body)
	return p
}

// itemOf returns the path of a row below the path of a list, as the document has it.
func itemOf(tb testing.TB, list string) string {
	tb.Helper()
	var doc described
	check(tb, json.Unmarshal(ogent.Document, &doc))
	for path, of := range doc.Paths {
		if below, ok := strings.CutPrefix(path, list+"/{"); ok && !strings.Contains(below, "/") && of.Get != nil {
			return path
		}
	}
	tb.Fatalf("the document has no rows below %s to read", list)
	return ""
}

// create creates a row and returns its path.
func (p *production) create(tb testing.TB, body string) string {
	tb.Helper()
	w := httptest.NewRecorder()
	p.handler.ServeHTTP(w, p.request("POST", p.list, body))
	if w.Code != http.StatusCreated {
		tb.Fatalf("create: %d %s", w.Code, w.Body)
	}
	return w.Header().Get("Location")
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
