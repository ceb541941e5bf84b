//go:build alerts

package deploy

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"
)

// scenario is a fault, or a healthy run, and the alerts that must fire in it: these, and
// no others.
type scenario struct {
	name  string
	fires []string
	may   string // another one that may fire or not
	try   func(*stand)
	also  []question
}

// scenarios are the faults that somebody is woken for.
var scenarios = slices.Concat(ofTheDatabase, ofTheLimits, []scenario{
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
			s.steps(160, func(i int) {
				s.read(1)
				if i%5 == 0 { // a key that is not in the set, asked for every 10 s
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
				conn, err := net.Dial("tcp", s.address)
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
			s.steps(20, func(int) {
				for range 320 { // until a megabyte of it waits
					s.send("GET", "/", "ann")
				}
			})
		},
	},
})

// steps takes the scrapes of a fault, with something before each of them.
func (s *stand) steps(times int, before func(int)) {
	for i := range times {
		before(i)
		s.scrape(1)
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
			s := l.newStand(t)
			sc.try(s)
			s.ask(append(sc.also, firing(sc.may, sc.fires...))...)
		})
	}
	t.Run("the dashboard", func(t *testing.T) { dashboard(t, l) })
}

// dashboard: while something of everything happens, no line of the dashboard is empty.
func dashboard(t *testing.T, l *lab) {
	s := l.newStand(t)
	s.settings = []string{"AUTH_JWKS_URL=" + s.keys().URL, "REDIS_URL=redis://127.0.0.1:1", "RATE_LIMIT=30/minute", "GOMEMLIMIT=460MiB"}
	s.serve()
	s.steps(4, func(int) { s.read(4) })
	s.lab.execute(t, s.database, "REVOKE DELETE ON ALL TABLES IN SCHEMA public FROM "+serving)
	s.steps(10, func(int) {
		s.read(4)
		s.send("GET", s.list, "not.a.token")
		s.send("DELETE", s.list+"/0197c6a0-0000-7000-8000-000000000000?permanent=true", "ann") // 500
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
