package main

import (
	"bytes"
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/entask/entask/internal/service/config"
)

// TestReplicaAway: requests are answered and the service is ready without its replica.
func TestReplicaAway(t *testing.T) {
	p := newProduction(t, "DATABASE_REPLICA_URL=postgres://127.0.0.1:1/none")
	for range 3 {
		if got := p.tell("GET", p.one, p.token); got != http.StatusOK {
			t.Errorf("read: %d, want 200", got)
		}
	}
	if got := p.tell("GET", "/readyz", p.token); got != http.StatusOK {
		t.Errorf("/readyz: %d, want 200", got)
	}
	const unreachable = `entask_database_replica_fallbacks_total{reason="unreachable"} 0`
	for wait := time.Now().Add(30 * time.Second); strings.Contains(p.scrape(), unreachable); time.Sleep(10 * time.Millisecond) {
		p.tell("GET", p.one, p.token)
		if time.Now().After(wait) {
			t.Fatal("no read falls back because the replica is unreachable")
		}
	}
}

// TestReplicaWalls: row-level security has to hold for the role of a replica in all tables,
// unless ALLOW_UNWALLED says that it need not.
func TestReplicaWalls(t *testing.T) {
	for allow, want := range map[string]bool{"false": true, "true": false} {
		vars := map[string]string{
			"DATABASE_URL": "postgres://one/none", "DATABASE_REPLICA_URL": "postgres://two/none", "ALLOW_UNWALLED": allow,
			"BETTER_AUTH_URL": "http://localhost:3000",
		}
		cfg, err := config.Load(func(name string) string { return vars[name] }, t.TempDir(), config.ForServe)
		check(t, err)
		o, err := toServe(cfg)
		check(t, err)
		if got := slices.Contains(o.ReplicaWalls, "idempotency_keys"); got != want || want == (o.ReplicaWalls == nil) {
			t.Errorf("ALLOW_UNWALLED=%s: the walls are those of %q", allow, o.ReplicaWalls)
		}
	}
}

// TestReplicaLog: a change is logged, and the same reason once in a while.
func TestReplicaLog(t *testing.T) {
	var out bytes.Buffer
	l := &replicaLog{logger: slog.New(slog.NewTextHandler(&out, nil))}
	for range 3 {
		l.note(true, "proven", nil)
		l.note(false, "behind", nil)
	}
	l.note(false, "unreachable", errors.New("connection refused"))
	l.note(true, "proven", nil)
	var got []string
	for line := range strings.Lines(out.String()) {
		_, line, _ = strings.Cut(line, "level=")
		got = append(got, strings.TrimSpace(line))
	}
	want := []string{
		`INFO msg="the replica answers reads"`,
		`WARN msg="the replica answers no reads (docs/replicas.md)" reason=behind`,
		`INFO msg="the replica answers reads"`,
		`WARN msg="the replica answers no reads (docs/replicas.md)" reason=unreachable error="connection refused"`,
		`INFO msg="the replica answers reads"`,
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
