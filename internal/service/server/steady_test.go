package server_test

import (
	"bufio"
	"errors"
	"io"
	"net"
	"net/http"
	"syscall"
	"testing"
	"time"

	"github.com/entask/entask/internal/service/server"
)

// long is an API whose reply is longer than what the kernel and a client take unread. It
// says when and how each reply has ended.
func long(size int) (api http.Handler, ended chan error) {
	ended = make(chan error, 10)
	body := make([]byte, size)
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, err := w.Write(body)
		ended <- err
	}), ended
}

// ask sends a request on a connection that takes so many bytes of the reply before they are
// read.
func (s *service) ask(t *testing.T, header string, window int) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", s.addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if err := conn.(*net.TCPConn).SetReadBuffer(window); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(conn, "GET /api/long HTTP/1.1\r\nHost: x\r\n"+header+"\r\n"); err != nil {
		t.Fatal(err)
	}
	return conn
}

// TestReaderThatStops: a client that does not read is hung up on after ten seconds, well
// before the time for the whole reply is over, and nothing of the reply is kept.
func TestReaderThatStops(t *testing.T) {
	for name, header := range map[string]string{"as it is": "", "gzipped": "Accept-Encoding: gzip\r\n"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			size := 4 << 20
			if header != "" {
				size = 1 << 30 // of zeros, a thousandth is left
			}
			api, ended := long(size)
			s := start(t, server.Options{API: api})
			conn, began := s.ask(t, header, 4<<10), time.Now()
			err, took := <-ended, time.Since(began)
			if netErr, ok := errors.AsType[net.Error](err); !ok || !netErr.Timeout() || took < 9*time.Second || took > 25*time.Second {
				t.Errorf("the reply ended with %v after %s, want a timeout after 10 s", err, took)
			}
			if _, err := io.Copy(io.Discard, conn); !errors.Is(err, syscall.ECONNRESET) {
				t.Errorf("then the client reads %v, want a reset", err)
			}
		})
	}
}

// TestSlowReader: a client that reads slowly, but does read, gets all of it.
func TestSlowReader(t *testing.T) {
	t.Parallel()
	const size = 1 << 20
	api, ended := long(size)
	s := start(t, server.Options{API: api})
	r := bufio.NewReaderSize(s.ask(t, "", 64<<10), 16<<10)
	resp, err := http.ReadResponse(r, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	piece := make([]byte, size/12)
	for range 12 { // for longer than a piece may take
		if _, err := io.ReadFull(resp.Body, piece); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
	}
	if err := <-ended; err != nil {
		t.Errorf("the reply ended with %v", err)
	}
}

// TestReaderThatStopsHTTP2: the same holds for each request of a connection of HTTP/2.
func TestReaderThatStopsHTTP2(t *testing.T) {
	t.Parallel()
	api, ended := long(64 << 20)
	s := start(t, server.Options{API: api})
	var protocols http.Protocols
	protocols.SetUnencryptedHTTP2(true)
	transport := &http.Transport{Protocols: &protocols, DisableCompression: true}
	defer transport.CloseIdleConnections()
	began := time.Now()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.url+"/api/long", nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := (&http.Client{Transport: transport}).Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if err, took := <-ended, time.Since(began); err == nil || took < 9*time.Second || took > 25*time.Second {
		t.Errorf("the reply ended with %v after %s, want an error after 10 s", err, took)
	}
}
