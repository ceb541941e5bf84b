//go:build unix

package wire

import (
	"errors"
	"net"
	"syscall"
)

// Quiet says that a socket is open and has nothing to read, without waiting. On
// a connection that nobody uses, anything else means that it may be dead.
func Quiet(c net.Conn) bool {
	if t, ok := c.(interface{ NetConn() net.Conn }); ok { // TLS
		c = t.NetConn()
	}
	sc, ok := c.(syscall.Conn)
	if !ok {
		return false
	}
	raw, err := sc.SyscallConn()
	if err != nil {
		return false
	}
	var peek error
	// Not raw.Read: that waits for whoever reads already, and pgx leaves a reader
	// behind where a write was slow.
	err = raw.Control(func(fd uintptr) {
		for {
			_, _, peek = syscall.Recvfrom(int(fd), make([]byte, 1), syscall.MSG_PEEK|syscall.MSG_DONTWAIT)
			if peek != syscall.EINTR {
				return
			}
		}
	})
	return err == nil && (errors.Is(peek, syscall.EAGAIN) || errors.Is(peek, syscall.EWOULDBLOCK))
}
