//go:build unix

package apply_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/migration/apply"
	"github.com/entask/entask/internal/postgres/pgtest"
)

// TestBehindPoolerOfTransactions: a PgBouncer whose sessions take turns is
// noticed, however many of them others have left: with two of them, each of two
// clients that ask alternately always meets its own.
func TestBehindPoolerOfTransactions(t *testing.T) {
	for sessions := range 4 {
		t.Run(fmt.Sprintf("%d sessions", sessions), func(t *testing.T) {
			behind := pgtest.Pooled(t, pgtest.Direct(pgtest.NewDatabase(t)))
			hold(t, behind, sessions)
			db := open(t, database.Options{URL: behind, PoolMax: 1})
			applied, err := apply.Run(t.Context(), db, dir(t, first, "CREATE TABLE a (n int);"), apply.Options{})
			if !errors.Is(err, database.ErrNoSession) || len(applied) > 0 {
				t.Errorf("Run() = %v, %v, want ErrNoSession", applied, err)
			}
		})
	}
}

// TestBehindPoolerOfSessions: a pooler may stay where each of its clients
// has a session of its own.
func TestBehindPoolerOfSessions(t *testing.T) {
	db := open(t, database.Options{URL: disguised(t, pgtest.Direct(pgtest.NewDatabase(t))), PoolMax: 1})
	files := dir(t, first, "CREATE TABLE a (n int);")
	for _, want := range []int{1, 0} {
		applied, err := apply.Run(t.Context(), db, files, apply.Options{})
		if err != nil || len(applied) != want {
			t.Errorf("Run() = %v, %v, want %d files", applied, err, want)
		}
	}
}

// disguised returns the URL of a database behind a relay that tells each client the
// number of a session that is not its own, as a pooler does.
func disguised(t *testing.T, to string) string {
	t.Helper()
	u, err := url.Parse(to)
	if err != nil {
		t.Fatal(err)
	}
	address := u.Host
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	u.Host = listener.Addr().String()
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			wg.Go(func() { relay(t, client, address) })
		}
	})
	t.Cleanup(func() { _ = listener.Close(); wg.Wait() })
	return u.String()
}

// relay passes on what is said on one connection, and changes the number in BackendKeyData.
func relay(t *testing.T, client net.Conn, address string) {
	defer func() { _ = client.Close() }()
	server, err := net.Dial("tcp", address)
	if err != nil {
		t.Error(err)
		return
	}
	go func() {
		_, _ = io.Copy(server, client)
		_ = server.Close()
	}()
	buf := make([]byte, 1<<16)
	for {
		n, err := server.Read(buf)
		answer := buf[:n]
		if i := bytes.Index(answer, []byte{'K', 0, 0, 0, 12}); i >= 0 && i+9 <= len(answer) {
			answer[i+5] ^= 1
		}
		if _, writeErr := client.Write(answer); err != nil || writeErr != nil {
			return
		}
	}
}

// hold makes a pooler open as many sessions, and gives them back to it.
func hold(t *testing.T, raw string, sessions int) {
	t.Helper()
	cfg, err := pgx.ParseConfig(raw)
	if err != nil {
		t.Fatal(err)
	}
	cfg.DefaultQueryExecMode = pgx.QueryExecModeExec
	for range sessions {
		conn, err := pgx.ConnectConfig(t.Context(), cfg)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close(t.Context())
		if _, err := conn.Exec(t.Context(), "BEGIN"); err != nil {
			t.Fatal(err)
		}
		defer func() {
			if _, err := conn.Exec(t.Context(), "COMMIT"); err != nil {
				t.Error(err)
			}
		}()
	}
}
