package proxy

import (
	"net"
	"time"
)

// End is how a connection ends for whoever holds it.
type End int

// The ends of connections. A silent one stays open on both sides, and nothing
// passes any more: neither side learns that the other has gone.
const (
	FIN End = iota
	RST
	Silent
)

// String implements fmt.Stringer.
func (e End) String() string { return [...]string{"FIN", "RST", "silence"}[e] }

func (e End) close(c net.Conn) {
	if tcp, ok := c.(*net.TCPConn); ok && e == RST {
		_ = tcp.SetLinger(0) // fails where it is closed already
	}
	_ = c.Close()
}

// Server sends the connections to come to another server.
func (p *Proxy) Server(address string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.server = address
}

// Cut ends all connections that are there, on both sides.
func (p *Proxy) Cut(how End) {
	for _, c := range p.all() {
		c.end(how)
	}
}

// Refuse closes the port. Connections that are there stay.
func (p *Proxy) Refuse() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.listener != nil {
		_ = p.listener.Close()
		p.listener = nil
	}
}

// Accept opens the port that Refuse closed.
func (p *Proxy) Accept() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.listener != nil {
		return nil
	}
	l, err := listen(p.address)
	if err != nil {
		return err
	}
	p.listener = l
	go p.accept(l)
	return nil
}

// Delay lets every message arrive so much later, in both directions.
func (p *Proxy) Delay(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.delay = d
}

// Hold keeps back what is sent, as a network does that loses packets for a while;
// Release lets it arrive. Connections can be made meanwhile.
func (p *Proxy) Hold() {
	p.mu.Lock()
	defer p.mu.Unlock()
	select {
	case <-p.open:
		p.open = make(chan struct{})
	default:
	}
}

// Release ends Hold.
func (p *Proxy) Release() {
	p.mu.Lock()
	defer p.mu.Unlock()
	select {
	case <-p.open:
	default:
		close(p.open)
	}
}

// Swallow makes every connection silent for good, as a router does that forgot
// them. While on is true, new connections are taken and led nowhere too.
func (p *Proxy) Swallow(on bool) {
	p.mu.Lock()
	p.hole = on
	p.mu.Unlock()
	if on {
		p.Cut(Silent)
	}
}

func (p *Proxy) all() []*pair {
	p.mu.Lock()
	defer p.mu.Unlock()
	all := make([]*pair, 0, len(p.pairs))
	for c := range p.pairs {
		all = append(all, c)
	}
	return all
}

// passage returns what holds for a message now: how late it arrives, and what must
// be closed before it does.
func (p *Proxy) passage() (time.Duration, <-chan struct{}) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.delay, p.open
}
