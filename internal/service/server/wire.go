package server

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"strings"

	"github.com/entask/entask/internal/runtime/problem"
)

// net/http answers a request that it cannot read (a header over the limit, no
// Host, a wrong version) by itself, in plain text and past every handler. It
// writes these answers straight to the connection, in one piece and with exactly these
// headers, while answers of a handler always have a Date. So the connection is where they
// are turned into problem documents like all others.
//
// This holds for HTTP/1. Over HTTP/2, a header over the limit, which clients are told
// of before they send one, and a header that HTTP/2 forbids are answered in plain text.
const plainHeaders = "Content-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n"

// unexpected follows the version in the answer to an expectation that net/http does not
// know. That answer has neither a text nor a request id.
const unexpected = " 417 Expectation Failed\r\nConnection: close\r\nDate: "

// maxRefusal is longer than any such answer. Longer writes are not parsed.
const maxRefusal = 512

// isUnexpected says whether p, to be written, is such an answer.
func isUnexpected(p []byte) bool {
	const version = len("HTTP/1.1")
	return version < len(p) && len(p) < maxRefusal && bytes.HasPrefix(p[version:], []byte(unexpected)) &&
		bytes.HasSuffix(p, []byte("\r\n\r\n")) && !bytes.Contains(p, []byte(requestIDHeader))
}

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
	origin netip.Addr
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
	expectation := isUnexpected(p)
	if !expectation && !bytes.HasPrefix(rest, []byte(plainHeaders)) {
		return c.Conn.Write(p)
	}
	status, ok := parseStatusLine(string(line))
	if !ok {
		return c.Conn.Write(p)
	}
	id := newID()
	c.logger.Info("request not read", "request_id", id, "status", status, "address", c.RemoteAddr().String(), "reason", string(line))
	head, body := problemResponse(status, id, string(line))
	if expectation && !bytes.Contains(p, []byte("Content-Length")) { // the answer to a HEAD
		body = nil
	}
	if _, err := c.Conn.Write(append(head, body...)); err != nil {
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

// parseStatusLine parses the first line of a refusal.
func parseStatusLine(line string) (int, bool) {
	version, rest, _ := strings.Cut(line, " ")
	if version != "HTTP/1.1" && version != "HTTP/1.0" || len(rest) < 3 {
		return 0, false
	}
	status, err := strconv.Atoi(rest[:3])
	return status, err == nil && status >= http.StatusBadRequest
}

func problemResponse(status int, id, line string) (head, body []byte) {
	detail := ""
	_, why, found := strings.Cut(line, ": ")
	switch {
	case found:
		detail = why
	case status == http.StatusRequestHeaderFieldsTooLarge:
		detail = fmt.Sprintf("The header of the request is larger than %d bytes", headerLimit)
	case status == http.StatusExpectationFailed:
		detail = "Of expectations, only 100-continue can be met"
	}
	p := problem.New(status, detail)
	p.RequestID = id
	body, _ = json.Marshal(p) // strings and a number: cannot fail
	head = fmt.Appendf(nil, "HTTP/1.1 %d %s\r\nContent-Type: %s\r\nContent-Length: %d\r\nX-Request-Id: %s\r\nConnection: close\r\n\r\n",
		status, http.StatusText(status), problem.ContentType, len(body), id)
	return head, body
}
