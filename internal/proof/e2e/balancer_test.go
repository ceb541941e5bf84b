package e2e

import (
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// balancer forwards connections to services in turn, and knows nothing of requests. New
// connections go to services that are ready.
type balancer struct {
	net.Listener
	mu    sync.Mutex
	ready []string // addresses
	next  int
	links sync.WaitGroup
}

func newBalancer(t *testing.T, services ...*service) *balancer {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	b := &balancer{Listener: listener}
	var looking sync.WaitGroup
	over := make(chan struct{})
	look := func() {
		var ready []string
		for _, s := range services {
			if isReady(s.URL) {
				ready = append(ready, strings.TrimPrefix(s.URL, "http://"))
			}
		}
		b.mu.Lock()
		defer b.mu.Unlock()
		b.ready = ready
	}
	look()
	looking.Go(func() {
		for {
			select {
			case <-over:
				return
			case <-time.After(50 * time.Millisecond):
				look()
			}
		}
	})
	looking.Go(b.serve)
	t.Cleanup(func() {
		close(over)
		_ = listener.Close()
		looking.Wait()
		b.links.Wait()
	})
	return b
}

// isReady asks as balancers do, on a new connection.
func isReady(url string) bool {
	req, err := http.NewRequest(http.MethodGet, url+"/readyz", nil)
	if err != nil {
		return false
	}
	req.Close = true
	res, err := client.Do(req)
	if err != nil {
		return false
	}
	defer func() { _ = res.Body.Close() }()
	return res.StatusCode == http.StatusOK
}

func (b *balancer) serve() {
	for {
		in, err := b.Accept()
		if err != nil {
			return // closed
		}
		b.mu.Lock()
		addr := b.ready[b.next%len(b.ready)]
		b.next++
		b.mu.Unlock()
		b.links.Go(func() { link(in, addr) })
	}
}

// link forwards bytes in both directions, and the end of the connection.
func link(in net.Conn, addr string) {
	defer func() { _ = in.Close() }()
	out, err := net.Dial("tcp", addr)
	if err != nil {
		return
	}
	defer func() { _ = out.Close() }()
	var both sync.WaitGroup
	for from, to := range map[net.Conn]net.Conn{in: out, out: in} {
		both.Go(func() {
			_, _ = io.Copy(to, from)
			_ = to.(*net.TCPConn).CloseWrite()
		})
	}
	both.Wait()
}
