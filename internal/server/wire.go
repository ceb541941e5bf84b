package server

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"strings"

	"github.com/entask/entask/internal/problem"
)

// net/http answers a request that it cannot read (a header over the limit, no
// Host, a wrong version) by itself, in plain text and past every handler. It
// writes these answers straight to the connection, in one piece and with these
// headers exactly, where answers of a handler always have a Date. So the
// connection is where they can be made problem documents like all others.
//
// This holds for HTTP/1. Over HTTP/2, a header over the limit is still answered
// in plain text.
const plainHeaders = "Content-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n"

// maxRefusal is more than such an answer has: no more of any is looked at.
const maxRefusal = 512

type listener struct {
	net.Listener
	logger *slog.Logger
}

func (l listener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &conn{Conn: c, logger: l.logger}, nil
}

// Close implements net.Listener. It may be called twice.
func (l listener) Close() error {
	if err := l.Listener.Close(); !errors.Is(err, net.ErrClosed) {
		return err
	}
	return nil
}

type conn struct {
	net.Conn
	logger *slog.Logger
	life   life
}

func (c *conn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if n > 0 && !c.life.arrived(p[:n]) {
		return 0, net.ErrClosed
	}
	return n, err
}

func (c *conn) Write(p []byte) (int, error) {
	line, rest, _ := bytes.Cut(p[:min(len(p), maxRefusal)], []byte("\r\n"))
	if !bytes.HasPrefix(rest, []byte(plainHeaders)) {
		return c.Conn.Write(p)
	}
	status, ok := parseStatusLine(string(line))
	if !ok {
		return c.Conn.Write(p)
	}
	id := newID()
	c.logger.Info("request not read", "request_id", id, "status", status, "address", c.RemoteAddr().String(), "reason", string(line))
	if _, err := c.Conn.Write(problemResponse(status, id, string(line))); err != nil {
		return 0, err
	}
	return len(p), nil
}

// CloseWrite lets net/http hang up so that the client can still read.
func (c *conn) CloseWrite() error {
	if half, ok := c.Conn.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return nil
}

// parseStatusLine wants the first line of a refusal.
func parseStatusLine(line string) (int, bool) {
	rest, ok := strings.CutPrefix(line, "HTTP/1.1 ")
	if !ok || len(rest) < 3 {
		return 0, false
	}
	status, err := strconv.Atoi(rest[:3])
	return status, err == nil && status >= http.StatusBadRequest
}

func problemResponse(status int, id, line string) []byte {
	detail := ""
	if _, why, found := strings.Cut(line, ": "); found {
		detail = why
	} else if status == http.StatusRequestHeaderFieldsTooLarge {
		detail = fmt.Sprintf("The header of the request is larger than %d bytes", headerLimit)
	}
	p := problem.New(status, detail)
	p.RequestID = id
	body, _ := json.Marshal(p) // strings and a number: cannot fail
	return fmt.Appendf(nil, "HTTP/1.1 %d %s\r\nContent-Type: %s\r\nContent-Length: %d\r\nX-Request-Id: %s\r\nConnection: close\r\n\r\n%s",
		status, http.StatusText(status), problem.ContentType, len(body), id, body)
}
