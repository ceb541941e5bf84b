package feed

import (
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/entask/entask/internal/proof/harness"
)

// TestSlowClient: a client that reads nothing loses its stream once what waits for it has waited
// for too long, whether it stops at the first page or later. Others go on.
func TestSlowClient(t *testing.T) {
	harness.OnEachDatabase(t, func(t *testing.T, url string) {
		g := newGraph(t, url)
		o := some()
		o.WriteTimeout = 300 * time.Millisecond
		r := g.run(o)
		later := r.deaf("/tasks/changes?limit=1000")
		r.open(1)
		other := r.read(g, "ann", "/tasks", "?limit=1000")
		for i := range 9 { // more than both kernels keep
			items := make([]string, 100)
			for j := range items {
				items[j] = fmt.Sprintf(`{"title": %q}`, strings.Repeat("x", 80)+fmt.Sprint(i, " ", j))
			}
			g.send(http.StatusCreated, "POST", "/tasks/batch", "["+strings.Join(items, ", ")+"]")
		}
		other.until(g.list("/tasks?limit=1000"))
		r.counts(`entask_streams_ended_total{reason="slow"} 1`)
		first := r.deaf("/tasks/changes?limit=1000")
		r.counts(`entask_streams_ended_total{reason="slow"} 2`)
		r.open(1)
		g.create("/tasks", `{"title": "after"}`)
		other.until(g.list("/tasks?limit=1000"))
		_, _ = first.Close(), later.Close()
	})
}

// deaf asks for a stream of ann's on a connection from which nobody reads.
func (r *running) deaf(path string) net.Conn {
	r.t.Helper()
	at, err := url.Parse(r.url)
	if err != nil {
		r.t.Fatal(err)
	}
	conn, err := new(net.Dialer).DialContext(r.t.Context(), "tcp", at.Host)
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { _ = conn.Close() })
	if err := conn.(*net.TCPConn).SetReadBuffer(4 << 10); err != nil { //nolint:forcetypeassert // as dialled
		r.t.Fatal(err)
	}
	if _, err := fmt.Fprintf(conn, "GET %s%s HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer ann\r\nAccept: text/event-stream\r\n\r\n", at.Path, path, at.Host); err != nil {
		r.t.Fatal(err)
	}
	return conn
}
