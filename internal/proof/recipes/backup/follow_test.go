package backup_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/entask/entask/internal/postgres/pgtest"
)

const (
	annsTask = "01957f3e-8d4c-7b2a-9c1e-5f6a7b8c9d0e"
	rows     = `INSERT INTO tasks (id, user_id, created_at, updated_at, title, description)
	SELECT gen_random_uuid(), 'user ' || n % 10, now(), now(), 'Task ' || n, 'x' FROM generate_series(1, 999) AS n
	UNION ALL SELECT '` + annsTask + `', 'ann@example.com', now(), now(), 'Call the clinic', 'about the diagnosis';
INSERT INTO idempotency_keys (id, user_id, key, fingerprint, answer, expires_at)
	VALUES (gen_random_uuid(), 'ann@example.com', 'Call the clinic', '', 'about the diagnosis', now() + interval '1 day')`
	counted = "SELECT count(*)::text FROM tasks"
)

// TestPage runs the commands of docs/backup.md from top to bottom, and looks at each database
// that they lead to.
func TestPage(t *testing.T) {
	s := newSite(t)
	s.shell(t, "DATABASE_URL=postgres://entask_owner@localhost:5432/entask bin/entask migrate apply")
	run(t, pgtest.Connect(t, s.at(t, "entask_owner", "entask").String()), strings.Split(rows, ";\n")...)

	said := s.shell(t, strings.Join(blocks(t, "../../../../docs/backup.md", "sh"), "\n"))

	restored := s.at(t, "heir", "restored").String()
	if got := text(t, pgtest.Connect(t, restored), counted); got != "1000" {
		t.Errorf("the new owner counts %s rows, want 1000", got)
	}
	api := s.serve(t, s.at(t, "heir_service", "restored").String())
	for user, want := range map[string]int{"ann@example.com": http.StatusOK, "user 1": http.StatusForbidden} {
		if status, _ := ask(t, api+"/api/v1/tasks/"+annsTask, user); status != want {
			t.Errorf("restored under another role, %q reads Ann's: %d, want %d", user, status, want)
		}
	}

	if got := text(t, pgtest.Connect(t, s.at(t, "entask_owner", "entask").String()), counted); got != "0" {
		t.Errorf("after the accident %s rows, want 0", got)
	}
	back := s.at(t, "entask_owner", "entask")
	back.Host = "127.0.0.1:" + s.ports["5434"]
	conn := pgtest.Connect(t, back.String())
	if got := text(t, conn, counted); got != "1000" {
		t.Errorf("at the moment before the accident %s rows, want 1000", got)
	}
	if got := text(t, conn, "SELECT min(version)::text FROM tasks"); got != "1001" {
		t.Errorf("the least version is %s, want 1001", got)
	}

	staging := pgtest.Connect(t, s.at(t, "entask_owner", "staging").String())
	if got := text(t, staging, "SELECT count(*) || ' ' || count(DISTINCT user_id) FROM tasks"); got != "1000 11" {
		t.Errorf("staging has %s rows and users, want 1000 11", got)
	}
	user := text(t, staging, "SELECT user_id FROM tasks WHERE id = '"+annsTask+"'")
	api = s.serve(t, s.at(t, "entask_service", "staging").String())
	if status, task := ask(t, api+"/api/v1/tasks/"+annsTask, user); status != http.StatusOK || task["title"] == "Call the clinic" {
		t.Errorf("staging shows Ann's task as %d %v", status, task)
	}
	if found := s.personal(t, "staging", "staging.dump"); len(found) > 0 {
		t.Errorf("staging still has %q", found)
	}
	if found := s.personal(t, "restored", "staging.dump"); len(found) != 3 {
		t.Errorf("the test finds only %q where nothing was replaced", found)
	}
	for _, column := range []string{"tasks.description", "tasks.title", "tasks.user_id"} {
		if !strings.Contains(said, column+"\n") {
			t.Errorf("the page does not list %s:\n%s", column, said)
		}
	}
}

// personal lists what the files of a database and a dump still have of Ann.
func (s *site) personal(t *testing.T, database, dump string) (found []string) {
	t.Helper()
	folder := s.Command(t.Context(), "true").Dir
	admin := pgtest.Connect(t, s.at(t, "postgres", database).String())
	run(t, admin, "CHECKPOINT")
	files, err := filepath.Glob(filepath.Join(folder, "data", "base", text(t, admin, "SELECT oid::text FROM pg_database WHERE datname = current_database()"), "*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("the files of %s: %q, %v", database, files, err)
	}
	content := s.shell(t, "pg_restore --file=- "+dump)
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		content += string(b)
	}
	for _, word := range []string{"ann@example.com", "Call the clinic", "about the diagnosis"} {
		if strings.Contains(content, word) {
			found = append(found, word)
		}
	}
	return found
}

// run executes statements; those of one string are one transaction.
func run(t *testing.T, conn *pgx.Conn, statements ...string) {
	t.Helper()
	for _, sql := range statements {
		if _, err := conn.Exec(t.Context(), sql); err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
	}
}

// text is the text of one value, or of an error.
func text(t *testing.T, conn *pgx.Conn, query string) (got string) {
	t.Helper()
	if err := conn.QueryRow(t.Context(), query).Scan(&got); err != nil {
		return err.Error()
	}
	return got
}
