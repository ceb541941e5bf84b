package e2e

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/entask/entask/internal/postgres/pgtest"
)

// TestDriftIsSeen changes a migrated database by hand. The status tells what differs and how
// to mend it, and a service that starts says in its log and at /readyz what is broken.
func TestDriftIsSeen(t *testing.T) {
	url := pgtest.NewDatabase(t)
	direct := pgtest.Direct(url)
	settings := []string{"DATABASE_URL=" + direct}
	run(t, t.TempDir(), settings, "migrate", "apply").wantStatus(t, 0)
	service := pgtest.AsService(t, url)
	conn := pgtest.Connect(t, pgtest.AsSuperuser(t, url))
	execute := func(t *testing.T, sql string) {
		t.Helper()
		var parts []string
		for part := range strings.SplitSeq(sql, ";\n") {
			if n := len(parts); n > 0 && strings.Count(parts[n-1], "$function$")%2 == 1 {
				parts[n-1] += ";\n" + part // within the body of a function
				continue
			}
			parts = append(parts, part)
		}
		for _, part := range parts {
			if _, err := conn.Exec(t.Context(), "SET ROLE "+pgtest.Owner+"; "+part); err == nil {
				continue
			}
			for _, alone := range []string{"RESET ROLE", part} { // CONCURRENTLY
				if _, err := conn.Exec(t.Context(), alone); err != nil {
					t.Fatalf("%s: %v", alone, err)
				}
			}
		}
	}
	for hand, want := range map[string]struct {
		status string // the line of the status
		broken bool
	}{
		"DROP INDEX task_user_id_title_id":                     {"warning  index task_user_id_title_id of tasks is missing", false},
		"ALTER TABLE tasks ADD COLUMN more text":               {"note     column more of tasks is additional", false},
		"ALTER TABLE tasks DROP CONSTRAINT tasks_title_length": {"warning  check tasks_title_length of tasks is missing", false},
		"ALTER TABLE tasks DISABLE ROW LEVEL SECURITY":         {"error    row-level security of tasks is missing", true},
		"DROP POLICY tasks_owner ON tasks":                     {"error    policy tasks_owner of tasks is missing", true},
		"ALTER TABLE tasks DROP COLUMN description":            {"error    column description of tasks is missing", true},
		"CREATE OR REPLACE FUNCTION tasks_owner(uuid DEFAULT NULL) RETURNS text LANGUAGE sql RETURN (SELECT 'nobody')": {"error    function tasks_owner(uuid) is changed", true},
		"CREATE FUNCTION more() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';\nCREATE TRIGGER more BEFORE INSERT ON tasks FOR EACH ROW EXECUTE FUNCTION more()": {
			"warning  trigger more of tasks is additional\n  so     it runs with what is written to tasks, and may change or refuse it\n  mend   DROP TRIGGER \"more\" ON \"tasks\";", false,
		},
		"REVOKE UPDATE ON tasks FROM " + pgtest.Service: {"error    grant UPDATE to " + pgtest.Service + " of tasks is missing", true},
		"REVOKE EXECUTE ON FUNCTION idempotency_keys_room(text, integer, bigint, timestamptz) FROM PUBLIC": {
			"error    grant EXECUTE to " + pgtest.Service + " of idempotency_keys_room(text,integer,bigint,timestamp with time zone) is missing\n  so     operations that need the privilege fail\n" +
				"  mend   GRANT EXECUTE ON FUNCTION idempotency_keys_room(text,integer,bigint,timestamp with time zone) TO " + pgtest.Service + ";", true,
		},
	} {
		t.Run(hand, func(t *testing.T) {
			execute(t, hand)
			note := strings.HasPrefix(want.status, "note")
			r := run(t, t.TempDir(), settings, "migrate", "status")
			if status := map[bool]int{true: 0, false: 1}[note]; r.status != status || !strings.Contains(r.stdout, "\n"+want.status+"\n") {
				t.Errorf("migrate status: %d, want %d with %q:\n%s%s", r.status, status, want.status, r.stdout, r.stderr)
			}
			wantReady(t, service, http.StatusOK, "WARN", "ALLOW_DRIFT=true")
			level := map[bool]string{true: "ERROR", false: "WARN"}[want.broken]
			status := map[bool]int{true: http.StatusServiceUnavailable, false: http.StatusOK}[want.broken]
			log := wantReady(t, service, status, level)
			if logged := strings.Contains(log, `"level":"`+level+`","msg":"the schema of the database differs"`); logged == note {
				t.Errorf("the log at level %s: %v, want %v:\n%s", level, logged, !note, log)
			}

			r = run(t, t.TempDir(), settings, "migrate", "status", "--format", "json")
			var found struct{ Differences []struct{ Mend string } }
			if err := json.Unmarshal([]byte(r.stdout), &found); err != nil {
				t.Fatalf("%v: %s", err, r.stdout)
			}
			for _, d := range found.Differences {
				execute(t, d.Mend)
			}
			run(t, t.TempDir(), settings, "migrate", "status").wantStatus(t, 0)
			wantReady(t, service, http.StatusOK, "WARN")
		})
	}
}

// wantReady starts a service, wants a status of /readyz, and returns its log.
func wantReady(t *testing.T, database string, status int, level string, settings ...string) string {
	t.Helper()
	s := launch(t, []string{"serve"}, database, settings...)
	res := s.do(t, call{Method: http.MethodGet, Path: "/readyz"})
	body := as[struct {
		Checks map[string]string
		Detail string
	}](t, res)
	if res.Status != status {
		t.Errorf("/readyz: %d %s, want %d", res.Status, res.Body, status)
	}
	if status != http.StatusOK && (body.Checks["schema"] != "failed" || body.Detail != "The schema of the database is not what the migrations lead to") {
		t.Errorf("/readyz: %s", res.Body)
	}
	s.stop(t)
	s.killed = true
	if strings.Contains(s.log.String(), `"level":"ERROR"`) && level != "ERROR" {
		t.Errorf("the log has an ERROR:\n%s", s.log)
	}
	return s.log.String()
}

// TestUnwalled refuses to serve as a role that row-level security does not hold, unless that
// is meant.
func TestUnwalled(t *testing.T) {
	url := pgtest.NewDatabase(t)
	owner := pgtest.Direct(url)
	run(t, t.TempDir(), []string{"DATABASE_URL=" + owner}, "migrate", "apply").wantStatus(t, 0)
	superuser := pgtest.AsSuperuser(t, url)
	admin := pgtest.Connect(t, superuser)
	unforced := func(sql string) {
		t.Helper()
		if _, err := admin.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	refused := func(database, why string) {
		t.Helper()
		env := []string{"DATABASE_URL=" + database, "BETTER_AUTH_URL=http://localhost:3000", "HTTP_ADDR=127.0.0.1:0", "METRICS_ADDR=off"}
		r := run(t, t.TempDir(), env, "serve")
		want := "entask: prepare database: row-level security does not hold for this database role: " + why + ": serve as another role (docs/roles.md), or set ALLOW_UNWALLED=true where one wall is meant to do\n"
		if r.status != 1 || !strings.HasSuffix(r.stderr, want) {
			t.Errorf("serve: %d %s, want 1 and %s", r.status, r.stderr, want)
		}
		s := launch(t, []string{"serve"}, database, "ALLOW_UNWALLED=true", "ALLOW_DRIFT=true")
		if !strings.Contains(s.log.String(), `"only one wall stands, as ALLOW_UNWALLED allows (docs/drift.md)","error":"row-level security does not hold for this database role: `+why) {
			t.Errorf("where it is meant, the log lacks %q:\n%s", why, s.log)
		}
	}
	refused(pgtest.AsSuperuser(t, url), "it is a superuser")
	unforced("ALTER TABLE tasks NO FORCE ROW LEVEL SECURITY")
	refused(owner, "it owns tasks, which does not force it")
	unforced("ALTER TABLE tasks FORCE ROW LEVEL SECURITY")
	launch(t, []string{"serve"}, url)

	bypassing := "bypassing_" + strings.ToLower(strings.TrimPrefix(admin.Config().Database, "test_"))
	unforced("CREATE ROLE " + bypassing + " LOGIN BYPASSRLS IN ROLE " + pgtest.Service + " PASSWORD '" + admin.Config().Password + "'")
	t.Cleanup(func() {
		conn, err := pgx.Connect(context.Background(), superuser)
		if err == nil {
			_, err = conn.Exec(context.Background(), "DROP ROLE "+bypassing)
			_ = conn.Close(context.Background())
		}
		if err != nil {
			t.Error(err)
		}
	})
	service := pgtest.AsService(t, url)
	refused(strings.Replace(service, "//"+pgtest.Service, "//"+bypassing, 1), "it has BYPASSRLS")
}

// TestUnwalledLater: a service that starts before its database finds out later that
// row-level security does not hold for its role, and then serves nothing.
func TestUnwalledLater(t *testing.T) {
	c := ownCluster(t)
	start(t, ownURL(c)).stop(t)
	shutDown(t, c)
	s := launch(t, []string{"serve"}, c.URL("postgres"))
	if err := c.Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
	time.Sleep(600 * time.Millisecond) // what was found before is forgotten
	res := s.do(t, call{Method: http.MethodGet, Path: "/readyz"})
	const want = "Row-level security does not hold for the service"
	if body := as[struct{ Detail string }](t, res); res.Status != http.StatusServiceUnavailable || body.Detail != want {
		t.Errorf("/readyz: %d %s, want 503 and %q", res.Status, res.Body, want)
	}
	if res := s.do(t, call{Method: http.MethodGet, Path: tasks, User: "ann"}); res.Status != http.StatusServiceUnavailable {
		t.Errorf("a list: %d %s, want 503", res.Status, res.Body)
	}
}
