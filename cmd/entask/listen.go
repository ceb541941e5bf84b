package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"syscall"
)

// listen listens on the address that a setting names.
func listen(ctx context.Context, setting, addr string) (net.Listener, error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", addr)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("%s is in use by another program: set %s to another address, such as 127.0.0.1:8001", addr, setting)
	case err != nil:
		return nil, fmt.Errorf("%s: %w", setting, err)
	}
	return listener, nil
}
