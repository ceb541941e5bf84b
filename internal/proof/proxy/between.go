package proxy

import (
	"net/url"
	"testing"
)

// Between returns the URL that leads to a database by way of a new proxy, which is closed
// when the test ends.
func Between(tb testing.TB, database string) (string, *Proxy) {
	tb.Helper()
	u, err := url.Parse(database)
	if err != nil {
		tb.Fatal(err)
	}
	p, err := Listen(u.Host)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(p.Close)
	u.Host = p.Address()
	return u.String(), p
}
