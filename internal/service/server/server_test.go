package server_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/entask/entask/internal/runtime/problem"
	"github.com/entask/entask/internal/runtime/request"
	"github.com/entask/entask/internal/service/server"
)

// service is a running server, reached through a real connection.
type service struct {
	url    string
	addr   string
	log    *logBuffer
	stop   context.CancelFunc // as SIGTERM does
	result chan error         // of Serve
}

// start runs a server until the test is over.
func start(t testing.TB, o server.Options) *service {
	t.Helper()
	log := &logBuffer{}
	o.Logger = slog.New(slog.NewJSONHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	if o.Document == nil {
		o.Document = []byte(`{"openapi":"3.0.3"}`)
	}
	if o.API == nil {
		o.API = http.HandlerFunc(echo)
	}
	s, err := server.New(o)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	addr := listener.Addr().String()
	run := &service{url: "http://" + addr, addr: addr, log: log, stop: cancel, result: make(chan error, 1)}
	done := make(chan struct{})
	go func() { run.result <- s.Serve(ctx, listener); close(done) }()
	t.Cleanup(func() { cancel(); <-done })
	return run
}

// echo is an API that says what reached it.
func echo(w http.ResponseWriter, r *http.Request) {
	request.Match(r.Context(), request.Route{Operation: "echo"})
	request.Authenticated(r.Context(), "u1")
	id := request.IdentityOf(r.Context())
	body, err := io.ReadAll(r.Body)
	if err != nil {
		problem.Write(w, problem.New(http.StatusRequestEntityTooLarge, err.Error()))
		return
	}
	_ = json.NewEncoder(w).Encode(map[string]string{
		"method": r.Method, "path": r.URL.EscapedPath(), "body": string(body), "address": id.Address, "id": id.ID,
	})
}

type answer struct {
	*http.Response
	body string
}

// do sends a request; header lines are "Name: value".
func (s *service) do(t testing.TB, method, path string, body io.Reader, header ...string) answer {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, s.url+path, body)
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range header {
		name, value, _ := strings.Cut(line, ": ")
		r.Header.Add(name, value)
	}
	r.Host = r.Header.Get("Host") // net/http sends no other
	resp, err := noRedirect.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{resp, string(text)}
}

var noRedirect = &http.Client{
	Timeout:       10 * time.Second,
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

// wantProblem checks that an answer is a problem document of ours, whole.
func wantProblem(t testing.TB, got answer, status int, detail string) {
	t.Helper()
	want := problem.New(status, detail)
	want.RequestID = got.Header.Get("X-Request-Id")
	text, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	if got.StatusCode != status || strings.TrimSpace(got.body) != string(text) || want.RequestID == "" {
		t.Errorf("got %d %s\nwant %d %s", got.StatusCode, got.body, status, text)
	}
	if kind := got.Header.Get("Content-Type"); kind != problem.ContentType {
		t.Errorf("Content-Type = %q, want %q", kind, problem.ContentType)
	}
}

func wantHeader(t testing.TB, got answer, name, want string) {
	t.Helper()
	if got := got.Header.Get(name); got != want {
		t.Errorf("%s = %q, want %q", name, got, want)
	}
}

// logBuffer collects JSON log lines.
type logBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *logBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *logBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

// line returns the one log line that carries the request id. A line may come a
// moment after its answer.
func (b *logBuffer) line(t testing.TB, id string) map[string]any {
	t.Helper()
	for range 100 {
		var found []map[string]any
		for text := range strings.Lines(b.String()) {
			var line map[string]any
			if err := json.Unmarshal([]byte(text), &line); err != nil {
				t.Fatalf("log line %s: %v", text, err)
			}
			if line["request_id"] == id {
				found = append(found, line)
			}
		}
		if len(found) == 1 {
			return found[0]
		}
		if len(found) > 1 {
			t.Fatalf("%d log lines for one request: %v", len(found), found)
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("no log line for %s in %s", id, b.String())
	return nil
}
