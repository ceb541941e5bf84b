// Package proxy stands between a program and PostgreSQL, understands the messages, and
// loses, delays or swallows them as ordered. Start with Listen. Loss describes the loss
// of an answer; the methods of wires.go make the connections fail. It does not know what
// the messages are for.
package proxy

import (
	"context"
	"net"
	"sync"
	"time"
)

// Proxy forwards connections to a PostgreSQL server, without TLS.
type Proxy struct {
	address string

	mu       sync.Mutex
	listener net.Listener // nil while connections are refused
	server   string
	pairs    map[*pair]struct{}
	delay    time.Duration
	hole     bool          // connections are accepted and lead nowhere
	open     chan struct{} // closed while bytes may pass
	plan     *plan
	heard    []*Exchange // nil unless recording
	hearing  bool
}

// Listen forwards connections to the server at that address, until Close.
func Listen(server string) (*Proxy, error) {
	l, err := listen("127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	open := make(chan struct{})
	close(open)
	p := &Proxy{address: l.Addr().String(), listener: l, server: server, pairs: map[*pair]struct{}{}, open: open}
	go p.accept(l)
	return p, nil
}

func listen(address string) (net.Listener, error) {
	return new(net.ListenConfig).Listen(context.Background(), "tcp", address)
}

// Address is where the program connects to.
func (p *Proxy) Address() string { return p.address }

// Close refuses connections and breaks the open ones.
func (p *Proxy) Close() {
	p.Refuse()
	p.Release()
	p.Cut(RST)
}

func (p *Proxy) accept(l net.Listener) {
	for {
		client, err := l.Accept()
		if err != nil {
			return
		}
		p.mu.Lock()
		server, hole := p.server, p.hole
		p.mu.Unlock()
		if hole {
			p.add(newPair(p, client, nil))
			continue
		}
		go p.connect(client, server)
	}
}

func (p *Proxy) connect(client net.Conn, server string) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", server)
	if err != nil {
		RST.close(client) // as with a closed port
		return
	}
	c := newPair(p, client, conn)
	if p.add(c) {
		go c.ask()
		go c.answer()
	}
}

// add keeps a pair, unless the proxy was closed meanwhile.
func (p *Proxy) add(c *pair) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.listener == nil {
		c.end(RST)
		return false
	}
	p.pairs[c] = struct{}{}
	return true
}

func (p *Proxy) remove(c *pair) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.pairs, c)
}
