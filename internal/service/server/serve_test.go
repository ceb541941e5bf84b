package server_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/entask/entask/internal/service/server"
)

// slow is an API whose request ends when the test says so.
func slow() (api http.Handler, entered, leave chan struct{}) {
	entered, leave = make(chan struct{}), make(chan struct{})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/api/slow" {
			close(entered)
			<-leave
		}
		_, _ = io.WriteString(w, "done")
	}), entered, leave
}

func TestGracefulStop(t *testing.T) {
	t.Parallel()
	api, entered, leave := slow()
	s := start(t, server.Options{API: api, DrainDelay: 3 * time.Second})
	answered := make(chan answer, 1)
	go func() { answered <- s.do(t, http.MethodGet, "/api/slow", nil) }()
	<-entered
	s.stop()

	// First readiness goes, while requests are still served.
	for s.do(t, http.MethodGet, "/readyz", nil).StatusCode == http.StatusOK {
		time.Sleep(time.Millisecond)
	}
	got := s.do(t, http.MethodGet, "/readyz", nil)
	wantUnready(t, got, "The server is shutting down", map[string]string{"draining": "yes"})
	for _, path := range []string{"/api/quick", "/livez", "/health"} {
		if got := s.do(t, http.MethodGet, path, nil); got.StatusCode != http.StatusOK {
			t.Errorf("%s while draining: got %d, want 200", path, got.StatusCode)
		}
	}

	// Then the door closes, and what is inside finishes.
	for {
		conn, err := net.Dial("tcp", s.addr)
		if err != nil {
			break
		}
		conn.Close()
		time.Sleep(5 * time.Millisecond)
	}
	select {
	case err := <-s.result:
		t.Fatalf("Serve() = %v before the request was done", err)
	default:
	}
	close(leave)
	if got := <-answered; got.body != "done" {
		t.Errorf("the request in flight got %d %s", got.StatusCode, got.body)
	}
	if err := <-s.result; err != nil {
		t.Errorf("Serve() = %v, want nil", err)
	}
}

func TestStopDoesNotWaitForever(t *testing.T) {
	api, entered, leave := slow()
	defer close(leave)
	s := start(t, server.Options{API: api, StopTimeout: 20 * time.Millisecond})
	go func() {
		if res, err := http.Get(s.url + "/api/slow"); err == nil {
			_ = res.Body.Close()
		}
	}()
	<-entered
	s.stop()
	want := "stop serving: requests were cut off after 20ms"
	if err := <-s.result; err == nil || err.Error() != want {
		t.Errorf("Serve() = %v, want %s", err, want)
	}
}

func TestServeOnABrokenListener(t *testing.T) {
	s, err := server.New(server.Options{})
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listener.Close()
	if err := s.Serve(t.Context(), listener); !errors.Is(err, net.ErrClosed) {
		t.Errorf("Serve() = %v, want %v", err, net.ErrClosed)
	}
}

func TestHTTP2WithoutTLS(t *testing.T) {
	s := start(t, server.Options{CORS: server.CORS{Origins: []string{origin}}})
	var protocols http.Protocols
	protocols.SetUnencryptedHTTP2(true)
	transport := &http.Transport{Protocols: &protocols}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport}
	for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodPost} {
		r, err := http.NewRequestWithContext(t.Context(), method, s.url+"/api/v1/things/", strings.NewReader("{}"))
		if err != nil {
			t.Fatal(err)
		}
		resp, err := client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if err != nil || resp.ProtoMajor != 2 || resp.StatusCode != http.StatusOK || (method == http.MethodHead) != (len(body) == 0) {
			t.Errorf("%s: got %s %d %s, %v", method, resp.Proto, resp.StatusCode, body, err)
		}
	}
}

// TestPrivatePages: what the private port serves, the public port does not.
func TestPrivatePages(t *testing.T) {
	s := start(t, server.Options{API: http.HandlerFunc(things)})
	for _, path := range []string{"/metrics", "/debug/pprof", "/debug/pprof/", "/debug/pprof/heap", "/debug/pprof/profile", "/debug/pprof/cmdline", "/api/debug/pprof/"} {
		if got := s.do(t, http.MethodGet, path, nil); got.StatusCode != http.StatusNotFound {
			t.Errorf("%s: got %d, want 404", path, got.StatusCode)
		}
	}
}

func TestServeMetrics(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	result := make(chan error, 1)
	metrics := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "up 1") })
	go func() { result <- server.ServeMetrics(ctx, listener, metrics, slog.New(slog.DiscardHandler)) }()
	s := &service{url: "http://" + listener.Addr().String()}
	if got := s.do(t, http.MethodGet, "/metrics", nil); got.body != "up 1" {
		t.Errorf("got %d %s", got.StatusCode, got.body)
	}
	for path, want := range map[string]int{"/": 404, "/metrics/x": 404, "/debug": 404, "/debug/pprof/nothing": 404, "/livez": 404} {
		if got := s.do(t, http.MethodGet, path, nil); got.StatusCode != want {
			t.Errorf("%s: got %d, want %d", path, got.StatusCode, want)
		}
	}
	if got := s.do(t, http.MethodPost, "/metrics", nil); got.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("POST: got %d, want 405", got.StatusCode)
	}
	for path, want := range map[string]string{
		"/debug/pprof/": "full goroutine stack dump", "/debug/pprof/goroutine?debug=1": "TestServeMetrics", "/debug/pprof/heap?debug=1": "heap profile",
		"/debug/pprof/cmdline": "server.test", "/debug/pprof/profile?seconds=1": "\x1f\x8b", "/debug/pprof/trace?seconds=0.01": "go 1.", "/debug/pprof/symbol": "num_symbols",
	} {
		if got := s.do(t, http.MethodGet, path, nil); got.StatusCode != http.StatusOK || !strings.Contains(got.body, want) {
			t.Errorf("%s: got %d %.100q, want %q", path, got.StatusCode, got.body, want)
		}
	}
	cancel()
	if err := <-result; err != nil {
		t.Errorf("ServeMetrics() = %v, want nil", err)
	}
}
