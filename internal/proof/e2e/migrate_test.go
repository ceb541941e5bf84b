package e2e

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/entask/entask/internal/postgres/pgtest"
)

// files returns the names of the repository's migrations, and the versions.
func files(t *testing.T) (names, versions []string) {
	t.Helper()
	paths, err := filepath.Glob("../../../ent/migrate/migrations/*.sql")
	if err != nil || len(paths) == 0 {
		t.Fatalf("migrations: %q, %v", paths, err)
	}
	for _, path := range paths {
		name := filepath.Base(path)
		version, _, _ := strings.Cut(name, "_")
		names, versions = append(names, name), append(versions, version)
	}
	return names, versions
}

// TestMigrateCommands is the story of a database from nothing to the next release.
func TestMigrateCommands(t *testing.T) {
	names, versions := files(t)
	last := versions[len(versions)-1]
	url := pgtest.Direct(pgtest.NewDatabase(t))
	settings := []string{"DATABASE_URL=" + url, "BETTER_AUTH_URL=http://localhost:3000", "HTTP_ADDR=127.0.0.1:0", "METRICS_ADDR=off"}
	entask := func(status int, args ...string) ran {
		t.Helper()
		r := run(t, t.TempDir(), settings, args...)
		r.wantStatus(t, status)
		return r
	}
	lacks := "entask: the database's schema is older than this binary: it is at version none and lacks " + strings.Join(names, ", ") + "\n"

	r := entask(1, "migrate", "status")
	if want := "state    pending\npending  " + strings.Join(names, " ") + "\n"; r.stdout != want || r.stderr != lacks {
		t.Errorf("status of a new database:\n%s%s\nwant %s%s", r.stdout, r.stderr, want, lacks)
	}
	r = entask(0, "migrate", "apply", "--dry-run")
	if !strings.HasPrefix(r.stdout, "-- "+names[0]+": one transaction\nCREATE TABLE \"idempotency_keys\" (\n") || r.stderr != "" {
		t.Errorf("dry run:\n%s%s", r.stdout, r.stderr)
	}
	entask(1, "migrate", "status") // nothing was executed
	r = entask(0, "migrate", "apply", "--to", versions[0])
	if want := "applied " + names[0] + "\n"; r.stdout != want {
		t.Errorf("apply --to = %q, want %q", r.stdout, want)
	}
	if !strings.HasPrefix(r.stderr, names[0]+":2: 1/18: CREATE TABLE \"idempotency_keys\" (") || !regexp.MustCompile(`: applied in \S+s\n$`).MatchString(r.stderr) {
		t.Errorf("progress:\n%s", r.stderr)
	}
	entask(0, "migrate", "apply")
	if r = entask(0, "migrate", "apply"); r.stdout != "nothing to apply\n" || r.stderr != "" {
		t.Errorf("apply once more = %q, %q", r.stdout, r.stderr)
	}
	if r = entask(0, "migrate", "apply", "--dry-run"); r.stdout != "-- nothing to apply\n" {
		t.Errorf("dry run once more = %q", r.stdout)
	}
	if r, want := entask(0, "migrate", "status"), "state    current\ncurrent  "+last+"\napplied  "+strings.Join(names, " ")+"\n"; r.stdout != want {
		t.Errorf("status = %q, want %q", r.stdout, want)
	}
	if r, want := entask(2, "migrate", "apply", "--to", "2020"), "entask: --to: no migration has the version \"2020\" (entask migrate status lists the files)\n"; r.stderr != want {
		t.Errorf("apply --to = %q, want %q", r.stderr, want)
	}
	for _, flags := range [][]string{{"--lock-timeout", "0s"}, {"--lock-attempts", "0"}, {"--statement-timeout", "1us"}, {"--interrupted", "maybe"}} {
		entask(2, append([]string{"migrate", "apply"}, flags...)...)
	}

	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	insert := func(version string) {
		t.Helper()
		_, err := conn.Exec(t.Context(), `INSERT INTO atlas_schema_revisions VALUES ($1, 'next', 2, 1, 1, now(), 0, NULL, NULL, 'h', NULL, 'a test')`, version)
		if err != nil {
			t.Fatal(err)
		}
	}
	insert("99990101000000") // the next release's
	r = entask(0, "migrate", "status", "--format", "json")
	var got struct {
		State            string
		Current          string
		Applied, Pending []string
		Unknown          []string
	}
	if err := json.Unmarshal([]byte(r.stdout), &got); err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(got) != fmt.Sprint("{ahead 99990101000000 ", names, " [] [99990101000000]}") {
		t.Errorf("status = %s", r.stdout)
	}
	entask(0, "migrate", "apply")
	launch(t, []string{"serve"}, url) // comes up
	insert("10000101000000")          // of another history
	r = entask(1, "migrate", "apply")
	if want := "entask: the database has migrations of another history: it has 10000101000000, which this binary does not know although it knows later ones: apply with the release that made them, or bring their files back\n"; r.stderr != want {
		t.Errorf("apply of another history = %q, want %q", r.stderr, want)
	}
	if _, err := conn.Exec(t.Context(), "DELETE FROM atlas_schema_revisions WHERE version IN ('10000101000000', '99990101000000')"); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Exec(t.Context(), "UPDATE atlas_schema_revisions SET hash = 'another'"); err != nil {
		t.Fatal(err)
	}
	for _, command := range []string{"apply", "status"} {
		r := entask(1, "migrate", command)
		if want := "entask: migration " + names[0] + " was edited after it was applied: restore it, and put the change into a new migration\n"; r.stderr != want {
			t.Errorf("%s of an edited file = %q, want %q", command, r.stderr, want)
		}
	}
}

// TestMigrateEightAtOnce starts eight binaries at the same moment.
func TestMigrateEightAtOnce(t *testing.T) {
	names, _ := files(t)
	url := pgtest.Direct(pgtest.NewDatabase(t))
	folder := t.TempDir()
	outputs := make(chan string, 8)
	for range 8 {
		go func() {
			r := run(t, folder, []string{"DATABASE_URL=" + url}, "migrate", "apply")
			outputs <- fmt.Sprint(r.status, " ", r.stdout)
		}()
	}
	var all []string
	for range 8 {
		all = append(all, <-outputs)
	}
	slices.Sort(all)
	applied := "0 applied " + strings.Join(names, "\napplied ") + "\n"
	if all[0] != applied || slices.ContainsFunc(all[1:], func(s string) bool { return s != "0 nothing to apply\n" }) {
		t.Errorf("eight at once: %q, want one to apply and seven to find nothing", all)
	}
}
