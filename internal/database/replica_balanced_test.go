package database_test

import (
	"context"
	"io"
	"net"
	"net/url"
	"sync/atomic"
	"testing"
	"time"

	"github.com/entask/entask/internal/postgres/cluster"
)

// TestReplicaBalanced: of two standbys behind one address one is current and one lags. What
// the one has shown does not count for the other.
func TestReplicaBalanced(t *testing.T) {
	p := newPair(t)
	late, err := p.primary.Standby(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = late.Stop() })
	both, taken := balance(t, p.standby, late)
	db := p.openAt(t, p.primary.URL("app"), both)
	exec(t, db.DB, "CREATE TABLE t AS SELECT 0 AS n")
	db.used(t)
	on(t, late.URL("app"), "SELECT pg_wal_replay_pause()")
	for begin := time.Now(); time.Since(begin) < 2*time.Second; {
		exec(t, db.DB, "UPDATE t SET n = n + 1")
		want := text(t, db.DB, "SELECT n::text FROM t")
		answers := make(chan string, 4)
		for range cap(answers) {
			go func() {
				// Each takes a while, so that each needs a connection of its own.
				got, err := read(t.Context(), db.Driver(), "SELECT n::text FROM t, (SELECT pg_sleep(0.01)) AS a_while")
				if err != nil {
					t.Error(err)
				}
				answers <- got
			}()
		}
		for range cap(answers) {
			if got := <-answers; got != want {
				t.Fatalf("read %s, want %s", got, want)
			}
		}
	}
	if n := taken.Load(); n < 2 {
		t.Errorf("the standby that lags has got %d connections", n)
	}
	if db.counted(t, "entask.database.replica.fallbacks", "behind") == 0 {
		t.Error("nothing has fallen back: the standby that lags was not asked")
	}
}

// balance returns a URL at which connections go to the servers in turn, and how many the last
// one has got.
func balance(t *testing.T, servers ...*cluster.Cluster) (at string, last *atomic.Int64) {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	last = &atomic.Int64{}
	go func() {
		for i := 0; ; i++ {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			to, err := url.Parse(servers[i%len(servers)].URL("app"))
			if err != nil {
				t.Error(err)
				return
			}
			server, err := new(net.Dialer).DialContext(context.Background(), "tcp", to.Host)
			if err != nil {
				_ = client.Close()
				continue
			}
			if i%len(servers) == len(servers)-1 {
				last.Add(1)
			}
			for _, way := range [][2]net.Conn{{client, server}, {server, client}} {
				go func() {
					_, _ = io.Copy(way[0], way[1])
					_ = way[0].Close()
				}()
			}
		}
	}()
	u, err := url.Parse(servers[0].URL("app"))
	if err != nil {
		t.Fatal(err)
	}
	u.Host = listener.Addr().String()
	return u.String(), last
}
