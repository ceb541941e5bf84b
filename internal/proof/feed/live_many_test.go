package feed

import (
	"bytes"
	"fmt"
	"net"
	"net/url"
	"runtime"
	"testing"
	"time"

	"github.com/entask/entask/internal/proof/harness"
)

// dial opens a connection that nothing reads ahead.
func (r *running) dial() *net.TCPConn {
	r.t.Helper()
	u, err := url.Parse(r.url)
	if err != nil {
		r.t.Fatal(err)
	}
	at, err := net.ResolveTCPAddr("tcp", u.Host)
	if err != nil {
		r.t.Fatal(err)
	}
	c, err := net.DialTCP("tcp", nil, at)
	if err != nil {
		r.t.Fatal(err)
	}
	return c
}

// request asks for a stream of a user.
func (r *running) request(c net.Conn, user, query string) {
	r.t.Helper()
	if _, err := fmt.Fprintf(c, "GET /api/tasks/changes%s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nAccept: text/event-stream\r\nAccept-Encoding: gzip\r\n\r\n", query, user); err != nil {
		r.t.Fatal(err)
	}
}

// connect opens a stream of a user.
func (r *running) connect(user string) net.Conn {
	r.t.Helper()
	c := r.dial()
	r.request(c, user, "")
	if got := read(r.t, c); !bytes.Contains(got, []byte("event: changes")) {
		r.t.Fatalf("got %s, want a stream", got)
	}
	return c
}

// read reads the next event, and comments before it.
func read(t testing.TB, c net.Conn) (got []byte) {
	t.Helper()
	if err := c.SetReadDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	for !bytes.Contains(got, []byte("\nid: ")) || !bytes.HasSuffix(got, []byte("\n\n\r\n")) {
		piece := make([]byte, 4096)
		n, err := c.Read(piece)
		if err != nil {
			t.Fatalf("%s: %v", got, err)
		}
		got = append(got, piece[:n]...)
	}
	return got
}

// taken is how much memory is in use, of which a connection of the tests has next to nothing.
func taken() uint64 {
	var m runtime.MemStats
	for range 3 { // stacks shrink by half each time
		runtime.GC()
	}
	runtime.ReadMemStats(&m)
	return m.HeapInuse + m.StackInuse
}

// affordable is what a stream may take, so that 10,000 take less than 512 MiB.
const affordable = 512 << 20 / 10_000

// TestStreamsAreSmall: an open stream takes little memory, and a closed one nothing.
func TestStreamsAreSmall(t *testing.T) {
	const n = 300
	g := newGraph(t, harness.SQLite)
	o := some()
	o.Beat = time.Hour
	r := g.run(o)
	_ = r.connect("ann").Close()
	r.open(0)
	before, routines := taken(), runtime.NumGoroutine()
	all := make([]net.Conn, n)
	for i := range all {
		all[i] = r.connect(fmt.Sprint("user", i))
	}
	each := (taken() - before) / n
	if got := (runtime.NumGoroutine() - routines) / n; each > affordable || got > 2 {
		t.Errorf("a stream takes %d bytes and %d goroutines, want %d and 2 at most", each, got, affordable)
	}
	t.Logf("%d bytes each", each)
	for _, c := range all {
		_ = c.Close()
	}
	r.open(0)
	for begun := time.Now(); runtime.NumGoroutine() > routines; time.Sleep(time.Millisecond) {
		if time.Since(begun) > patience {
			t.Fatalf("%d goroutines are left of %d", runtime.NumGoroutine()-routines, 2*n)
		}
	}
}
