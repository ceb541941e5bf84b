package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/jackc/pgx/v5"

	"github.com/entask/entask/internal/postgres/pgtest"
)

// TestUserData hands over and erases what is kept of a user by the commands, as each role.
func TestUserData(t *testing.T) {
	for name, open := range map[string]func(*testing.T) (serves, commands string){
		"postgres, the role that migrates": func(t *testing.T) (string, string) {
			url := pgtest.NewDatabase(t)
			return url, url
		},
		"postgres, the role that serves": func(t *testing.T) (string, string) {
			url := pgtest.NewDatabase(t)
			return url, pgtest.AsService(t, url)
		},
		"sqlite": func(t *testing.T) (string, string) {
			url := sqliteURL(t)
			return url, url
		},
	} {
		t.Run(name, func(t *testing.T) {
			serves, commands := open(t)
			s := start(t, serves)
			if strings.Contains(name, "that serves") {
				commands = pgtest.AsService(t, serves) // its rights are those to tables that exist
			}
			user := func(args ...string) ran {
				t.Helper()
				return run(t, t.TempDir(), []string{"DATABASE_URL=" + commands}, append([]string{"user"}, args...)...)
			}
			key := map[string]string{"Idempotency-Key": "k"}
			for _, who := range []string{"ann", "bob"} {
				for i := range 3 {
					s.create(t, who, map[string]any{"title": fmt.Sprint(who, i)})
				}
				if res := s.do(t, call{Method: http.MethodPost, Path: tasks, User: who, Body: map[string]any{"title": "once"}, Header: key}); res.Status != http.StatusCreated {
					t.Fatalf("create once: %d", res.Status)
				}
			}
			want := s.do(t, call{Method: http.MethodGet, Path: tasks + "?sort=created_at", User: "ann"}).Body
			wantExport(t, user("export", "--sub", "ann"), want)

			user("erase", "--sub", "ann").wantStatus(t, 2, "add --yes where nobody can be asked")
			plan := user("erase", "--sub", "ann", "--dry-run")
			plan.wantStatus(t, 0)
			if want := "idempotency_keys 1\ntasks            4\n5 rows to be erased\n"; plan.stdout != want {
				t.Errorf("erase --dry-run prints %q, want %q", plan.stdout, want)
			}
			for _, want := range []string{
				"idempotency_keys 1\ntasks            4\n5 rows erased\nNo table has a row of ann.\n",
				"idempotency_keys 0\ntasks            0\n0 rows erased\nNo table has a row of ann.\n",
			} {
				got := user("erase", "--sub", "ann", "--yes")
				got.wantStatus(t, 0)
				if got.stdout != want {
					t.Errorf("erase prints %q, want %q", got.stdout, want)
				}
			}
			for who, want := range map[string]int{"ann": 0, "bob": 4} {
				if got := as[[]task](t, s.do(t, call{Method: http.MethodGet, Path: tasks, User: who})); len(got) != want {
					t.Errorf("%s has %d tasks, want %d", who, len(got), want)
				}
			}
		})
	}
}

// wantExport expects an export that has the tasks of a list, in its order, and one key.
func wantExport(t *testing.T, r ran, list []byte) {
	t.Helper()
	r.wantStatus(t, 0)
	var want []json.RawMessage
	if err := json.Unmarshal(list, &want); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(r.stdout), "\n")
	if end := `{"kind":"end","rows":5,"counts":{"IdempotencyKey":1,"Task":4}}`; lines[len(lines)-1] != end {
		t.Errorf("the export ends with %s, want %s", lines[len(lines)-1], end)
	}
	var got []json.RawMessage
	for _, line := range lines {
		var one struct {
			Kind, Entity string
			Row          json.RawMessage
		}
		if err := json.Unmarshal([]byte(line), &one); err != nil {
			t.Fatal(err)
		}
		if one.Entity == "Task" {
			got = append(got, one.Row)
		}
	}
	for i := range want {
		var a, b map[string]any
		if err := json.Unmarshal(want[i], &a); err != nil {
			t.Fatal(err)
		}
		if i >= len(got) || json.Unmarshal(got[i], &b) != nil || fmt.Sprint(a) != fmt.Sprint(b) {
			t.Errorf("row %d of the export is %v, want %v", i, b, a)
		}
	}
}

// TestUserDataOfAnotherRelease: a release that may not know all tables touches none.
func TestUserDataOfAnotherRelease(t *testing.T) {
	url := pgtest.Direct(pgtest.NewDatabase(t))
	settings := []string{"DATABASE_URL=" + url}
	run(t, t.TempDir(), settings, "user", "export", "--sub", "ann").wantStatus(t, 1, "older than this binary")
	run(t, t.TempDir(), settings, "migrate", "apply").wantStatus(t, 0)
	unknownMigration(t, url)
	run(t, t.TempDir(), settings, "user", "erase", "--sub", "ann", "--yes").wantStatus(t, 1, "migrations that this program does not know (99991231235959)")
}

// me is where users have their own data.
const me = "/api/v1/me"

func init() { //nolint:gochecknoinits // kin-openapi has a registry of its own for all documents
	openapi3filter.RegisterBodyDecoder("application/x-ndjson", openapi3filter.FileBodyDecoder)
}

// TestMe: users export what is theirs in parts, as the command does, and erase it; the audit
// says that they did. Where the database may have tables that the service does not know,
// nothing is said to be erased.
func TestMe(t *testing.T) {
	onEachDatabase(t, func(t *testing.T, of *service) {
		file := filepath.Join(t.TempDir(), "audit.log")
		s := launch(t, []string{"serve"}, databaseOf(of), "AUDIT_LOG="+file)
		for _, who := range []string{"ann", "bob"} {
			for i := range 30 {
				s.create(t, who, map[string]any{"title": fmt.Sprint(who, i)})
			}
		}
		var whole string
		for path, parts := me+"/export?limit=7", 1; path != ""; parts++ {
			part := s.do(t, call{Method: http.MethodGet, Path: path, User: "ann"})
			if part.Status != http.StatusOK || part.Header.Get("Cache-Control") != "no-store" || parts > 5 {
				t.Fatalf("part %d: %d %v", parts, part.Status, part.Header)
			}
			whole += string(part.Body)
			path, _, _ = strings.Cut(strings.TrimPrefix(part.Header.Get("Link"), "<"), ">")
		}
		command := run(t, t.TempDir(), []string{"DATABASE_URL=" + databaseOf(of)}, "user", "export", "--sub", "ann")
		_, got, _ := strings.Cut(whole, "\n")
		if _, want, _ := strings.Cut(command.stdout, "\n"); got != want {
			t.Errorf("the parts are %s, want what the command prints: %s", got, want)
		}
		for range 2 {
			res := s.do(t, call{Method: http.MethodDelete, Path: me + "?confirm=ann", User: "ann"})
			if res.Status != http.StatusNoContent {
				t.Errorf("erase: %d %s", res.Status, res.Body)
			}
			if line := lineOf(t, file, res.Header.Get("X-Request-Id")); line == nil || line.User != "ann" || line.Outcome != "done" {
				t.Errorf("the audit has %+v", line)
			}
		}
		for who, want := range map[string]int{"ann": 0, "bob": 30} {
			if got := as[[]task](t, s.do(t, call{Method: http.MethodGet, Path: tasks, User: who})); len(got) != want {
				t.Errorf("%s has %d tasks, want %d", who, len(got), want)
			}
		}
		if !strings.HasPrefix(databaseOf(of), "postgres") {
			return
		}
		s.create(t, "ann", map[string]any{"title": "again"})
		unknownMigration(t, pgtest.Direct(databaseOf(of)))
		for method, path := range map[string]string{http.MethodDelete: me + "?confirm=ann", http.MethodGet: me + "/export"} {
			if res := s.do(t, call{Method: method, Path: path, User: "ann"}); res.Status != http.StatusServiceUnavailable || !strings.Contains(string(res.Body), "may not know all that is kept of you") {
				t.Errorf("%s of a newer database: %d %s, want 503", method, res.Status, res.Body)
			}
		}
		if got := as[[]task](t, s.do(t, call{Method: http.MethodGet, Path: tasks, User: "ann"})); len(got) != 1 {
			t.Errorf("ann has %d tasks, want the one", len(got))
		}
	})
}

// unknownMigration makes a database newer than the binary.
func unknownMigration(t *testing.T, url string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(t.Context()) }()
	if _, err := conn.Exec(t.Context(), `INSERT INTO atlas_schema_revisions SELECT '99991231235959', description, type, applied, total, executed_at, execution_time, error, error_stmt, hash, partial_hashes, operator_version FROM atlas_schema_revisions LIMIT 1`); err != nil {
		t.Fatal(err)
	}
}
