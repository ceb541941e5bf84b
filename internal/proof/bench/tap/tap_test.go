package tap_test

import (
	"net/url"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/entask/entask/internal/postgres/pgtest"
	"github.com/entask/entask/internal/proof/bench/tap"
)

func TestCounts(t *testing.T) {
	u, err := url.Parse(pgtest.NewDatabase(t))
	if err != nil {
		t.Fatal(err)
	}
	tapped, err := tap.Listen(t.Context(), u.Host)
	if err != nil {
		t.Fatal(err)
	}
	u.Host = tapped.Address()
	conn, err := pgx.Connect(t.Context(), u.String())
	if err != nil {
		t.Fatal(err)
	}
	select1 := func() error { _, err := conn.Exec(t.Context(), "SELECT $1::int", 1); return err }
	if err := select1(); err != nil { // which prepares it
		t.Fatal(err)
	}
	for _, tc := range []struct {
		name string
		do   func() error
		want tap.Counts
	}{
		{"a prepared statement", select1, tap.Counts{Statements: 1, RoundTrips: 1}},
		{"a long answer", func() error {
			_, err := conn.Exec(t.Context(), "SELECT repeat('x', 1000) FROM generate_series(1, 1000)")
			return err
		}, tap.Counts{Statements: 1, RoundTrips: 1}},
		{"two in one flush", func() error {
			b := &pgx.Batch{}
			b.Queue("SELECT $1::int", 1)
			b.Queue("SELECT $1::int", 2)
			return conn.SendBatch(t.Context(), b).Close()
		}, tap.Counts{Statements: 2, RoundTrips: 1}},
		{"a transaction", func() error {
			return pgx.BeginFunc(t.Context(), conn, func(pgx.Tx) error { return select1() })
		}, tap.Counts{Statements: 3, RoundTrips: 3}},
	} {
		before := tapped.Counts()
		if err := tc.do(); err != nil {
			t.Fatalf("%s: %v", tc.name, err)
		}
		after := tapped.Counts()
		got := tap.Counts{Statements: after.Statements - before.Statements, RoundTrips: after.RoundTrips - before.RoundTrips}
		if got != tc.want {
			t.Errorf("%s: %+v, want %+v", tc.name, got, tc.want)
		}
	}
	if err := tapped.Close(); err != nil {
		t.Error(err)
	}
	if err := select1(); err == nil {
		t.Error("a connection outlives its tap")
	}
}
