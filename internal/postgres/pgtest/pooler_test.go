//go:build unix

package pgtest_test

import (
	"strings"
	"testing"

	"github.com/entask/entask/internal/postgres/cluster"
	"github.com/entask/entask/internal/postgres/pgtest"
)

// TestPooler: the clients of a pooler share sessions, in any database and as any
// role, and one meets what another left.
func TestPooler(t *testing.T) {
	c, err := cluster.Start(t.Context())
	if err != nil {
		pgtest.Missing(t, err)
	}
	t.Cleanup(func() { _ = c.Stop() })
	p, err := cluster.StartPooler(t.Context(), c.URL("postgres"))
	if err != nil {
		pgtest.Missing(t, err)
	}
	t.Cleanup(func() { _ = p.Stop() })
	create := func(sql string) {
		t.Helper()
		if _, err := pgtest.Connect(t, c.URL("postgres")).Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	create("CREATE DATABASE other")
	create("CREATE ROLE plain LOGIN")

	url := strings.Replace(p.URL("other"), "postgres@", "plain@", 1)
	one, two := pgtest.Connect(t, url), pgtest.Connect(t, url)
	if _, err := one.Exec(t.Context(), "SET app.trace = 'behind'"); err != nil {
		t.Fatal(err)
	}
	var got string
	if err := two.QueryRow(t.Context(), "SELECT current_user || ' in ' || current_database() || ' sees what is ' || current_setting('app.trace')").Scan(&got); err != nil {
		t.Fatal(err)
	}
	if want := "plain in other sees what is behind"; got != want {
		t.Errorf("the second client: %q, want %q", got, want)
	}
	create("DROP DATABASE other WITH (FORCE)") // although the pooler is there
}
