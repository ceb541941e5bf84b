//go:build alerts

package deploy

import (
	"net/http"
	"syscall"
	"time"
)

// ofTheDatabase are the scenarios in which PostgreSQL is at fault, or whoever set it up.
var ofTheDatabase = []scenario{
	{
		name: "the database is away", fires: []string{"EntaskNotReady", "EntaskErrors"},
		may: "EntaskUnknownOutcomes", // of what was on its way
		try: func(s *stand) {
			s.serve()
			s.steps(8, func(int) { s.read(2) })
			if err := s.lab.Halt(); err != nil {
				s.t.Fatal(err)
			}
			s.steps(40, func(int) { s.read(2); time.Sleep(100 * time.Millisecond) }) // a second passes until it is believed
			s.restart()
		},
	},
	{
		name: "an index is gone", fires: []string{"EntaskSchemaDrift"}, try: func(s *stand) {
			s.lab.execute(s.t, s.database, "DROP INDEX idempotencykey_expires_at")
			s.serve()
			s.steps(20, func(int) { s.read(1) })
		},
	},
	{
		name: "a policy is gone", fires: []string{"EntaskSchemaDrift", "EntaskNotReady"}, try: func(s *stand) {
			s.lab.execute(s.t, s.database, "DROP POLICY idempotency_keys_migrations ON idempotency_keys")
			s.serve()
			s.steps(20, func(int) { s.read(1) })
		},
	},
	{
		name: "the database takes no writes", fires: []string{"EntaskNotReady"}, try: func(s *stand) {
			s.serve()
			s.steps(4, func(int) { s.read(2) })
			s.lab.execute(s.t, "postgres", "ALTER DATABASE "+s.database+" SET default_transaction_read_only = on",
				"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '"+s.database+"'")
			s.steps(20, func(int) { s.read(2); time.Sleep(50 * time.Millisecond) })
		},
	},
	{
		name: "the database is slow", fires: []string{"EntaskSlow"}, try: func(s *stand) {
			s.serve()
			s.scrape(4)
			s.crowd(5, 0)
			s.steps(60, func(i int) {
				if i%10 == 0 {
					release := s.lock()
					time.AfterFunc(1300*time.Millisecond, release)
				}
				time.Sleep(150 * time.Millisecond)
			})
		},
	},
	{
		name: "statements do not end", fires: []string{"EntaskShedding", "EntaskSlow"}, try: func(s *stand) {
			s.serve()
			s.scrape(4)
			release := s.lock()
			s.crowd(8, 2*time.Second)
			s.steps(140, func(int) { time.Sleep(250 * time.Millisecond) }) // requests give up after 15 s
			release()
		},
	},
	{
		name: "the database has more to do than it can", fires: []string{"EntaskBusy", "EntaskErrors", "EntaskPoolExhausted"},
		may: "EntaskSlow", // some wait a second before they are refused
		try: func(s *stand) {
			s.settings = []string{"DB_POOL_MAX=2", "RATE_LIMIT=off"}
			s.serve()
			s.scrape(4)
			release := s.lock()
			s.crowd(20, 0)
			s.steps(50, func(int) { time.Sleep(150 * time.Millisecond) })
			release()
		},
	},
	{
		name: "writes whose outcome is unknown", fires: []string{"EntaskUnknownOutcomes"}, try: func(s *stand) {
			s.settings = []string{"DB_POOL_MAX=1"}
			s.serve()
			remove := func() int { return s.send("DELETE", s.list+"/0197c6a0-0000-7000-8000-000000000000", "ann") }
			s.steps(4, func(int) { remove() }) // what is not prepared yet is surely not done
			defer s.lock()()
			done := make(chan int)
			go func() { done <- remove() }()
			s.killWaiting() // without a word: a session that says why it ends has undone its work
			if got := <-done; got != http.StatusServiceUnavailable {
				s.t.Errorf("a write whose outcome is unknown: got %d, want 503", got)
			}
			s.steps(8, func(int) { s.read(1) })
		},
	},
	{
		name: "a grant is missing", fires: []string{"EntaskInternalErrors", "EntaskErrors"}, try: func(s *stand) {
			s.serve()
			s.steps(4, func(int) { s.read(2) })
			s.lab.execute(s.t, s.database, "REVOKE SELECT ON ALL TABLES IN SCHEMA public FROM "+serving)
			s.steps(40, func(int) { s.read(2) })
		},
	},
	{
		name: "the replica is away", fires: []string{"EntaskReplicaUnused"}, try: func(s *stand) {
			s.settings = []string{"DATABASE_REPLICA_URL=postgres://127.0.0.1:1/none"}
			s.serve()
			s.steps(80, func(int) { s.read(2) })
		},
		also: []question{some(`entask_database_replica_fallbacks_total{reason="unreachable"} > 0`)},
	},
	{
		name: "keys cannot be purged", fires: []string{"EntaskPurgeStuck", "EntaskSchemaDrift", "EntaskNotReady"}, try: func(s *stand) {
			s.lab.execute(s.t, s.database, "REVOKE DELETE ON ALL TABLES IN SCHEMA public FROM "+serving,
				"REVOKE EXECUTE ON FUNCTION idempotency_keys_purge FROM PUBLIC, "+serving)
			s.serve()
			s.steps(4, func(int) { s.read(1) })
			s.scrape(800) // three hours and more
		},
		also: []question{some("entask_idempotency_purge_errors_total > 0"), some("absent(entask_idempotency_purge_last_success_seconds)")},
	},
}

// killWaiting kills the session of PostgreSQL that waits for a lock, after which the server
// begins anew.
func (s *stand) killWaiting() {
	s.t.Helper()
	conn := s.lab.connect(s.t, s.database)
	for wait := time.Now().Add(10 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		var pid int
		err := conn.QueryRow(s.t.Context(), "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'").Scan(&pid)
		if err == nil {
			err = syscall.Kill(pid, syscall.SIGKILL)
		}
		if err == nil {
			return
		}
		if time.Now().After(wait) {
			s.t.Fatalf("no session waits for a lock: %v", err)
		}
	}
}

// restart starts a PostgreSQL that was halted.
func (s *stand) restart() {
	s.t.Helper()
	if err := s.lab.Restart(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
}
