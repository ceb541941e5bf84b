package database_test

import (
	"strings"
	"testing"
	"time"

	"github.com/entask/entask/internal/database"
)

// fallsBack waits until the primary answers instead of the replica for a reason.
func (r replicated) fallsBack(t *testing.T, why string) {
	t.Helper()
	const name = "entask.database.replica.fallbacks"
	before := r.counted(t, name, why)
	for begin := time.Now(); r.counted(t, name, why) == before; time.Sleep(10 * time.Millisecond) {
		if got, err := read(t.Context(), r.Driver(), "SELECT pg_is_in_recovery()::text"); err != nil {
			t.Fatalf("%s, %v", got, err)
		}
		if time.Since(begin) > 20*time.Second {
			t.Fatalf("nothing falls back for the reason %q, but %q", why, r.said.list())
		}
	}
	if got, err := read(t.Context(), r.Driver(), "SELECT pg_is_in_recovery()::text"); err != nil || got != "false" {
		t.Errorf("on a replica: %s, %v, want false", got, err)
	}
}

// TestReplicaOfAnother: a standby that is further on another history answers nothing, until
// it follows the one of the primary.
func TestReplicaOfAnother(t *testing.T) {
	p := newPair(t)
	next, err := p.primary.Standby(t.Context()) // which takes over
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = next.Stop() })
	before := p.open(t)
	exec(t, before.DB, "CREATE TABLE t AS SELECT 'both' AS v")
	before.used(t)
	for begin := time.Now(); ; time.Sleep(20 * time.Millisecond) {
		db := open(t, database.Options{URL: next.URL("app"), PoolMax: 1})
		if _, err := read(t.Context(), db.Driver(), "SELECT v FROM t"); err == nil {
			break
		} else if time.Since(begin) > 20*time.Second {
			t.Fatal(err)
		}
	}
	on(t, next.URL("app"), "ALTER SYSTEM SET primary_conninfo = ''", "SELECT pg_reload_conf()")
	await(t, next.URL("app"), "SELECT NOT EXISTS (SELECT FROM pg_stat_wal_receiver)") // until it follows nobody
	exec(t, before.DB, "UPDATE t SET v = 'lost with the primary'")
	exec(t, before.DB, "INSERT INTO t SELECT repeat('x', 1000) FROM generate_series(1, 20000)")
	before.used(t) // so the standby has all of that
	check(t, p.primary.Halt())
	on(t, next.URL("app"), "SELECT pg_promote()", "UPDATE t SET v = 'of the next primary'")
	after := p.openAt(t, next.URL("app"), p.standby.URL("app"))
	after.fallsBack(t, "stranger")
	if got, err := read(t.Context(), after.Driver(), "SELECT string_agg(v, ',') FROM t"); err != nil || got != "of the next primary" {
		t.Errorf("read %q, %v", got, err)
	}

	follower, err := next.Standby(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = follower.Stop() })
	follows := p.openAt(t, next.URL("app"), follower.URL("app"))
	follows.used(t)
}

// TestReplicaFollows: a standby that goes over to the next primary is used again.
func TestReplicaFollows(t *testing.T) {
	p := newPair(t)
	next, err := p.primary.Standby(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = next.Stop() })
	check(t, p.primary.Halt())
	on(t, next.URL("app"), "SELECT pg_promote()")
	follow := "ALTER SYSTEM SET primary_conninfo = '" + next.URL("postgres") + "'"
	on(t, p.standby.URL("app"), follow, "SELECT pg_reload_conf()")
	db := p.openAt(t, next.URL("app"), p.standby.URL("app"))
	exec(t, db.DB, "CREATE TABLE t AS SELECT 'of the next primary' AS v")
	on(t, next.URL("app"), "CHECKPOINT")
	for begin := time.Now(); db.byReplica(t) == 0 && time.Since(begin) < 20*time.Second; time.Sleep(50 * time.Millisecond) {
		on(t, p.standby.URL("app"), "CHECKPOINT") // its control file names the timeline then
		if got, err := read(t.Context(), db.Driver(), "SELECT v FROM t"); err != nil || got != "of the next primary" {
			t.Fatalf("read %q, %v", got, err)
		}
	}
	db.used(t)
}

// TestReplicaOfElsewhere: another database, another cluster, a primary, and a standby with
// snapshots for whole transactions answer nothing.
func TestReplicaOfElsewhere(t *testing.T) {
	p, other := newPair(t), newPair(t)
	p.onPrimary(t, "postgres", "CREATE DATABASE other", "CREATE ROLE repeats LOGIN", "ALTER ROLE repeats SET default_transaction_isolation = 'repeatable read'")
	repeats := strings.Replace(p.standby.URL("app"), "postgres@", "repeats@", 1)
	for _, tc := range []struct{ replica, why string }{
		{p.standby.URL("other"), "stranger"},
		{other.standby.URL("app"), "stranger"},
		{p.primary.URL("app"), "promoted"},
		{repeats, "isolation"},
		{"postgres://127.0.0.1:1/app", "unreachable"},
	} {
		t.Run(tc.why, func(t *testing.T) {
			db := p.openAt(t, p.primary.URL("app"), tc.replica)
			if tc.why == "stranger" {
				exec(t, db.DB, "SELECT pg_switch_wal()")
			}
			db.fallsBack(t, tc.why)
			if n := db.byReplica(t); n != 0 {
				t.Errorf("it has answered %d", n)
			}
		})
	}
}
