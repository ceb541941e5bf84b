package server

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// proxies are the networks of trusted proxies in front of the server.
type proxies []netip.Prefix

// client returns the address of the client. Each proxy appends to X-Forwarded-For the
// address that called it, so the list is read from its end while the writer of an entry
// is trusted. Earlier entries may be forged.
func (p proxies) client(r *http.Request) string {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr // no IP: a Unix socket, or a test
	}
	addr := peer.Addr().Unmap().WithZone("")
	if !p.trust(addr) {
		if peer.Addr().Is4() { // then it has one form, in which it stands here
			return r.RemoteAddr[:strings.IndexByte(r.RemoteAddr, ':')]
		}
		return addr.String()
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for _, hop := range slices.Backward(hops) {
		next, ok := parseAddr(strings.TrimSpace(hop))
		if !ok {
			break
		}
		if addr = next; !p.trust(addr) {
			break
		}
	}
	return addr.String()
}

// scheme returns by which scheme the client has sent a request: a trusted proxy says so.
func (p proxies) scheme(r *http.Request) string {
	if r.TLS != nil {
		return "https"
	}
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err == nil && p.trust(peer.Addr().Unmap().WithZone("")) && r.Header.Get("X-Forwarded-Proto") == "https" {
		return "https"
	}
	return "http"
}

func (p proxies) trust(addr netip.Addr) bool {
	return slices.ContainsFunc(p, func(network netip.Prefix) bool { return network.Contains(addr) })
}

// parseAddr reads an address with or without a port.
func parseAddr(s string) (netip.Addr, bool) {
	addr, err := netip.ParseAddr(strings.Trim(s, "[]"))
	if err != nil {
		withPort, err := netip.ParseAddrPort(s)
		if err != nil {
			return netip.Addr{}, false
		}
		addr = withPort.Addr()
	}
	return addr.Unmap().WithZone(""), true
}
