// Package tap is a proxy between a program and PostgreSQL that counts statements and round
// trips. Start with Listen.
package tap

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"sync"
	"sync/atomic"
)

// Tap forwards connections to a PostgreSQL server.
type Tap struct {
	listener net.Listener
	server   string
	counts   struct{ statements, trips atomic.Int64 }

	mu    sync.Mutex
	conns []net.Conn
}

// Counts are the executed statements and the round trips.
type Counts struct{ Statements, RoundTrips int64 }

// Listen forwards connections to the server at that address, until Close.
func Listen(ctx context.Context, server string) (*Tap, error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	t := &Tap{listener: l, server: server}
	go t.accept(ctx)
	return t, nil
}

// Address is where the program must connect to, without TLS.
func (t *Tap) Address() string { return t.listener.Addr().String() }

// Counts returns the counts so far.
func (t *Tap) Counts() Counts {
	return Counts{t.counts.statements.Load(), t.counts.trips.Load()}
}

// Close breaks all connections.
func (t *Tap) Close() error {
	err := t.listener.Close()
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, c := range t.conns {
		_ = c.Close() // it may have been closed by either end
	}
	return err
}

func (t *Tap) accept(ctx context.Context) {
	for {
		program, err := t.listener.Accept()
		if err != nil {
			return
		}
		server, err := new(net.Dialer).DialContext(ctx, "tcp", t.server)
		if err != nil {
			_ = program.Close() // which tells the program
			continue
		}
		t.mu.Lock()
		t.conns = append(t.conns, program, server)
		t.mu.Unlock()
		p := &pair{Tap: t, program: program, server: server}
		go func() {
			_ = p.ask() // when one end closes, the other is closed too
			_ = server.Close()
		}()
		go func() {
			_, _ = io.Copy(program, answers{p})
			_ = program.Close()
		}()
	}
}

// pair is a connection of the program and ours to the server.
type pair struct {
	*Tap
	program, server net.Conn
	answered        atomic.Bool // since the program last asked
}

// ask forwards the program's messages (PostgreSQL's protocol, "Message Formats").
func (p *pair) ask() error {
	in, out := bufio.NewReader(p.program), bufio.NewWriter(p.server)
	header := 4 // the first message has no type
	for {
		head, err := in.Peek(header)
		if err != nil {
			return err
		}
		size := int64(binary.BigEndian.Uint32(head[header-4:])) + int64(header) - 4
		if header == 5 {
			p.count(head[0])
		}
		if size < int64(header) {
			return errors.New("a message that is shorter than its length")
		}
		if _, err := io.CopyN(out, in, size); err != nil {
			return err
		}
		header = 5
		if in.Buffered() == 0 {
			if err := out.Flush(); err != nil {
				return err
			}
		}
	}
}

func (p *pair) count(kind byte) {
	if p.answered.Swap(false) {
		p.counts.trips.Add(1)
	}
	if kind == 'E' || kind == 'Q' { // Execute, Query
		p.counts.statements.Add(1)
	}
}

// answers reads the server's messages.
type answers struct{ *pair }

func (a answers) Read(b []byte) (int, error) {
	n, err := a.server.Read(b)
	a.answered.Store(true)
	return n, err
}
