package database_test

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"net"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"entgo.io/ent/dialect"

	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/postgres/pgtest"
	"github.com/entask/entask/internal/runtime/retry"
	"github.com/entask/entask/internal/runtime/viewer"
)

// loser stands between the database and its user, and loses replies: what it was
// asked is done, and the connection ends instead of passing on what came of it.
type loser struct {
	lose  atomic.Int32 // how many replies more
	reset bool         // end by RST, not by FIN

	frozen atomic.Bool  // pass nothing on, and end nothing
	served atomic.Int32 // connections until now
	pieces atomic.Int32 // of what the server says on the next connection that are passed on, and no more; 0 for all
}

// newLoser returns the URL of a database at the end of a line that loses replies.
func newLoser(t *testing.T, to string, reset bool) (string, *loser) {
	t.Helper()
	u, err := url.Parse(to)
	if err != nil {
		t.Fatal(err)
	}
	server := u.Host
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	u.Host = listener.Addr().String()
	l := &loser{reset: reset}
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			wg.Go(func() { l.serve(t.Context(), client.(*net.TCPConn), server) })
		}
	})
	t.Cleanup(func() {
		_ = listener.Close()
		wg.Wait()
	})
	return u.String(), l
}

func (l *loser) serve(ctx context.Context, client *net.TCPConn, server string) {
	defer func() { _ = client.Close() }()
	conn, err := net.Dial("tcp", server)
	if err != nil {
		return
	}
	defer func() { _ = conn.Close() }()
	l.served.Add(1)
	pieces := l.pieces.Swap(0)
	go func() {
		l.pass(ctx, client, func(p []byte) error { _, err := conn.Write(p); return err })
		_ = conn.(*net.TCPConn).CloseWrite()
	}()
	l.pass(ctx, conn, func(p []byte) error {
		if l.lose.Add(-1) >= 0 {
			if l.reset {
				_ = client.SetLinger(0)
			}
			return io.EOF
		}
		l.lose.Store(0)
		_, err := client.Write(p)
		if pieces--; pieces == 0 {
			<-ctx.Done()
		}
		return err
	})
}

// pass passes on what comes from a connection, until one of the ends is gone.
func (l *loser) pass(ctx context.Context, from net.Conn, to func([]byte) error) {
	buf := make([]byte, 1<<16)
	for {
		n, err := from.Read(buf)
		for l.frozen.Load() && ctx.Err() == nil {
			time.Sleep(time.Millisecond)
		}
		if err != nil || to(buf[:n]) != nil {
			return
		}
	}
}

// TestLostReply: what was sent is not sent again when its reply is lost, and the
// error says that nobody knows what became of it.
func TestLostReply(t *testing.T) {
	t.Parallel()
	server := pgtest.NewDatabase(t)
	direct := open(t, database.Options{URL: server, PoolMax: 2})
	const tables = "CREATE TABLE counted (n int NOT NULL)"
	run(t, direct, tables)
	for name, reset := range map[string]bool{"FIN": false, "RST": true} {
		t.Run(name, func(t *testing.T) {
			at, line := newLoser(t, server, reset)
			db := open(t, database.Options{URL: at, PoolMax: 3, Viewer: viewer.ID})
			for who, ctx := range map[string]context.Context{
				"nobody":   t.Context(),
				"somebody": viewer.NewContext(t.Context(), viewer.Viewer{ID: "ann"}),
			} {
				t.Run(who, func(t *testing.T) {
					for _, lost := range []int32{1, 2, 5} {
						lostReplies(ctx, t, db, direct, line, lost)
					}
				})
			}
		})
	}
}

func lostReplies(ctx context.Context, t *testing.T, db, direct *database.DB, line *loser, lost int32) {
	t.Helper()
	run(t, direct, "TRUNCATE counted")
	const insert = "INSERT INTO counted VALUES (1)"
	fillPool(t, db, 3)
	// Known to the session, so that the statement is what is lost, not its description.
	for range 3 {
		if err := db.Driver().Exec(ctx, "UPDATE counted SET n = n + 1", []any{}, nil); err != nil {
			t.Fatal(err)
		}
	}
	run(t, direct, insert)
	line.lose.Store(lost)
	err := db.Driver().Exec(ctx, "UPDATE counted SET n = n + 1", []any{}, nil)
	line.lose.Store(0)
	if !retry.IsUnknown(err) || !database.Unavailable(err) {
		t.Errorf("%d lost: %v, want an error that is Unknown and Unavailable", lost, err)
	}
	want := "2"
	var got string
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if got = text(t, direct, "SELECT n::text FROM counted"); got == want {
			break
		}
	}
	if time.Sleep(20 * time.Millisecond); text(t, direct, "SELECT n::text FROM counted") != want {
		t.Errorf("%d lost: counted %s, want %s", lost, got, want)
	}
}

// TestLostCommit: nobody knows what became of a transaction whose COMMIT has no reply;
// what fails before was not done.
func TestLostCommit(t *testing.T) {
	t.Parallel()
	server := pgtest.NewDatabase(t)
	at, line := newLoser(t, server, false)
	db := open(t, database.Options{URL: at, PoolMax: 3})
	run(t, db, "CREATE TABLE counted (n int NOT NULL)")
	begin := func() dialect.Tx {
		tx, err := db.Driver().Tx(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if err := tx.Exec(t.Context(), "INSERT INTO counted VALUES (1)", []any{}, nil); err != nil {
			t.Fatal(err)
		}
		return tx
	}
	tx := begin()
	line.lose.Store(1)
	if err := tx.Commit(); !retry.IsUnknown(err) {
		t.Errorf("COMMIT: %v, want an error that is Unknown", err)
	}
	line.lose.Store(0)
	tx = begin()
	line.lose.Store(1)
	if err := tx.Exec(t.Context(), "INSERT INTO counted VALUES (1)", []any{}, nil); !retry.IsSafe(err) {
		t.Errorf("a statement before COMMIT: %v, want an error that is Safe", err)
	}
	line.lose.Store(0)
	if err := tx.Rollback(); retry.IsUnknown(err) {
		t.Errorf("ROLLBACK: %v, want none that is Unknown", err)
	}
	if got := text(t, db, "SELECT count(*)::text FROM counted"); got != "1" {
		t.Errorf("%s rows, want the one of the transaction that was committed", got)
	}
}

// TestLostRead: to read does nothing, so a SELECT is repeated when its reply is lost.
func TestLostRead(t *testing.T) {
	t.Parallel()
	at, line := newLoser(t, pgtest.NewDatabase(t), false)
	db := open(t, database.Options{URL: at, PoolMax: 3})
	fillPool(t, db, 3)
	for range 6 {
		text(t, db, "SELECT 'known'")
	}
	for _, lost := range []int32{1, 2} {
		line.lose.Store(lost)
		if got, err := read(t.Context(), db.Driver(), "SELECT 'known'"); err != nil || got != "known" {
			t.Errorf("%d lost: %q, %v, want known", lost, got, err)
		}
		line.lose.Store(0)
	}
}

// TestLostReplyOfTools: the same for database/sql, which migrations and tools use.
func TestLostReplyOfTools(t *testing.T) {
	t.Parallel()
	server := pgtest.NewDatabase(t)
	direct := open(t, database.Options{URL: server, PoolMax: 2})
	run(t, direct, "CREATE TABLE counted (n int NOT NULL)")
	for name, args := range map[string][]any{"simple": nil, "with an argument": {1}} {
		for how, exec := range map[string]func(*sql.DB, string) error{
			"Exec": func(db *sql.DB, query string) error {
				_, err := db.ExecContext(t.Context(), query, args...)
				return err
			},
			"Query": func(db *sql.DB, query string) error {
				var n int
				return db.QueryRowContext(t.Context(), query+" RETURNING n", args...).Scan(&n)
			},
		} {
			t.Run(name+" "+how, func(t *testing.T) {
				at, line := newLoser(t, server, false)
				db := open(t, database.Options{URL: at, PoolMax: 3})
				fillPool(t, db, 3)
				query := "UPDATE counted SET n = n + 1"
				if args != nil {
					query = "UPDATE counted SET n = n + $1"
				}
				for range 6 {
					if err := exec(db.SQL(), query); err != nil && !errors.Is(err, sql.ErrNoRows) {
						t.Fatal(err)
					}
				}
				run(t, direct, "TRUNCATE counted")
				run(t, direct, "INSERT INTO counted VALUES (1)")
				line.lose.Store(1)
				err := exec(db.SQL(), query)
				line.lose.Store(0)
				got := "1"
				for end := time.Now().Add(30 * time.Second); got == "1" && time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
					got = text(t, direct, "SELECT n::text FROM counted")
				}
				if err == nil || got != "2" {
					t.Errorf("counted %s and %v, want 2 and an error", got, err)
				}
			})
		}
	}
}

func run(t *testing.T, db *database.DB, query string) {
	t.Helper()
	if err := db.Driver().Exec(t.Context(), query, []any{}, nil); err != nil {
		t.Fatal(err)
	}
}
