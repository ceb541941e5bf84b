package server

import (
	"bytes"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// lastGrace is how long a request may take to arrive when no more connections are
	// accepted, if it has begun to arrive or its connection was just opened.
	lastGrace = time.Second
	// lastLook is the interval at which settle checks.
	lastLook = 5 * time.Millisecond
)

// phase is what a connection is used for.
type phase int32

const (
	fresh   phase = iota // nothing has come yet
	reading              // a request has begun to arrive
	serving              // it is served
	idle                 // the next has not begun to arrive
	cut                  // closed by us, before anything else came
	http2                // net/http's business: it tells the client which requests it takes
)

// life is the phase of one connection, and when it last began to wait for a request, in
// nanoseconds since 1970.
type life struct {
	now   atomic.Int32
	since atomic.Int64
}

func (l *life) turn(from, to phase) bool { return l.now.CompareAndSwap(int32(from), int32(to)) }

// arrived is called with what was read. It returns false for a connection that was cut: what
// was read must be ignored then.
func (l *life) arrived(p []byte) bool {
	switch phase(l.now.Load()) {
	case cut:
		return false
	case fresh:
		if bytes.HasPrefix(p, []byte("PRI ")) {
			return l.turn(fresh, http2)
		}
		return l.turn(fresh, reading)
	case idle:
		return l.turn(idle, reading)
	default:
		return true
	}
}

// connections are those that a server has open.
type connections struct {
	crowd *crowd

	mu      sync.Mutex
	all     map[*conn]struct{}
	origins map[netip.Addr]map[*conn]struct{} // the same, by address
}

func newConnections(w *crowd) *connections {
	return &connections{crowd: w, all: map[*conn]struct{}{}, origins: map[netip.Addr]map[*conn]struct{}{}}
}

// changed implements what http.Server.ConnState is.
func (o *connections) changed(nc net.Conn, state http.ConnState) {
	c, ok := nc.(*conn)
	if !ok {
		return // HTTP/2's own
	}
	switch state {
	case http.StateActive:
		c.life.turn(reading, serving)
	case http.StateIdle:
		c.life.since.Store(time.Now().UnixNano())
		c.life.turn(serving, idle)
	case http.StateNew:
		o.mu.Lock()
		defer o.mu.Unlock()
		o.add(c)
		o.crowd.thin(o, c)
	case http.StateClosed, http.StateHijacked:
		o.mu.Lock()
		defer o.mu.Unlock()
		o.remove(c)
	}
}

func (o *connections) add(c *conn) {
	c.origin = origin(c)
	c.life.since.Store(time.Now().UnixNano())
	o.all[c] = struct{}{}
	if o.origins[c.origin] == nil {
		o.origins[c.origin] = map[*conn]struct{}{}
	}
	o.origins[c.origin][c] = struct{}{}
}

// remove may be called twice.
func (o *connections) remove(c *conn) {
	delete(o.all, c)
	delete(o.origins[c.origin], c)
	if len(o.origins[c.origin]) == 0 {
		delete(o.origins, c.origin)
	}
}

// cut closes connections on which nothing has arrived since they entered the phase, so that
// a request is either read and answered, or not read at all.
func (o *connections) cut(from phase) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for c := range o.all {
		if c.life.turn(from, cut) {
			_ = c.Close() // what matters is that nobody uses it
		}
	}
}

// any says whether a connection is in one of the phases.
func (o *connections) any(phases ...phase) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	for c := range o.all {
		if slices.Contains(phases, phase(c.life.now.Load())) {
			return true
		}
	}
	return false
}

// settle is called when no more connections are accepted. It closes idle ones, and returns
// when each of the others serves a request, or after the last grace. http.Server.Shutdown
// alone would close connections whose request has not been read completely.
func (o *connections) settle() {
	for end := time.Now().Add(lastGrace); time.Now().Before(end); time.Sleep(lastLook) {
		o.cut(idle)
		if !o.any(fresh, reading) {
			return
		}
	}
	o.cut(fresh)
}
