package server_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/entask/entask/internal/service/server"
)

// kept is a connection that its client keeps.
type kept struct {
	net.Conn
	answers *bufio.Reader
}

func (s *service) keep(t *testing.T) kept {
	t.Helper()
	conn, err := net.Dial("tcp", s.addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	_ = conn.SetDeadline(time.Now().Add(10 * time.Second))
	return kept{conn, bufio.NewReader(conn)}
}

// send writes what it is given and nothing else.
func (k kept) send(t *testing.T, text string) {
	t.Helper()
	if _, err := io.WriteString(k, text); err != nil {
		t.Error(err)
	}
}

// wantAnswer checks the next answer, and whether the connection can be used on.
func (k kept) wantAnswer(t *testing.T, when string, closes bool) {
	t.Helper()
	resp, err := http.ReadResponse(k.answers, nil)
	if err != nil {
		t.Errorf("%s: %v, want an answer", when, err)
		return
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK || resp.Close != closes {
		t.Errorf("%s: %d %s, %v, closes %v, want 200, closes %v", when, resp.StatusCode, body, err, resp.Close, closes)
	}
	if !closes {
		return
	}
	if _, err := k.answers.ReadByte(); !errors.Is(err, io.EOF) {
		t.Errorf("%s: then %v, want the end", when, err)
	}
}

const quick = "GET /api/quick HTTP/1.1\r\nHost: x\r\n\r\n"

// TestDrainTellsClients: while it drains, each answer asks for another connection. Those
// that are idle stay open as long, so that no client finds one closed that it is
// using at the time.
func TestDrainTellsClients(t *testing.T) {
	t.Parallel()
	api, entered, leave := slow()
	s := start(t, server.Options{API: api, DrainDelay: 3 * time.Second})
	used, inFlight, unused, begun := s.keep(t), s.keep(t), s.keep(t), s.keep(t)
	used.send(t, quick)
	used.wantAnswer(t, "before", false)
	unused.send(t, quick)
	unused.wantAnswer(t, "before", false)
	inFlight.send(t, "GET /api/slow HTTP/1.1\r\nHost: x\r\n\r\n")
	<-entered
	s.stop()
	s.awaitDraining(t)
	used.send(t, quick)
	used.wantAnswer(t, "while draining", true)
	close(leave)
	inFlight.wantAnswer(t, "in flight", true)
	begun.send(t, quick[:20])
	for {
		conn, err := net.Dial("tcp", s.addr)
		if err != nil {
			break
		}
		conn.Close()
		time.Sleep(5 * time.Millisecond)
	}
	if _, err := unused.answers.ReadByte(); !errors.Is(err, io.EOF) {
		t.Errorf("an idle connection: %v, want its end after the drain", err)
	}
	begun.send(t, quick[20:])
	begun.wantAnswer(t, "begun before the end of the drain", true)
	if err := <-s.result; err != nil {
		t.Errorf("Serve() = %v, want nil", err)
	}
}

// TestDrainWaitsForNobody: who opens a connection and says nothing, or half of
// something, holds up a stop for a second or two.
func TestDrainWaitsForNobody(t *testing.T) {
	s := start(t, server.Options{})
	s.keep(t)
	used := s.keep(t)
	used.send(t, quick)
	used.wantAnswer(t, "before", false)
	used.send(t, quick[:20])
	time.Sleep(20 * time.Millisecond)
	began := time.Now()
	s.stop()
	if err := <-s.result; err != nil {
		t.Errorf("Serve() = %v, want nil", err)
	}
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("the stop took %s, want a second or two", took)
	}
}

// awaitDraining asks on connections of its own.
func (s *service) awaitDraining(t *testing.T) {
	t.Helper()
	for s.do(t, http.MethodGet, "/readyz", nil).StatusCode == http.StatusOK {
		time.Sleep(time.Millisecond)
	}
}

// TestDrainHTTP2: a client that is told with GOAWAY sees none of its requests fail.
func TestDrainHTTP2(t *testing.T) {
	t.Parallel()
	s := start(t, server.Options{DrainDelay: 3 * time.Second})
	var protocols http.Protocols
	protocols.SetUnencryptedHTTP2(true)
	dialled := 0
	transport := &http.Transport{Protocols: &protocols, DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
		dialled++
		return new(net.Dialer).DialContext(ctx, network, addr)
	}}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport}
	ask := func() {
		resp, err := client.Post(s.url+"/api/x", "application/json", http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
		if resp.ProtoMajor != 2 || resp.StatusCode != http.StatusOK || resp.Header.Get("Connection") != "" {
			t.Errorf("got %s %d, Connection %q", resp.Proto, resp.StatusCode, resp.Header.Get("Connection"))
		}
	}
	ask()
	ask()
	if dialled != 1 {
		t.Errorf("%d connections before, want 1", dialled)
	}
	s.stop()
	s.awaitDraining(t)
	for range 20 {
		if ask(); dialled > 1 {
			break
		}
		time.Sleep(20 * time.Millisecond) // for GOAWAY to come
	}
	if dialled != 2 {
		t.Errorf("%d connections, want another after the first answer while draining", dialled)
	}
}
