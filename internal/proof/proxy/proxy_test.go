package proxy_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/url"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/entask/entask/internal/postgres/pgtest"
	"github.com/entask/entask/internal/proof/proxy"
)

// through returns a proxy, a connection through it and one past it, with a table
// of one row, n = 0.
func through(t *testing.T) (*proxy.Proxy, *pgx.Conn, *pgx.Conn) {
	t.Helper()
	raw := pgtest.Direct(pgtest.NewDatabase(t))
	u, err := url.Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	p, err := proxy.Listen(u.Host)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	past := connect(t, raw)
	for _, sql := range []string{"CREATE TABLE t (n int)", "INSERT INTO t VALUES (0)"} {
		if _, err := past.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	u.Host = p.Address()
	return p, connect(t, u.String()), past
}

func connect(t *testing.T, url string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		_ = conn.Close(ctx)
	})
	return conn
}

const raise = "UPDATE t SET n = n + $1 RETURNING n"

func number(t *testing.T, conn *pgx.Conn) (n int) {
	t.Helper()
	if err := conn.QueryRow(t.Context(), "SELECT n FROM t").Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// TestHear: what is asked and answered is known message by message.
func TestHear(t *testing.T) {
	p, conn, _ := through(t)
	p.Hear()
	for range 2 { // the first prepares
		if err := conn.QueryRow(t.Context(), raise, 1).Scan(new(int)); err != nil {
			t.Fatal(err)
		}
	}
	heard := p.Heard()
	if len(heard) != 3 {
		t.Fatalf("heard %d exchanges, want prepare, execute, execute: %+v", len(heard), heard)
	}
	for i, want := range []string{"1tTZ", "2DCZ", "2DCZ"} {
		if heard[i].Answer != want || heard[i].Executes != (i > 0) {
			t.Errorf("exchange %d: %+v, want the answer %s", i, heard[i], want)
		}
	}
	if got := heard[2].Statements; len(got) != 1 || got[0] != raise {
		t.Errorf("statements = %q, want %q", got, raise)
	}
}

// TestLoseEachMessage: whichever is lost, the program learns nothing, and the
// server has done it once.
func TestLoseEachMessage(t *testing.T) {
	for _, how := range []proxy.End{proxy.FIN, proxy.RST} {
		for before := 1; before <= 4; before++ {
			p, conn, past := through(t)
			if err := conn.QueryRow(t.Context(), raise, 0).Scan(new(int)); err != nil { // prepares
				t.Fatal(err)
			}
			p.Lose(proxy.Loss{Before: before, How: how})
			err := conn.QueryRow(t.Context(), raise, 1).Scan(new(int))
			switch {
			case err == nil && before < 3: // pgx is content with the row, and reads the rest later
				t.Errorf("%s before message %d: no error", how, before)
			case err != nil && how == proxy.RST && !errors.Is(err, syscall.ECONNRESET):
				t.Errorf("%s before message %d: %v, want a reset", how, before, err)
			case err != nil && how == proxy.FIN && !errors.Is(err, io.ErrUnexpectedEOF):
				t.Errorf("%s before message %d: %v, want an unexpected end", how, before, err)
			}
			if got := p.Pass(); got != 1 {
				t.Errorf("%s before message %d: lost %d answers, want 1", how, before, got)
			}
			if got := number(t, past); got != 1 {
				t.Errorf("%s before message %d: done %d times, want once", how, before, got)
			}
		}
	}
}

// TestLoseRequest: the server never learns of it.
func TestLoseRequest(t *testing.T) {
	p, conn, past := through(t)
	p.Lose(proxy.Loss{Request: true, Before: 2, Statement: raise})
	if err := conn.QueryRow(t.Context(), raise, 1).Scan(new(int)); err != nil {
		t.Fatal(err)
	}
	if err := conn.QueryRow(t.Context(), raise, 1).Scan(new(int)); err == nil {
		t.Error("the second: no error")
	}
	if got := number(t, past); got != 1 {
		t.Errorf("done %d times, want once", got)
	}
}

// TestSilent: the program waits for as long as it likes, and the server keeps its
// side.
func TestSilent(t *testing.T) {
	p, conn, past := through(t)
	p.Lose(proxy.Loss{Before: 1, Statement: "BEGIN", How: proxy.Silent})
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if _, err := conn.Exec(ctx, "BEGIN"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("BEGIN = %v, want no answer in time", err)
	}
	var idle int
	if err := past.QueryRow(t.Context(), "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction'").Scan(&idle); err != nil || idle != 1 {
		t.Errorf("%d sessions are in a transaction, %v, want the one that fell silent", idle, err)
	}
}

func TestWires(t *testing.T) {
	p, conn, past := through(t)
	took := func() time.Duration {
		begin := time.Now()
		if err := conn.QueryRow(t.Context(), raise, 1).Scan(new(int)); err != nil {
			t.Fatal(err)
		}
		return time.Since(begin)
	}
	took() // prepares
	p.Delay(50 * time.Millisecond)
	if got := took(); got < 100*time.Millisecond || got > time.Second {
		t.Errorf("with a delay of 50 ms in each direction: %s", got)
	}
	p.Delay(0)
	p.Hold()
	time.AfterFunc(100*time.Millisecond, p.Release)
	if got := took(); got < 90*time.Millisecond {
		t.Errorf("held back for 100 ms: %s", got)
	}
	p.Refuse()
	if c, err := net.Dial("tcp", p.Address()); err == nil {
		_ = c.Close()
		t.Error("a connection is not refused")
	}
	took() // connections that are there stay
	if err := p.Accept(); err != nil {
		t.Fatal(err)
	}
	u := strings.Replace(conn.Config().ConnString(), "sslmode=disable", "sslmode=prefer", 1)
	connect(t, u) // TLS is refused, and done without
	p.Cut(proxy.FIN)
	if err := conn.QueryRow(t.Context(), raise, 1).Scan(new(int)); err == nil {
		t.Error("the connection outlived its cut")
	}
	p.Swallow(true)
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if _, err := pgx.Connect(ctx, u); err == nil {
		t.Error("connected through a black hole")
	}
	p.Swallow(false)
	connect(t, u)
	if got := number(t, past); got != 4 {
		t.Errorf("done %d times, want 4", got)
	}
}
