package database_test

import (
	"errors"
	"io"
	"net"
	"net/url"
	"strings"
	"sync"
	"testing"

	"entgo.io/ent/dialect"

	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/runtime/viewer"
)

// line stands between the database and its user, and counts how often the user
// speaks after the server has spoken: each is a round trip.
type line struct {
	mu     sync.Mutex
	trips  int
	answer bool // the server spoke last

	disguise bool // tell each client a number of a session that is not its own
}

func (l *line) said(byServer bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !byServer && l.answer {
		l.trips++
	}
	l.answer = byServer
}

// taken returns how many round trips there were since it was last called.
func (l *line) taken() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	n := l.trips
	l.trips = 0
	return n
}

// newLine returns the URL of a database at the end of a line.
func newLine(t *testing.T, to string) (string, *line) {
	t.Helper()
	l := &line{}
	at := l.open(t, to)
	return at, l
}

func (l *line) open(t *testing.T, to string) string {
	t.Helper()
	u, err := url.Parse(to)
	if err != nil {
		t.Fatal(err)
	}
	server := u.Host
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
			wg.Go(func() { l.carry(t, client, server) })
		}
	})
	t.Cleanup(func() { _ = listener.Close(); wg.Wait() })
	return u.String()
}

func (l *line) carry(t *testing.T, client net.Conn, address string) {
	server, err := net.Dial("tcp", address)
	if err != nil {
		t.Error(errors.Join(err, client.Close()))
		return
	}
	relay := func(to, from net.Conn, byServer bool) {
		defer func() { _ = to.Close() }()
		buf := make([]byte, 1<<16)
		for {
			n, err := from.Read(buf)
			if n > 0 {
				l.said(byServer)
				if byServer && l.disguise {
					disguise(buf[:n])
				}
				_, _ = to.Write(buf[:n])
			}
			if err != nil {
				if !errors.Is(err, io.EOF) && !errors.Is(err, net.ErrClosed) {
					t.Log(err)
				}
				return
			}
		}
	}
	go relay(client, server, true)
	relay(server, client, false)
}

// TestRoundTrips: to say who asks costs none.
func TestRoundTrips(t *testing.T) {
	for _, mode := range modes {
		t.Run(mode, func(t *testing.T) {
			to, l := newLine(t, inMode(t, mode))
			db := open(t, database.Options{URL: to, PoolMax: 1, Viewer: viewer.ID})
			exec(t, db, "CREATE TABLE t (id int PRIMARY KEY, v text)")
			ann := asUser(t.Context(), "ann")
			var tx dialect.Tx
			steps := []struct {
				name string
				do   func(id int) error
			}{
				{"insert", func(id int) error {
					_, err := read(ann, db.Driver(), "INSERT INTO t VALUES ($1, repeat('x', 50000)) RETURNING v", id)
					return err
				}},
				{"update", func(id int) error {
					_, err := read(ann, db.Driver(), "UPDATE t SET v = '' WHERE id = $1 RETURNING v", id)
					return err
				}},
				{"select", func(id int) error { _, err := read(ann, db.Driver(), "SELECT v FROM t WHERE id = $1", id); return err }},
				{"select for nobody", func(id int) error {
					_, err := read(t.Context(), db.Driver(), "SELECT v FROM t WHERE id = $1", id)
					return err
				}},
				{"no rows", func(id int) error { return served(ann, db, "DELETE FROM t WHERE id = $1 AND v = 'y'", id) }},
				{"begin", func(int) (err error) { tx, err = db.Driver().Tx(ann); return err }},
				{"in a transaction", func(id int) error {
					_, err := read(ann, tx, "SELECT v FROM t WHERE id = $1", id)
					return err
				}},
				{"for another in a transaction", func(id int) error {
					_, err := read(asUser(t.Context(), "bob"), tx, "SELECT v FROM t WHERE id = $1", id)
					return err
				}},
				{"commit", func(int) error { return tx.Commit() }},
			}
			for round := range 3 {
				for _, step := range steps {
					l.taken()
					if err := step.do(round); err != nil {
						t.Fatalf("%s: %v", step.name, err)
					}
					if got := l.taken(); got != 1 && (round > 0 || strings.HasPrefix(mode, "exec")) {
						t.Errorf("%s, round %d: %d round trips, want 1", step.name, round, got)
					}
				}
			}
		})
	}
}
