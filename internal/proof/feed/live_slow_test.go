package feed

import (
	"fmt"
	"net/http"
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
		r.deaf()
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
		r.deaf()
		r.counts(`entask_streams_ended_total{reason="slow"} 2`)
		r.open(1)
		g.create("/tasks", `{"title": "after"}`)
		other.until(g.list("/tasks?limit=1000"))
	})
}

// deaf asks for a stream of ann's on a connection from which nobody reads.
func (r *running) deaf() {
	r.t.Helper()
	c := r.dial()
	r.t.Cleanup(func() { _ = c.Close() })
	if err := c.SetReadBuffer(4 << 10); err != nil {
		r.t.Fatal(err)
	}
	r.request(c, "ann", "?limit=1000")
}
