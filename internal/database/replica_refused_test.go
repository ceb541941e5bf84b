package database_test

import (
	"context"
	"testing"
)

// TestReplicaRefuses: whatever a standby refuses a read with, the primary answers it. Each
// read waits on the standby until something ends it there.
func TestReplicaRefuses(t *testing.T) {
	p := newPair(t, "max_standby_streaming_delay=0")
	db := p.open(t)
	exec(t, db.DB, "CREATE TABLE t (n int)")
	exec(t, db.DB, "INSERT INTO t VALUES (7)")
	const mine = " FROM pg_stat_activity WHERE query LIKE 'SELECT n::text%' AND pid <> pg_backend_pid()"
	standby := p.standby.URL("app")
	for _, tc := range []struct {
		name, query string
		end         func() // what waits
	}{
		// 40001, canceling statement due to conflict with recovery
		{"a conflict with recovery", "SELECT n::text FROM t, pg_sleep(CASE WHEN pg_is_in_recovery() THEN 60 ELSE 0 END)", func() {
			p.onPrimary(t, "app", "ALTER TABLE t ADD COLUMN IF NOT EXISTS more int")
		}},
		// 57014, query_canceled
		{"a cancellation", "SELECT n::text FROM t, pg_sleep(CASE WHEN pg_is_in_recovery() THEN 61 ELSE 0 END)", func() {
			on(t, standby, "SELECT pg_cancel_backend(pid)"+mine)
		}},
		// 57P01, admin_shutdown
		{"an end of the session", "SELECT n::text FROM t, pg_sleep(CASE WHEN pg_is_in_recovery() THEN 62 ELSE 0 END)", func() {
			on(t, standby, "SELECT pg_terminate_backend(pid)"+mine)
		}},
		// 22012, division_by_zero: nothing that a standby has to do with
		{"an error of its own", "SELECT (n / CASE WHEN pg_is_in_recovery() THEN 0 ELSE 1 END)::text FROM t", nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			db.used(t)
			before := db.counted(t, "entask.database.replica.fallbacks", "refused") + db.counted(t, "entask.database.replica.fallbacks", "unreachable")
			done := make(chan struct{})
			var got string
			var err error
			go func() {
				defer close(done)
				got, err = read(context.WithoutCancel(t.Context()), db.Driver(), tc.query)
			}()
			if tc.end != nil {
				await(t, standby, "SELECT count(*) = 1"+mine+" AND wait_event = 'PgSleep'")
				tc.end()
			}
			<-done
			if err != nil || got != "7" {
				t.Errorf("got %q, %v, want the answer of the primary", got, err)
			}
			after := db.counted(t, "entask.database.replica.fallbacks", "refused") + db.counted(t, "entask.database.replica.fallbacks", "unreachable")
			if after != before+1 {
				t.Errorf("the replica refused %d reads, want 1", after-before)
			}
		})
	}
}
