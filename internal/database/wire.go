package database

import (
	"context"
	"crypto/tls"
	"net"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// silence is how long a server may leave what was sent unacknowledged, or the probes of
// a connection on which nothing is sent, before the kernel takes it for gone. It is well
// below the deadline of a request.
const silence = 5 * time.Second

// dial connects as pgx does, and ends what is silent much sooner.
func dial(ctx context.Context, network, address string) (net.Conn, error) {
	dialer := net.Dialer{
		Control:         endSilence,
		KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: silence, Interval: time.Second, Count: 3},
	}
	c, err := dialer.DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	return &wire{Conn: c}, nil
}

// wire is a connection that knows whether anything was sent on it: what a server
// cannot have received, it cannot have done.
type wire struct {
	net.Conn
	sent atomic.Int64 // bytes
}

// wireOf returns the wire beneath a connection and its TLS; nil where there is none.
func wireOf(c *pgconn.PgConn) *wire {
	under := c.Conn()
	if secure, ok := under.(*tls.Conn); ok {
		under = secure.NetConn()
	}
	w, _ := under.(*wire)
	return w
}

func (w *wire) Write(p []byte) (int, error) {
	n, err := w.Conn.Write(p)
	w.sent.Add(int64(n))
	return n, err
}

// SyscallConn implements syscall.Conn, for those who look at the socket.
func (w *wire) SyscallConn() (syscall.RawConn, error) {
	sc, ok := w.Conn.(syscall.Conn)
	if !ok {
		return nil, syscall.EINVAL
	}
	return sc.SyscallConn()
}

// mark returns how much was sent until now.
func (w *wire) mark() int64 {
	if w == nil {
		return 0
	}
	return w.sent.Load()
}

// untouched says whether nothing was sent since mark.
func (w *wire) untouched(mark int64) bool { return w != nil && w.sent.Load() == mark }
