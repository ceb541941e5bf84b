package e2e

import (
	"bytes"
	"fmt"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/entask/entask/internal/postgres/pgtest"
	"github.com/entask/entask/internal/proof/bench/meter"
)

// BenchmarkStreams opens 10,000 streams of as many users on one copy of the service, in the memory
// of a container of 512 MiB, and measures the most that it takes, and how long after a write
// through another copy the event arrives:
//
//	go run ./internal/postgres/pgtest/cmd/withpostgres -- go test ./internal/proof/e2e -run '^$' -bench Streams -benchtime 1x
func BenchmarkStreams(b *testing.B) {
	const streams, writes = 10_000, 300
	database := pgtest.NewDatabase(b)
	s := start(b, database, fmt.Sprint("MAX_STREAMS=", streams), "GOMEMLIMIT=460MiB") // nine tenths
	other := start(b, database)
	process := meter.Process(s.cmd.Process.Pid)
	all := make([]net.Conn, streams)
	for i := range all {
		all[i] = s.open(b, fmt.Sprint("user", i))
		defer all[i].Close()
	}
	for b.Loop() {
		delays := make([]time.Duration, writes)
		for i := range delays {
			at := i * (streams / writes)
			other.create(b, fmt.Sprint("user", at), map[string]any{"title": "x"})
			begun := time.Now()
			nextEvent(b, all[at])
			delays[i] = time.Since(begun)
		}
		slices.Sort(delays)
		memory, err := process.Memory()
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(streams, "streams")
		b.ReportMetric(float64(memory.Peak)/(1<<20), "MiB")
		b.ReportMetric(float64(delays[writes/2].Microseconds())/1e3, "ms/p50")
		b.ReportMetric(float64(delays[writes*99/100].Microseconds())/1e3, "ms/p99")
	}
}

// open opens a stream of a user's changes on a connection of its own.
func (s *service) open(t testing.TB, user string) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", strings.TrimPrefix(s.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := fmt.Fprintf(c, "GET %s/changes HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nAccept: text/event-stream\r\n\r\n", tasks, token(t, user)); err != nil {
		t.Fatal(err)
	}
	if got := nextEvent(t, c); !bytes.Contains(got, []byte("event: changes")) {
		t.Fatalf("got %s, want a stream", got)
	}
	return c
}

// nextEvent reads the next event of a stream, and comments before it.
func nextEvent(t testing.TB, c net.Conn) (got []byte) {
	t.Helper()
	if err := c.SetReadDeadline(time.Now().Add(30 * time.Second)); err != nil {
		t.Fatal(err)
	}
	piece := make([]byte, 4096)
	for !bytes.Contains(got, []byte("\nid: ")) || !bytes.HasSuffix(got, []byte("\n\n\r\n")) {
		n, err := c.Read(piece)
		if err != nil {
			t.Fatalf("%s: %v", got, err)
		}
		got = append(got, piece[:n]...)
	}
	return got
}
