package proxy

import (
	"bufio"
	"net"
	"sync"
	"time"
)

// pair is a connection of the program and ours to the server.
type pair struct {
	*Proxy
	client, server net.Conn // server is nil for a connection that leads nowhere
	out, in        chan parcel
	over           chan struct{} // closed when the pair has ended, unless by Silent

	mu     sync.Mutex
	ended  bool
	silent bool

	statements map[string]string // the texts of prepared statements by name
	asked      []*Exchange       // not yet completely answered
}

// parcel is a piece of data on a wire, with its time of arrival.
type parcel struct {
	bytes []byte
	due   time.Time
	end   func() // instead of bytes
}

func newPair(p *Proxy, client, server net.Conn) *pair {
	c := &pair{Proxy: p, client: client, server: server, out: make(chan parcel, 256), in: make(chan parcel, 256), over: make(chan struct{}), statements: map[string]string{}}
	if server != nil {
		go c.deliver(c.out, server)
		go c.deliver(c.in, client)
	}
	return c
}

// end ends the pair, also one that is silent.
func (c *pair) end(how End) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ended {
		return
	}
	if how == Silent {
		c.silent = true
		return
	}
	c.ended = true
	close(c.over)
	how.close(c.client)
	if c.server != nil {
		how.close(c.server)
	}
	go c.remove(c)
}

// hush says whether the pair has fallen silent.
func (c *pair) hush() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.silent
}

// send puts bytes on a wire, in the order of the calls.
func (c *pair) send(wire chan parcel, bytes []byte) {
	delay, _ := c.passage()
	c.put(wire, parcel{bytes: bytes, due: time.Now().Add(delay)})
}

// then does something after everything on the wire has arrived.
func (c *pair) then(wire chan parcel, do func()) { c.put(wire, parcel{end: do}) }

func (c *pair) put(wire chan parcel, p parcel) {
	select {
	case wire <- p:
	case <-c.over:
	}
}

func (c *pair) deliver(wire chan parcel, to net.Conn) {
	w := bufio.NewWriter(to)
	for {
		var p parcel
		select {
		case p = <-wire:
		case <-c.over:
			return
		}
		if wait := time.Until(p.due); wait > 0 {
			time.Sleep(wait)
		}
		_, open := c.passage()
		select {
		case <-open:
		case <-c.over:
			return
		}
		switch {
		case p.end != nil:
			_ = w.Flush() // the other side may be gone
			p.end()
		case c.hush():
		default:
			_, _ = w.Write(p.bytes)
			if len(wire) == 0 && w.Flush() != nil {
				return // the reader of that side ends the pair
			}
		}
	}
}
