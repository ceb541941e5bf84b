package e2e

import (
	"context"
	"crypto/rand"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/entask/entask/internal/postgres/pgtest"
)

// bypassed is the log's warning about a role without the second wall.
const bypassed = "row-level security does not hold for this database role"

// TestRoles creates the roles of docs/roles.md as that page does, migrates as one and
// serves as the other.
func TestRoles(t *testing.T) {
	database := pgtest.NewDatabase(t)
	made := makeRoles(t, database)
	as := func(role, password string) string {
		u, err := url.Parse(database)
		if err != nil {
			t.Fatal(err)
		}
		u.User = url.UserPassword(made(role), password)
		return u.String()
	}
	owner, service := as("entask_owner", "one"), as("entask_service", "another")
	run(t, t.TempDir(), []string{"DATABASE_URL=" + pgtest.Direct(owner)}, "migrate", "apply").wantStatus(t, 0)
	run(t, t.TempDir(), []string{"DATABASE_URL=" + pgtest.Direct(service)}, "migrate", "status").wantStatus(t, 0)

	s := launch(t, []string{"serve"}, service)
	path := tasks + "/" + s.create(t, "ann", map[string]any{"title": "a"}).ID
	for user, want := range map[string]int{"ann": http.StatusOK, "bob": http.StatusForbidden, "": http.StatusUnauthorized} {
		if res := s.do(t, call{Method: http.MethodGet, Path: path, User: user}); res.Status != want {
			t.Errorf("%q reads Ann's: %d, want %d", user, res.Status, want)
		}
	}
	if log := s.log.String(); strings.Contains(log, bypassed) {
		t.Errorf("as the role that serves:\n%s", log)
	}
}

// makeRoles runs the SQL of docs/roles.md on a database, with unique role names, because
// roles belong to the whole server. It maps the names of the page to these.
func makeRoles(t *testing.T, database string) func(string) string {
	t.Helper()
	page, err := os.ReadFile("../../../docs/roles.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile("(?s)```sql\n(CREATE ROLE.*?)```").FindStringSubmatch(string(page))
	if blocks == nil {
		t.Fatal("docs/roles.md makes no roles")
	}
	conn, err := pgx.Connect(t.Context(), pgtest.AsSuperuser(t, database))
	if err != nil {
		t.Fatal(err)
	}
	suffix := "_" + strings.ToLower(rand.Text())
	named := func(role string) string { return role + suffix }
	sql := regexp.MustCompile(`entask_(owner|service)`).ReplaceAllStringFunc(blocks[1], named)
	sql = strings.ReplaceAll(sql, "DATABASE entask ", "DATABASE "+conn.Config().Database+" ")
	sql = strings.ReplaceAll(sql, conn.Config().Database, `"`+conn.Config().Database+`"`)
	t.Cleanup(func() {
		_, _ = conn.Exec(context.Background(), `ALTER DATABASE "`+conn.Config().Database+`" OWNER TO CURRENT_USER`)
		for _, role := range []string{"entask_service", "entask_owner"} {
			if _, err := conn.Exec(context.Background(), "DROP OWNED BY "+named(role)+" CASCADE; DROP ROLE "+named(role)); err != nil {
				t.Errorf("drop role: %v", err)
			}
		}
		_ = conn.Close(context.Background())
	})
	if _, err := conn.Exec(t.Context(), sql); err != nil {
		t.Fatalf("docs/roles.md: %v\n%s", err, sql)
	}
	return named
}

// TestComposeHasTheRoles compares the roles of compose.yaml with those of docs/roles.md.
func TestComposeHasTheRoles(t *testing.T) {
	read := func(file string) string {
		t.Helper()
		b, err := os.ReadFile("../../../" + file)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	compose := read("compose.yaml")
	for line := range strings.Lines(read("docs/roles.md")) {
		if line = strings.TrimSpace(line); strings.HasPrefix(line, "ALTER DEFAULT") && !strings.Contains(compose, line) {
			t.Errorf("compose.yaml lacks %q", line)
		}
	}
}
