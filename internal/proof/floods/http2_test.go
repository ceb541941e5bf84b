package floods

import (
	"bytes"
	"context"
	"io"
	"net"
	"testing"
	"time"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

// peer is a client that speaks HTTP/2 without TLS, frame by frame.
type peer struct {
	net.Conn
	*http2.Framer
	header []byte // of a request, encoded without a table
	stream uint32
}

// dial opens a connection and ends with ctx. Unless it is silent, what the service sends is
// read and dropped.
func dial(ctx context.Context, t *testing.T, s *service, silent bool) *peer {
	t.Helper()
	c, err := new(net.Dialer).DialContext(ctx, "tcp", s.address)
	if err != nil {
		t.Error(err)
		return nil
	}
	context.AfterFunc(ctx, func() { _ = c.Close() })
	p := &peer{Conn: c, Framer: http2.NewFramer(c, nil), stream: 1}
	if _, err := io.WriteString(c, http2.ClientPreface); err != nil {
		return nil
	}
	if err := p.WriteSettings(); err != nil {
		return nil
	}
	if !silent {
		go func() { _, _ = io.Copy(io.Discard, c) }()
	}
	var b bytes.Buffer
	e := hpack.NewEncoder(&b)
	e.SetMaxDynamicTableSize(0)
	for _, f := range [][2]string{{":method", "GET"}, {":scheme", "http"}, {":path", list()}, {":authority", "localhost"}} {
		_ = e.WriteField(hpack.HeaderField{Name: f[0], Value: f[1]}) // a buffer takes everything
	}
	p.header = b.Bytes()
	return p
}

// open opens the next stream.
func (p *peer) open(end bool) error {
	err := p.WriteHeaders(http2.HeadersFrameParam{StreamID: p.stream, BlockFragment: p.header, EndHeaders: true, EndStream: end})
	p.stream += 2
	return err
}

// spam opens connections, one after the other, as each is closed by the service, and sends
// on them until the context ends. It returns how many frames were sent.
func spam(ctx context.Context, t *testing.T, s *service, silent bool, send func(p *peer) (int, error)) (sent int) {
	t.Helper()
	for ctx.Err() == nil {
		p := dial(ctx, t, s, silent)
		if p == nil {
			return sent
		}
		for ctx.Err() == nil {
			n, err := send(p)
			sent += n
			if err != nil {
				break
			}
		}
		_ = p.Close()
	}
	return sent
}

func TestRapidReset(t *testing.T) {
	s := start(t)
	out := flood(t, s, func(ctx context.Context) int {
		return spam(ctx, t, s, false, func(p *peer) (int, error) {
			stream := p.stream
			if err := p.open(true); err != nil {
				return 0, err
			}
			return 1, p.WriteRSTStream(stream, http2.ErrCodeCancel)
		})
	})
	out.wantCheap(t, 2, 64)
}

// TestOpenStreams opens streams that never end, more than are allowed.
func TestOpenStreams(t *testing.T) {
	s := start(t)
	out := flood(t, s, func(ctx context.Context) int {
		return spam(ctx, t, s, false, func(p *peer) (int, error) { return 1, p.open(false) })
	})
	out.wantCheap(t, 2, 64)
}

// TestContinuation sends headers that never end.
func TestContinuation(t *testing.T) {
	s := start(t)
	fragment := bytes.Repeat([]byte{0x40, 1, 'a', 1, 'b'}, 3000) // a field for the table, again and again
	out := flood(t, s, func(ctx context.Context) int {
		return spam(ctx, t, s, false, func(p *peer) (int, error) {
			if p.stream == 1 {
				p.stream = 3
				return 1, p.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: p.header})
			}
			return 1, p.WriteContinuation(1, false, fragment)
		})
	})
	out.wantCheap(t, 10, 64)
}

func TestPings(t *testing.T) {
	for name, silent := range map[string]bool{"read": false, "not read": true} {
		t.Run(name, func(t *testing.T) {
			s := start(t)
			out := flood(t, s, func(ctx context.Context) int {
				return spam(ctx, t, s, silent, func(p *peer) (int, error) { return 1, p.WritePing(false, [8]byte{1}) })
			})
			out.wantCheap(t, 0.5, 64)
		})
	}
}

func TestSettings(t *testing.T) {
	for name, silent := range map[string]bool{"read": false, "not read": true} {
		t.Run(name, func(t *testing.T) {
			s := start(t)
			out := flood(t, s, func(ctx context.Context) int {
				return spam(ctx, t, s, silent, func(p *peer) (int, error) {
					return 1, p.WriteSettings(http2.Setting{ID: http2.SettingInitialWindowSize, Val: uint32(1000 + time.Now().UnixNano()%2)})
				})
			})
			out.wantCheap(t, 0.5, 64)
		})
	}
}
