//go:build alerts

package deploy

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// scenario is a fault, or a healthy run, and the alerts that must fire in it: these, and
// no others.
type scenario struct {
	name  string
	fires []string
	try   func(*stand)
	also  []question
}

// scenarios are the faults that somebody is woken for.
var scenarios = []scenario{
	{
		name: "a healthy run, with a restart", try: func(s *stand) {
			keys := s.keys()
			s.settings = []string{"AUTH_JWKS_URL=" + keys.URL}
			s.serve()
			for range 40 {
				s.read(2)
				s.scrape(1)
			}
			s.kill()
			s.scrape(1)
			s.serve()
			s.steps(40, func(int) { s.read(2) })
			s.scrape(600) // nothing happens for two and a half hours
		},
	},
	{
		name: "the process has ended", fires: []string{"EntaskDown", "EntaskCopyDown"}, try: func(s *stand) {
			s.serve()
			s.scrape(8)
			s.kill()
			s.scrape(60)
		},
	},
	{
		name: "a migration is pending", fires: []string{"EntaskDown", "EntaskCopyDown"}, try: func(s *stand) {
			s.lab.execute(s.t, s.database, "DELETE FROM atlas_schema_revisions WHERE version = (SELECT max(version) FROM atlas_schema_revisions)")
			s.launch()
			if err := s.cmd.Wait(); err == nil {
				s.t.Error("the service serves with a pending migration")
			}
			s.cmd = nil
			s.scrape(60)
		},
	},
	{
		name: "killed again and again", fires: []string{"EntaskRestarting"}, try: func(s *stand) {
			for range 6 {
				s.serve()
				s.scrape(12)
				s.kill()
				s.scrape(1)
				time.Sleep(1100 * time.Millisecond) // the time of the start is in whole ticks
			}
		},
	},
	{
		name: "the database is away", fires: []string{"EntaskNotReady", "EntaskErrors"}, try: func(s *stand) {
			s.serve()
			s.steps(8, func(int) { s.read(2) })
			if err := s.lab.Halt(); err != nil {
				s.t.Fatal(err)
			}
			s.steps(40, func(int) { s.read(2) })
			s.restart()
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
			s.crowd(5)
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
		name: "the database has more to do than it can", try: func(s *stand) {
			s.settings = []string{"DB_POOL_MAX=2", "RATE_LIMIT=off"}
			s.serve()
			s.scrape(4)
			release := s.lock()
			s.crowd(20)
			s.steps(160, func(int) { time.Sleep(250 * time.Millisecond) }) // requests give up after 15 s
			release()
		},
		fires: []string{"EntaskPoolExhausted", "EntaskShedding", "EntaskErrors", "EntaskSlow", "EntaskNotReady"},
	},
	{
		name: "writes whose outcome is unknown", fires: []string{"EntaskUnknownOutcomes"}, try: func(s *stand) {
			s.serve()
			s.steps(4, func(int) { s.read(1) })
			defer s.lock()()
			done := make(chan int)
			go func() { done <- s.send("DELETE", s.list+"/0197c6a0-0000-7000-8000-000000000000", "ann") }()
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
		name: "keys cannot be purged", fires: []string{"EntaskPurgeStuck"}, try: func(s *stand) {
			s.lab.execute(s.t, s.database, "REVOKE DELETE ON ALL TABLES IN SCHEMA public FROM "+serving)
			s.serve()
			s.steps(4, func(int) { s.read(1) })
			s.scrape(800) // three hours and more
		},
		also: []question{some("entask_idempotency_purge_errors_total > 0"), some("absent(entask_idempotency_purge_last_success_seconds)")},
	},
	{
		name: "the auth server has never answered", fires: []string{"EntaskNotReady"}, try: func(s *stand) {
			s.settings = []string{"AUTH_JWKS_URL=http://127.0.0.1:1"}
			s.serve()
			s.steps(20, func(int) { s.read(1) })
		},
	},
	{
		name: "the auth server is away", fires: []string{"EntaskKeysStale"}, try: func(s *stand) {
			keys := s.keys()
			s.settings = []string{"AUTH_JWKS_URL=" + keys.URL}
			s.serve()
			s.steps(4, func(int) { s.read(4) })
			keys.Close()
			s.steps(120, func(i int) {
				s.read(1)
				if i%20 == 0 { // a key that is not in the set
					s.send("GET", s.list, "eyJhbGciOiJFZERTQSIsImtpZCI6Im5ldyJ9.eyJzdWIiOiJhbm4ifQ.AAAA")
				}
				time.Sleep(100 * time.Millisecond)
			})
		},
	},
	{
		name: "tokens are guessed", fires: []string{"EntaskRefusedTokens"}, try: func(s *stand) {
			s.serve()
			s.steps(4, func(int) { s.read(2) })
			s.steps(20, func(int) {
				s.read(2)
				for i := range 30 {
					s.send("GET", s.list, fmt.Sprintf("not.a.token%d", i))
				}
			})
		},
	},
	{
		name: "a user asks for too much", fires: []string{"EntaskRateLimited"}, try: func(s *stand) {
			s.settings = []string{"RATE_LIMIT=60/minute"}
			s.serve()
			s.steps(40, func(int) {
				for range 8 {
					s.send("GET", s.list, "greedy")
				}
			})
		},
	},
	{
		name: "Redis is away", fires: []string{"EntaskRedisDown"}, try: func(s *stand) {
			s.settings = []string{"REDIS_URL=redis://127.0.0.1:1"}
			s.serve()
			s.steps(30, func(int) { s.read(1) })
		},
	},
	{
		name: "the memory is too small", fires: []string{"EntaskMemory"}, try: func(s *stand) {
			s.settings = []string{"GOMEMLIMIT=16MiB"}
			s.serve()
			s.steps(30, func(int) { s.read(1) })
		},
	},
	{
		name: "connections use up the files", fires: []string{"EntaskFiles"}, try: func(s *stand) {
			s.shell = "ulimit -n 64; "
			s.serve()
			s.scrape(4)
			for range 48 {
				conn, err := net.Dial("tcp", s.address) //nolint:noctx // as a client does
				if err != nil {
					s.t.Fatal(err)
				}
				defer conn.Close()
			}
			s.steps(12, func(int) {})
		},
	},
	{
		name: "nobody reads the log", fires: []string{"EntaskLogDropped"}, try: func(s *stand) {
			s.settings = []string{"LOG_LEVEL=info", "RATE_LIMIT=off"}
			s.serve()
			s.steps(20, func(int) { s.read(300) })
		},
	},
}

// steps takes the scrapes of a fault, with something before each of them.
func (s *stand) steps(times int, before func(int)) {
	for i := range times {
		before(i)
		s.scrape(1)
	}
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

// keys is the auth server, with an empty key set.
func (s *stand) keys() *httptest.Server {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(`{"keys": []}`)) }))
	s.t.Cleanup(server.Close)
	return server
}

// TestAlerts tries each scenario, and has promtool say which alerts have fired.
func TestAlerts(t *testing.T) {
	l := newLab(t)
	for _, sc := range scenarios {
		t.Run(sc.name, func(t *testing.T) {
			s := l.newStand(t, "migrated")
			s.t = t
			sc.try(s)
			s.ask(append(sc.also, firing(sc.fires...))...)
		})
	}
}

// TestDashboard: while something of everything happens, no line of the dashboard is empty.
func TestDashboard(t *testing.T) {
	s := newLab(t).newStand(t, "migrated")
	s.settings = []string{"AUTH_JWKS_URL=" + s.keys().URL, "REDIS_URL=redis://127.0.0.1:1", "RATE_LIMIT=30/minute", "GOMEMLIMIT=460MiB"}
	s.serve()
	s.steps(4, func(int) { s.read(4) })
	s.lab.execute(t, s.database, "REVOKE DELETE ON ALL TABLES IN SCHEMA public FROM "+serving)
	s.steps(10, func(int) {
		s.read(4)
		s.send("GET", s.list, "not.a.token")
		s.send("DELETE", s.list+"/0197c6a0-0000-7000-8000-000000000000", "ann") // 500
	})
	var questions []question
	for _, line := range dashboardLines(t) {
		questions = append(questions, some(strings.NewReplacer("$__rate_interval", "1m", "$job", "entask", "$instance", ".*").Replace(line)))
	}
	s.ask(questions...)
}

// TestEveryAlertFires: each alert has a scenario.
func TestEveryAlertFires(t *testing.T) {
	for _, a := range alerts(t) {
		if !slices.ContainsFunc(scenarios, func(sc scenario) bool { return slices.Contains(sc.fires, a.Alert) }) {
			t.Errorf("no scenario fires %s", a.Alert)
		}
	}
}
