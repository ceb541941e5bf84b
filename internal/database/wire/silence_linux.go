package wire

import (
	"errors"
	"syscall"

	"golang.org/x/sys/unix"
)

// endSilence has the kernel end a connection on which what was sent stays
// unacknowledged.
func endSilence(network, _ string, c syscall.RawConn) error {
	if network == "unix" {
		return nil
	}
	var set error
	err := c.Control(func(fd uintptr) {
		set = unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_USER_TIMEOUT, int(Silence.Milliseconds()))
	})
	return errors.Join(err, set)
}
