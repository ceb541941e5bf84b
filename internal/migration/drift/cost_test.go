package drift_test

import (
	"io"
	"net"
	"net/url"
	"sync/atomic"
	"testing"

	"github.com/entask/entask/internal/migration/drift"
	"github.com/entask/entask/internal/postgres/pgtest"
)

// TestCost counts the round trips of a comparison, which docs/drift.md tells.
func TestCost(t *testing.T) {
	s := migrated(t)
	u, err := url.Parse(pgtest.Direct(pgtest.AsService(t, s.url)))
	if err != nil {
		t.Fatal(err)
	}
	var trips atomic.Int64
	u.Host = counting(t, u.Host, &trips)
	s.service = open(t, u.String())
	for _, want := range []int64{8, 5} { // three statements are prepared once for each connection
		if _, err := s.service.SQL().ExecContext(t.Context(), "SELECT 1"); err != nil {
			t.Fatal(err)
		}
		before := trips.Load()
		if lines, _ := s.differences(t, drift.Options{Serving: true}); len(lines) > 0 {
			t.Errorf("it differs: %q", lines)
		}
		if got := trips.Load() - before; got > want {
			t.Errorf("a comparison takes %d round trips, want at most %d", got, want)
		}
	}
}

// counting forwards connections to an address, and counts how often a client has sent
// something after the server did.
func counting(t *testing.T, to string, trips *atomic.Int64) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			server, err := net.Dial("tcp", to)
			if err != nil {
				_ = client.Close()
				return
			}
			var answered atomic.Bool
			answered.Store(true)
			go forward(server, client, func() {
				if answered.Swap(false) {
					trips.Add(1)
				}
			})
			go forward(client, server, func() { answered.Store(true) })
		}
	}()
	return l.Addr().String()
}

func forward(to, from net.Conn, seen func()) {
	defer func() { _ = to.Close() }()
	b := make([]byte, 64<<10)
	for {
		n, err := from.Read(b)
		if n > 0 {
			seen()
			if _, err := to.Write(b[:n]); err != nil {
				return
			}
		}
		if err != nil {
			_, _ = io.Copy(io.Discard, from)
			return
		}
	}
}

// BenchmarkCompare is a comparison as the service makes it every few minutes.
func BenchmarkCompare(b *testing.B) {
	s := migrated(b)
	for b.Loop() {
		if _, err := drift.Compare(b.Context(), s.service, s.want, drift.Options{Serving: true}); err != nil {
			b.Fatal(err)
		}
	}
}
