// Package wire is the network connection beneath pgx and its TLS. It knows whether anything
// was sent, ends a connection whose server is silent, and sees without a round trip whether
// the server has closed it. Start reading at Dial. It must not import internal/database,
// which stands on it.
package wire

import (
	"context"
	"crypto/tls"
	"net"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// Silence is how long a server may leave what was sent unacknowledged, or the probes of
// a connection on which nothing is sent, before the kernel takes it for gone. It is well
// below the deadline of a request.
const Silence = 5 * time.Second

// Dial connects as pgx does, and ends what is silent much sooner.
func Dial(ctx context.Context, network, address string) (net.Conn, error) {
	dialer := net.Dialer{
		Control:         endSilence,
		KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: Silence, Interval: time.Second, Count: 3},
	}
	c, err := dialer.DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	return &Conn{Conn: c}, nil
}

// Conn is a connection that knows whether anything was sent on it: what a server
// cannot have received, it cannot have done.
type Conn struct {
	net.Conn
	sent atomic.Int64 // bytes
}

// Of returns the wire beneath a connection and its TLS; nil where there is none.
func Of(c *pgconn.PgConn) *Conn {
	under := c.Conn()
	if secure, ok := under.(*tls.Conn); ok {
		under = secure.NetConn()
	}
	w, _ := under.(*Conn)
	return w
}

func (w *Conn) Write(p []byte) (int, error) {
	n, err := w.Conn.Write(p)
	w.sent.Add(int64(n))
	return n, err
}

// SyscallConn implements syscall.Conn, for those who look at the socket.
func (w *Conn) SyscallConn() (syscall.RawConn, error) {
	sc, ok := w.Conn.(syscall.Conn)
	if !ok {
		return nil, syscall.EINVAL
	}
	return sc.SyscallConn()
}

// Mark returns how much was sent until now.
func (w *Conn) Mark() int64 {
	if w == nil {
		return 0
	}
	return w.sent.Load()
}

// Untouched says whether nothing was sent since mark.
func (w *Conn) Untouched(mark int64) bool { return w != nil && w.sent.Load() == mark }
