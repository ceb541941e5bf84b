package pgtest

import (
	"net/url"
	"testing"

	"github.com/entask/entask/internal/postgres/cluster"
)

// Replicated returns the URL of an empty database of the role Owner, on a server of its own,
// and the URL of the same database on a standby of that server, for the role Service. Both
// stop when the test ends.
func Replicated(tb testing.TB) (primary, replica string) {
	tb.Helper()
	c, err := cluster.StartInMemory(tb.Context(), append(cluster.Streaming, "synchronous_commit=on")...)
	if err != nil {
		Missing(tb, err)
	}
	tb.Cleanup(func() { _ = c.Stop() })
	s, err := attach(tb.Context(), c.URL("postgres"), "")
	if err == nil {
		err = s.exec(tb.Context(), "CREATE DATABASE app OWNER "+Owner)
	}
	if err != nil {
		tb.Fatal(err)
	}
	standby, err := c.Standby(tb.Context())
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = standby.Stop() })
	u, err := url.Parse(standby.URL("app"))
	if err != nil {
		tb.Fatal(err)
	}
	u.User = url.User(Service)
	return s.URL(Owner, "app"), u.String()
}
