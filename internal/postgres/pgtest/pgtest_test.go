//go:build unix

package pgtest_test

import (
	"bufio"
	"context"
	"net"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/entask/entask/internal/postgres/cluster"
	"github.com/entask/entask/internal/postgres/pgtest"
)

// TestMain lets this test binary play the process that starts servers and dies.
func TestMain(m *testing.M) {
	if os.Getenv("PGTEST_CHILD") == "" {
		os.Exit(m.Run())
	}
	c, err := cluster.Start(context.Background())
	if err != nil {
		os.Exit(1)
	}
	_, _ = os.Stdout.WriteString(c.URL("postgres") + "\n")
	if p, err := cluster.StartPooler(context.Background(), c.URL("postgres")); err == nil {
		_, _ = os.Stdout.WriteString(p.URL("postgres"))
	}
	_, _ = os.Stdout.WriteString("\n")
	select {}
}

func value(t *testing.T, url, sql string) string {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	var v string
	if err := conn.QueryRow(t.Context(), sql).Scan(&v); err != nil {
		t.Fatal(err)
	}
	return v
}

func TestNewDatabase(t *testing.T) {
	a, b := pgtest.NewDatabase(t), pgtest.NewDatabase(t)
	if a == b {
		t.Errorf("two databases share the URL %s", a)
	}
	if got := value(t, a, "SELECT lower('ÉCOLE')"); got != "école" {
		t.Errorf("lower('ÉCOLE') = %q, want %q", got, "école")
	}
	if got := value(t, a, "SELECT count(*)::text FROM pg_class WHERE relnamespace = 'public'::regnamespace"); got != "0" {
		t.Errorf("a new database has %s relations, want none", got)
	}
}

func TestNewDatabaseFrom(t *testing.T) {
	fills := 0
	fill := func(url string) error {
		fills++
		conn, err := pgx.Connect(t.Context(), url)
		if err != nil {
			return err
		}
		defer conn.Close(context.Background())
		_, err = conn.Exec(t.Context(), "CREATE TABLE t AS SELECT 'here' AS v")
		return err
	}
	key := t.Name() + time.Now().String()
	for range 3 {
		if got := value(t, pgtest.NewDatabaseFrom(t, key, fill), "SELECT v FROM t"); got != "here" {
			t.Errorf("content of the copy = %q, want %q", got, "here")
		}
	}
	if fills != 1 {
		t.Errorf("the template was filled %d times, want 1", fills)
	}
}

func TestServerEndsWithItsProcess(t *testing.T) {
	pgtest.NewDatabase(t) // skips where there is no PostgreSQL
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), "PGTEST_CHILD=1")
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewReader(out)
	server, err := lines.ReadString('\n')
	if err != nil {
		if why := child.Wait(); os.Getenv("CI") != "true" {
			t.Skipf("this test needs the programs of PostgreSQL: %v", why)
		}
		t.Fatal(err)
	}
	pooler, err := lines.ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	server, pooler = strings.TrimSpace(server), strings.TrimSpace(pooler)
	data := value(t, server, "SHOW data_directory")
	if pooler != "" {
		value(t, pooler, "SELECT 'up'")
	}
	if err := child.Process.Signal(syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	_ = child.Wait()

	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		_, err := os.Stat(data)
		if os.IsNotExist(err) && !listens(t, server) && (pooler == "" || !listens(t, pooler)) {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("the server, its folder %s or its pooler outlived the process that started them", data)
		}
	}
}

func listens(t *testing.T, url string) bool {
	t.Helper()
	conn, err := net.Dial("tcp", host(t, url))
	if err == nil {
		_ = conn.Close()
	}
	return err == nil
}

func host(t *testing.T, raw string) string {
	t.Helper()
	u, err := url.Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	return u.Host
}

// TestDirect: a session of one's own is the one that the server tells of.
func TestDirect(t *testing.T) {
	through := pgtest.NewDatabase(t)
	conn, err := pgx.Connect(t.Context(), pgtest.Direct(through))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	var pid uint32
	var database string
	if err := conn.QueryRow(t.Context(), "SELECT pg_backend_pid(), current_database()").Scan(&pid, &database); err != nil {
		t.Fatal(err)
	}
	if pid != conn.PgConn().PID() || !strings.Contains(through, database) {
		t.Errorf("the session is %d in %s, want %d in the database of %s", pid, database, conn.PgConn().PID(), through)
	}
	if pooler := os.Getenv(pgtest.PoolerEnv); pooler != "" && strings.Contains(pgtest.Direct(through), host(t, pooler)) {
		t.Errorf("Direct(%s) goes through the pooler", through)
	}
}

func TestKillAndRestart(t *testing.T) {
	c, err := cluster.Start(t.Context())
	if err != nil {
		pgtest.Missing(t, err)
	}
	t.Cleanup(func() { _ = c.Stop() })
	value(t, c.URL("postgres"), "SELECT 'up'")
	if err := syscall.Kill(c.PID(), syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	if err := c.Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
	value(t, c.URL("postgres"), "SELECT 'up again'")
}
