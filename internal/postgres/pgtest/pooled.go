package pgtest

import (
	"net/url"
	"strings"
	"testing"

	"github.com/entask/entask/internal/postgres/cluster"
)

// Pooled returns the URL of the same database behind a new PgBouncer in transaction
// mode, which stops when the test ends. Without PgBouncer the test ends as in Missing.
func Pooled(tb testing.TB, raw string) string {
	tb.Helper()
	p, err := cluster.StartPooler(tb.Context(), AsSuperuser(tb, raw))
	if err != nil {
		Missing(tb, err)
	}
	tb.Cleanup(func() { _ = p.Stop() })
	direct, err := url.Parse(raw)
	if err != nil {
		tb.Fatal(err)
	}
	u, err := url.Parse(p.URL(strings.TrimPrefix(direct.Path, "/")))
	if err != nil {
		tb.Fatal(err)
	}
	u.User = direct.User
	return u.String()
}
