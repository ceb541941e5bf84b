package server

import (
	"log/slog"
	"net"
	"net/netip"
	"slices"
	"sync/atomic"
	"time"
)

const (
	// MaxConnections is how many connections are open at most by default; an idle one takes
	// about 20 KiB.
	MaxConnections = 4096
	// looked is how many connections of an address are looked at to find the one that is
	// missed least.
	looked = 64
	// crowdedEvery is how often the log says that connections are closed.
	crowdedEvery = 10 * time.Second
)

// without are the phases of a connection without a request that was read. One of them goes
// first where there are too many connections: the one that is so for longest.
var without = []phase{idle, fresh, reading}

// crowd closes connections where there are too many: first those of the address that has
// most of them, so that nobody keeps the others out.
type crowd struct {
	most   int // connections
	logger *slog.Logger
	closed *atomic.Int64
	said   time.Time // when the log last said so
	since  int64     // connections closed since
}

// origin returns the address of a connection. For IPv6 it is the /64, which a single host
// commonly owns.
func origin(c net.Conn) netip.Addr {
	at, ok := c.RemoteAddr().(*net.TCPAddr)
	if !ok {
		return netip.Addr{}
	}
	addr := at.AddrPort().Addr().Unmap().WithZone("")
	if addr.Is6() {
		return netip.PrefixFrom(addr, 64).Masked().Addr()
	}
	return addr
}

// thin closes one connection if there are too many now that the newest one has come. It is
// called with the lock of o held.
func (w *crowd) thin(o *connections, newest *conn) {
	if len(o.all) <= w.most {
		return
	}
	greedy := newest.origin
	for addr, of := range o.origins {
		if len(of) > len(o.origins[greedy]) {
			greedy = addr
		}
	}
	victim := o.longest(greedy, func(c *conn) bool { return slices.Contains(without, phase(c.life.now.Load())) })
	if victim == nil && len(o.origins[greedy]) >= 2*len(o.origins[newest.origin]) {
		victim = o.longest(greedy, func(*conn) bool { return true })
	}
	if victim == nil { // all have requests, and come from where the newest one comes from
		victim = newest
	}
	victim.life.now.Store(int32(cut))
	_ = victim.Close() // what matters is that nobody uses it
	o.remove(victim)
	w.say(greedy)
}

// longest returns which of some connections of an address are as they are for longest, or
// nil. Of many connections it looks at some only.
func (o *connections) longest(of netip.Addr, may func(*conn) bool) (found *conn) {
	n := 0
	for c := range o.origins[of] { // in random order
		if n++; n > looked {
			break
		}
		if may(c) && (found == nil || c.life.since.Load() < found.life.since.Load()) {
			found = c
		}
	}
	return found
}

// say logs that connections are closed, not for each.
func (w *crowd) say(greedy netip.Addr) {
	w.closed.Add(1)
	w.since++
	if time.Since(w.said) < crowdedEvery {
		return
	}
	w.logger.Info("connections closed: there are too many", "count", w.since, "most", w.most, "address", greedy.String())
	w.said, w.since = time.Now(), 0
}
