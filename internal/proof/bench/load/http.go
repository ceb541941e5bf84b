package load

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"time"
)

// timeout is how long a reply may take.
const timeout = 30 * time.Second

// conn is a connection that is kept open. It is not an http.Client, which would use as
// much of the machine as the servers that are measured.
type conn struct {
	address string
	net.Conn
	r   *bufio.Reader
	out []byte
	in  bytes.Buffer
}

func dial(ctx context.Context, address string) (*conn, error) {
	c, err := (&net.Dialer{Timeout: timeout}).DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, err
	}
	return &conn{address: address, Conn: c, r: bufio.NewReaderSize(c, 16<<10)}, nil
}

// reply is an answer, whose body is valid until the next one.
type reply struct {
	status int
	header http.Header
	body   []byte
	took   time.Duration
}

func (c *conn) send(method, path, token, body string) (reply, error) {
	c.out = fmt.Appendf(c.out[:0], "%s %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: entask-bench\r\nAccept: application/json\r\nAuthorization: Bearer %s\r\n", method, path, c.address, token)
	if body != "" {
		c.out = fmt.Appendf(c.out, "Content-Type: application/json\r\nContent-Length: %d\r\n", len(body))
	}
	c.out = append(append(c.out, "\r\n"...), body...)
	if err := c.SetDeadline(time.Now().Add(timeout)); err != nil {
		return reply{}, err
	}
	began := time.Now()
	if _, err := c.Write(c.out); err != nil {
		return reply{}, err
	}
	res, err := http.ReadResponse(c.r, nil)
	if err != nil {
		return reply{}, err
	}
	defer res.Body.Close()
	c.in.Reset()
	_, err = c.in.ReadFrom(res.Body)
	return reply{res.StatusCode, res.Header, c.in.Bytes(), time.Since(began)}, err
}
