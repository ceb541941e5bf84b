package feed

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"entgo.io/ent/dialect"

	"github.com/entask/entask/internal/postgres/pgtest"
	"github.com/entask/entask/internal/proof/harness"
	"github.com/entask/entask/internal/service/live"
	"github.com/entask/entask/internal/service/server"
	"github.com/entask/entask/internal/service/telemetry"
)

// running is a copy of the service on a socket, which serves the application of a graph as the
// role that row-level security holds. What others write it has to find out.
type running struct {
	t       testing.TB
	url     string
	streams *live.Streams
	metrics http.Handler
	invalid sync.Map // tokens
	stop    context.CancelFunc
	stopped chan error
}

// patience is how long a test waits for what must come at once.
const patience = 20 * time.Second

func (g *graph) run(o live.Options) *running {
	g.t.Helper()
	r := &running{t: g.t, stopped: make(chan error, 1)}
	o.Driver = g.driver
	if g.driver.Dialect() == dialect.Postgres {
		o.Driver = harness.Connect(g.t, pgtest.AsService(g.t, g.url)).Driver()
	}
	o.Logger = slog.New(slog.DiscardHandler)
	observed, err := telemetry.New(g.t.Context(), telemetry.Options{Getenv: func(string) string { return "" }, Logger: o.Logger})
	if err != nil {
		g.t.Fatal(err)
	}
	o.Meter, r.metrics = observed.Meter, observed.Metrics()
	if r.streams, err = live.New(o); err != nil {
		g.t.Fatal(err)
	}
	valid := func(token string) bool {
		_, invalid := r.invalid.Load(token)
		return !invalid
	}
	srv, err := server.New(server.Options{
		API:    harness.ServeLive(g.t, application.Open(o.Driver), r.streams, valid),
		OnStop: r.streams.Stop, Logger: o.Logger, MaxConnections: 20_000,
	})
	if err != nil {
		g.t.Fatal(err)
	}
	l, err := new(net.ListenConfig).Listen(g.t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		g.t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(g.t.Context()))
	r.url, r.stop = "http://"+l.Addr().String()+"/api", stop
	go func() { r.stopped <- srv.Serve(ctx, l) }()
	g.t.Cleanup(stop)
	return r
}

// some are options of tests.
func some() live.Options {
	return live.Options{PerUser: 100, Most: 1000, Beat: 100 * time.Millisecond, Look: 20 * time.Millisecond}
}

// open waits until so many streams and waiting requests are open.
func (r *running) open(want int) {
	r.t.Helper()
	r.counts(fmt.Sprint("entask_streams_open ", want))
}

// counts waits until a metric has a value.
func (r *running) counts(want string) {
	r.t.Helper()
	line := "\n" + want + "\n"
	for begun := time.Now(); ; time.Sleep(time.Millisecond) {
		w := httptest.NewRecorder()
		r.metrics.ServeHTTP(w, httptest.NewRequestWithContext(r.t.Context(), http.MethodGet, "/metrics", nil))
		if strings.Contains(w.Body.String(), line) {
			return
		}
		if time.Since(begun) > patience {
			r.t.Fatalf("never %s:\n%s", want, w.Body)
		}
	}
}

// answer is to a request. Its body is read until the test ends.
type answer struct {
	status int
	header http.Header
	body   io.ReadCloser
}

// ask sends a request of a user.
func (r *running) ask(user, path string, headers ...string) answer {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(r.t.Context(), patience)
	r.t.Cleanup(cancel)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, r.url+path, nil)
	if err != nil {
		r.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+user)
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	w, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { _ = w.Body.Close() })
	return answer{w.StatusCode, w.Header, w.Body}
}

// reader is a client that reads a stream.
type reader struct {
	follower
	answer

	filter string
	lines  *bufio.Scanner
	at     string // the id of the last event
	retry  bool   // a time to come back was said
}

// event is one of a stream.
type event struct{ name, data string }

// read opens a stream.
func (r *running) read(g *graph, user, path, query string, headers ...string) *reader {
	r.t.Helper()
	s := &reader{follower: follower{g: g, path: path, rows: map[string]map[string]any{}}}
	s.filter, s.answer = query, r.ask(user, path+"/changes"+query, append(headers, "Accept", "text/event-stream")...)
	if got := s.header.Get("Content-Type"); s.status != http.StatusOK || got != "text/event-stream" {
		r.t.Fatalf("status %d, %s, want a stream", s.status, got)
	}
	s.lines = bufio.NewScanner(s.body)
	s.lines.Buffer(nil, 4<<20)
	return s
}

// next returns the next event, and false at the end of the stream.
func (s *reader) next() (e event, ok bool) {
	for s.lines.Scan() {
		switch name, value, _ := strings.Cut(s.lines.Text(), ": "); name {
		case "event":
			e.name = value
		case "data":
			e.data = value
		case "id":
			s.at = value
		case "retry":
			s.retry = true
		case "":
			if e.data != "" {
				return e, true
			}
		}
	}
	return e, false
}

// page reads the next page.
func (s *reader) page() (p page) {
	s.g.t.Helper()
	e, ok := s.next()
	if !ok || e.name != "changes" {
		s.g.t.Fatalf("got %v, %v, want a page", e, s.lines.Err())
	}
	if err := json.Unmarshal([]byte(e.data), &p); err != nil {
		s.g.t.Fatalf("%s: %v", e.data, err)
	}
	s.apply(p)
	return p
}

// until reads pages until the client holds what it wants.
func (s *reader) until(want map[string]map[string]any) {
	s.g.t.Helper()
	for !reflect.DeepEqual(s.rows, want) {
		s.page()
	}
}

// ends wants the stream to end with a problem of that type, after pages that may still come.
func (s *reader) ends(kind string) {
	s.g.t.Helper()
	var p struct{ Type string }
	s.retry = false
	e, ok := s.next()
	for ok && e.name == "changes" {
		e, ok = s.next()
	}
	if err := json.Unmarshal([]byte(e.data), &p); !ok || e.name != "end" || err != nil || p.Type != kind || !s.retry {
		s.g.t.Errorf("got %+v, %v, want the end, with %s and when to come back", e, s.lines.Err(), kind)
	}
	if e, ok := s.next(); ok {
		s.g.t.Errorf("after the end comes %+v", e)
	}
}

// list returns the rows of ann's list, by id.
func (g *graph) list(path string) map[string]map[string]any {
	g.t.Helper()
	var list []map[string]any
	decode(g.t, g.send(http.StatusOK, "GET", path, ""), &list)
	rows := map[string]map[string]any{}
	for _, row := range list {
		id, _ := row["id"].(string)
		rows[id] = row
	}
	return rows
}

func decodeBody(t testing.TB, w answer, v any) {
	t.Helper()
	if err := json.NewDecoder(w.body).Decode(v); err != nil {
		t.Error(err)
	}
}
