package floods

import (
	"context"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// TestChurn opens and closes connections, without a request and with half of one.
func TestChurn(t *testing.T) {
	for name, begin := range map[string]string{"silent": "", "half a request": "GET /livez HTTP/1.1\r\nHost: loc"} {
		t.Run(name, func(t *testing.T) {
			s := start(t)
			out := flood(t, s, func(ctx context.Context) (opened int) {
				for ctx.Err() == nil {
					c, err := new(net.Dialer).DialContext(ctx, "tcp", s.address)
					if err != nil {
						continue
					}
					_, _ = io.WriteString(c, begin) // the service may have closed it
					_ = c.Close()
					opened++
				}
				return opened
			})
			out.wantCheap(t, 2, 64)
		})
	}
}

// held is how many connections are held open: more than the service keeps.
const held = 12_000

// TestHeldConnections opens connections that send a byte of a header now and then, or
// nothing after one request.
func TestHeldConnections(t *testing.T) {
	for name, request := range map[string]string{
		"slow headers": "GET /livez HTTP/1.1\r\nHost: loc",
		"idle":         "GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n",
		"silent":       "",
	} {
		t.Run(name, func(t *testing.T) {
			s := start(t)
			out := flood(t, s, func(ctx context.Context) int {
				var opened atomic.Int64
				var all sync.WaitGroup
				for range 8 {
					all.Go(func() {
						for range held / 8 {
							d := net.Dialer{Timeout: time.Second}
							c, err := d.DialContext(ctx, "tcp", s.address)
							if err != nil {
								return
							}
							context.AfterFunc(ctx, func() { _ = c.Close() })
							if _, err := io.WriteString(c, request); err == nil {
								opened.Add(1)
							}
						}
					})
				}
				all.Wait()
				return int(opened.Load())
			})
			out.wantCheap(t, 2, 144)
		})
	}
}
