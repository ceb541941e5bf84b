package database_test

import (
	"sync"
	"testing"

	"github.com/entask/entask/internal/postgres/cluster"
	"github.com/entask/entask/internal/postgres/pgtest"
)

// TestReplicaTrips: a statement is one round trip to the replica, with the viewer and the
// proof. The primary is asked once for all statements that wait.
func TestReplicaTrips(t *testing.T) {
	p := newPair(t)
	primary, asked := newLine(t, p.primary.URL("app"))
	replica, sent := newLine(t, p.standby.URL("app"))
	db := p.openAt(t, primary, replica)
	ann := asUser(t.Context(), "ann")
	const query = "SELECT current_setting('app.user_id', true)"
	one := func() {
		if got, err := read(ann, db.Driver(), query); err != nil || got != "ann" {
			t.Errorf("read %q, %v", got, err)
		}
	}
	db.used(t)
	for range 20 { // every connection describes and proves once
		var all sync.WaitGroup
		for range 8 {
			all.Go(one)
		}
		all.Wait()
	}
	asked.taken()
	sent.taken()
	before := db.byReplica(t)
	for range 10 {
		one()
	}
	if n := db.byReplica(t) - before; n != 10 {
		t.Fatalf("the replica has answered %d of 10", n)
	}
	if n := sent.taken(); n != 10 {
		t.Errorf("10 statements are %d round trips to the replica", n)
	}
	if n := asked.taken(); n != 10 {
		t.Errorf("10 statements, one after the other, are %d questions to the primary", n)
	}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 100 {
				one()
			}
		})
	}
	all.Wait()
	if n := asked.taken(); n > 500 {
		t.Errorf("800 statements of 8 clients are %d questions to the primary", n)
	}
}

// TestReplicaBehindPooler: behind a pooler, which may send each transaction to another
// server, each statement comes with the whole proof.
func TestReplicaBehindPooler(t *testing.T) {
	p := newPair(t)
	pooler, err := cluster.StartPooler(t.Context(), p.standby.URL("postgres"))
	if err != nil {
		pgtest.Missing(t, err)
	}
	t.Cleanup(func() { _ = pooler.Stop() })
	db := p.openAt(t, p.primary.URL("app"), pooler.URL("app"))
	exec(t, db.DB, "CREATE TABLE t AS SELECT 0 AS n")
	db.used(t)
	before := db.byReplica(t)
	for range 50 {
		exec(t, db.DB, "UPDATE t SET n = n + 1")
		want := text(t, db.DB, "SELECT n::text FROM t")
		if got, err := read(asUser(t.Context(), "ann"), db.Driver(), "SELECT n::text FROM t"); err != nil || got != want {
			t.Errorf("read %s, %v, want %s", got, err, want)
		}
	}
	if n := db.byReplica(t) - before; n == 0 {
		t.Error("the replica has answered nothing")
	}
}
