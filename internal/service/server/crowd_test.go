package server_test

import (
	"bufio"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"testing"
	"time"

	"github.com/entask/entask/internal/service/server"
)

// keepFrom opens a connection from an address of this host.
func (s *service) keepFrom(t *testing.T, address string) kept {
	t.Helper()
	d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(address)}}
	conn, err := d.DialContext(t.Context(), "tcp", s.addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	_ = conn.SetDeadline(time.Now().Add(10 * time.Second))
	return kept{conn, bufio.NewReader(conn)}
}

// open returns how many of some connections the service has not closed.
func open(t *testing.T, all []kept) (n int) {
	t.Helper()
	for _, k := range all {
		_ = k.SetReadDeadline(time.Now().Add(20 * time.Millisecond))
		if _, err := io.Copy(io.Discard, k.answers); errors.Is(err, os.ErrDeadlineExceeded) {
			n++
		}
		_ = k.SetReadDeadline(time.Now().Add(10 * time.Second))
	}
	return n
}

const most = 8

// crowded fills a server from one address, with connections that did the same.
func crowded(t *testing.T, o server.Options, do func(kept)) (*service, []kept) {
	t.Helper()
	o.MaxConnections = most
	s := start(t, o)
	var all []kept
	for range most {
		k := s.keepFrom(t, "127.0.0.1")
		do(k)
		all = append(all, k)
	}
	time.Sleep(50 * time.Millisecond) // until each is what it is to be
	return s, all
}

// TestCrowd: where there are too many connections, the address that has most of them loses
// one for each new one, and whoever comes is served.
func TestCrowd(t *testing.T) {
	tel := newTelemetry(t)
	leave := make(chan struct{})
	defer close(leave)
	api := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/api/slow" {
			<-leave
		}
		w.WriteHeader(http.StatusOK)
	})
	idle := func(k kept) {
		k.send(t, quick)
		k.wantAnswer(t, "at first", false)
	}
	for name, c := range map[string]struct {
		do       func(kept)
		from     string // the newcomer
		rejected bool
	}{
		"idle, from elsewhere":           {idle, "127.0.0.2", false},
		"idle, from there":               {idle, "127.0.0.1", false},
		"silent, from elsewhere":         {func(kept) {}, "127.0.0.2", false},
		"silent, from there":             {func(kept) {}, "127.0.0.1", false},
		"half a request, from elsewhere": {func(k kept) { k.send(t, "GET / HT") }, "127.0.0.2", false},
		"half a request, from there":     {func(k kept) { k.send(t, "GET / HT") }, "127.0.0.1", false},
		"HTTP/2, from elsewhere":         {func(k kept) { k.send(t, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n") }, "127.0.0.2", false},
		"HTTP/2, from there":             {func(k kept) { k.send(t, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n") }, "127.0.0.1", true},
		"served, from elsewhere":         {func(k kept) { k.send(t, "GET /api/slow HTTP/1.1\r\nHost: x\r\n\r\n") }, "127.0.0.2", false},
		"served, from there":             {func(k kept) { k.send(t, "GET /api/slow HTTP/1.1\r\nHost: x\r\n\r\n") }, "127.0.0.1", true},
	} {
		t.Run(name, func(t *testing.T) {
			s, all := crowded(t, server.Options{API: api, StopTimeout: time.Millisecond}, c.do)
			newcomer := s.keepFrom(t, c.from)
			if c.rejected {
				if n := open(t, []kept{newcomer}); n != 0 {
					t.Error("the newcomer is let in, want it rejected: all others have requests")
				}
				if n := open(t, all); n != most {
					t.Errorf("%d connections are left, want %d", n, most)
				}
				return
			}
			newcomer.send(t, quick)
			newcomer.wantAnswer(t, "the newcomer", false)
			if n := open(t, all); n != most-1 {
				t.Errorf("%d connections are left, want %d", n, most-1)
			}
		})
	}
	s, _ := crowded(t, server.Options{Meter: tel.Meter}, idle)
	for range 3 {
		k := s.keepFrom(t, "127.0.0.2")
		k.send(t, quick)
		k.wantAnswer(t, "a newcomer", false)
	}
	wantSample(t, tel, `entask_http_server_connections_closed_total 3`)
}
