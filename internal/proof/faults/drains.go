package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"syscall"
	"time"
)

// drains stop the service in order.
var drains = []fault{
	{
		name: "SIGTERM behind a balancer of connections", done: "8 clients keep their connections and send without a pause; the service is told to stop, 3 times",
		holds: "each connection gets Connection: close before it ends, and every request is answered",
		try:   draining,
	},
}

func draining(ctx context.Context, l *lab) (r result, err error) {
	for range 3 {
		if err := l.drain(ctx, &r); err != nil {
			return r, err
		}
	}
	return r, nil
}

func (l *lab) drain(ctx context.Context, r *result) (err error) {
	s, err := l.newStand(ctx, l.Cluster, "DRAIN_DELAY=1s")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	if err := s.token("ann"); err != nil {
		return err
	}
	var mu sync.Mutex
	var all sync.WaitGroup
	for range writers {
		all.Go(func() {
			n, err := s.keep(ctx, s.tokens["ann"])
			mu.Lock()
			defer mu.Unlock()
			r.Writes += n
			r.Acknowledged += n
			if err != nil {
				r.Broken = append(r.Broken, err.Error())
			}
		})
	}
	err = pause(ctx, l.load/2)
	_ = s.cmd.Process.Signal(syscall.SIGTERM)
	all.Wait()
	return err
}

// keep sends writes over one connection until the service asks to close it, and returns
// how many were acknowledged.
func (s *stand) keep(ctx context.Context, token string) (n int, err error) {
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", strings.TrimPrefix(s.url, "http://"))
	if err != nil {
		return 0, err
	}
	defer conn.Close()
	answers := bufio.NewReader(conn)
	const body = `{"title":"t"}`
	request := fmt.Sprintf("POST %s HTTP/1.1\r\nHost: entask\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", tasks, token, len(body), body)
	for ; ; n++ {
		if err := conn.SetDeadline(time.Now().Add(patience)); err != nil {
			return n, err
		}
		if _, err := io.WriteString(conn, request); err != nil {
			return n, fmt.Errorf("request %d of a connection: %w", n+1, err)
		}
		res, err := http.ReadResponse(answers, nil)
		if err != nil {
			return n, fmt.Errorf("request %d of a connection has no answer: %w", n+1, err)
		}
		_, err = io.Copy(io.Discard, res.Body)
		if err := errors.Join(err, res.Body.Close()); err != nil {
			return n, err
		}
		if res.StatusCode != created && res.StatusCode != unavailable {
			return n, fmt.Errorf("request %d of a connection = %d", n+1, res.StatusCode)
		}
		if res.Close {
			return n + 1, nil
		}
	}
}
