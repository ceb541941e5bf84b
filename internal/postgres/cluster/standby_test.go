//go:build unix

package cluster_test

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/entask/entask/internal/postgres/cluster"
	"github.com/entask/entask/internal/postgres/pgtest"
)

// TestStandby: what the primary has confirmed is on the standby, which can take over.
func TestStandby(t *testing.T) {
	primary, err := cluster.Start(t.Context(), append(cluster.Streaming, "synchronous_commit=remote_apply")...)
	if err != nil {
		pgtest.Missing(t, err)
	}
	t.Cleanup(func() { _ = primary.Stop() })
	standby, err := primary.Standby(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = standby.Stop() })
	exec(t, primary, "ALTER SYSTEM SET synchronous_standby_names = '*'", "SELECT pg_reload_conf()")
	awaitSynchronous(t, primary)
	exec(t, primary, "CREATE TABLE t AS SELECT 1 AS n")
	exec(t, standby, "SELECT n FROM t")
	if err := primary.Halt(); err != nil {
		t.Fatal(err)
	}
	exec(t, standby, "SELECT pg_promote()", "INSERT INTO t VALUES (2)")
}

// awaitSynchronous waits until new sessions wait for the standby.
func awaitSynchronous(t *testing.T, c *cluster.Cluster) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		conn, err := pgx.Connect(t.Context(), c.URL("postgres"))
		if err != nil {
			t.Fatal(err)
		}
		var names string
		err = conn.QueryRow(t.Context(), "SHOW synchronous_standby_names").Scan(&names)
		_ = conn.Close(t.Context())
		if names != "" {
			return
		}
		if err != nil || time.Now().After(end) {
			t.Fatalf("synchronous_standby_names = %q, %v", names, err)
		}
	}
}

// TestPoolerRestart: a pooler that comes back is where it was.
func TestPoolerRestart(t *testing.T) {
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
	exec(t, p, "SELECT 1")
	for range 2 {
		if err := p.Halt(); err != nil {
			t.Fatal(err)
		}
		if _, err := pgx.Connect(t.Context(), p.URL("postgres")); err == nil {
			t.Error("a halted pooler answers")
		}
		if err := p.Restart(t.Context()); err != nil {
			t.Fatal(err)
		}
		exec(t, p, "SELECT 1")
	}
}

func exec(t *testing.T, on interface{ URL(db string) string }, statements ...string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), on.URL("postgres")+"&default_query_exec_mode=simple_protocol")
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	for _, sql := range statements {
		if _, err := conn.Exec(t.Context(), sql); err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
	}
}
