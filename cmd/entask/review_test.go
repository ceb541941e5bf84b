//go:build !image

package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ariga.io/atlas/sql/migrate"

	"github.com/entask/entask/internal/migration/review"
	"github.com/entask/entask/internal/postgres/pgtest"
)

// entask runs a command line, and returns what it wrote.
func entask(t *testing.T, args ...string) (stdout string, err error) {
	t.Helper()
	var out, problems bytes.Buffer
	err = run(t.Context(), args, env{getenv: func(string) string { return "" }, stdout: &out, stderr: &problems})
	return out.String(), err
}

func migrationsDir(t *testing.T, files ...string) string {
	t.Helper()
	path := t.TempDir()
	dir, err := migrate.NewLocalDir(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(files); i += 2 {
		if err := dir.WriteFile(files[i], []byte(files[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	sum, err := dir.Checksum()
	if err != nil {
		t.Fatal(err)
	}
	if err := migrate.WriteSumFile(dir, sum); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestReview(t *testing.T) {
	server := pgtest.AsSuperuser(t, pgtest.NewDatabase(t))
	safe := migrationsDir(t, "1_one.sql", "CREATE TABLE a (id bigint PRIMARY KEY, n text);")
	unsafe := migrationsDir(t, "1_one.sql", "CREATE TABLE a (id bigint PRIMARY KEY, n text);", "2_two.sql", "SET LOCAL lock_timeout = '1s';\nDROP TABLE a;")

	if out, err := entask(t, "migrate", "review", "--dev-url", server, "--rows", "10", "--dir", safe); err != nil || !strings.HasPrefix(out, "# Review of migrations: ok\n") {
		t.Errorf("a safe directory: %v\n%s", err, out)
	}
	// This package is no project: what the binary carries is reviewed.
	if out, err := entask(t, "migrate", "review", "--dev-url", server, "--rows", "10"); err != nil || !strings.Contains(out, "_initial.sql") {
		t.Errorf("the project's own: %v\n%s", err, out)
	}
	out, err := entask(t, "migrate", "review", "--dev-url", server, "--rows", "10", "--dir", unsafe, "--latest", "1", "--format", "json")
	if status(err) != 1 || !errors.Is(err, errUnsafe) {
		t.Errorf("an unsafe directory: status %d, %v, want 1, errUnsafe", status(err), err)
	}
	var report struct {
		Files   []struct{ Findings []struct{ Rule string } }
		Verdict string
	}
	if err := json.Unmarshal([]byte(out), &report); err != nil || report.Verdict != "error" || len(report.Files) != 1 || report.Files[0].Findings[0].Rule != "drop-table" {
		t.Errorf("its report: %v\n%s", err, out)
	}
	previous := filepath.Join(t.TempDir(), "schema.sql")
	if err := os.WriteFile(previous, []byte("CREATE TABLE b (id bigint PRIMARY KEY);"), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := entask(t, "migrate", "review", "--dev-url", server, "--rows", "10", "--dir", unsafe, "--latest", "1", "--previous", previous); err != nil {
		t.Errorf("a table that the previous release does not use: %v\n%s", err, out)
	}
}

// TestDown takes back what loses nothing, by files that the directory then has.
func TestDown(t *testing.T) {
	server := pgtest.AsSuperuser(t, pgtest.NewDatabase(t))
	dir := migrationsDir(t, "20260101000001_one.sql", "CREATE TABLE a (id bigint PRIMARY KEY, n text);", "20260101000002_two.sql", "CREATE INDEX a_n ON a (n);", "20260101000003_three.sql", "ALTER TABLE a DROP COLUMN n;")
	_, err := entask(t, "migrate", "down", "--dev-url", server, "--dir", dir)
	if status(err) != 1 || !errors.Is(err, review.ErrLoses) || !strings.HasSuffix(err.Error(), "public.a.n is gone with what it held: a backup has it") {
		t.Errorf("a dropped column: status %d, %v", status(err), err)
	}
	dir = migrationsDir(t, "20260101000001_one.sql", "CREATE TABLE a (id bigint PRIMARY KEY, n text);", "20260101000002_two.sql", "CREATE INDEX a_n ON a (n);")
	out, err := entask(t, "migrate", "down", "--dev-url", server, "--dir", dir, "--write")
	written, globErr := filepath.Glob(filepath.Join(dir, "*_undo_two.sql"))
	if err != nil || globErr != nil || len(written) != 1 || !strings.HasPrefix(out, written[0]+"\n\n# Review of migrations: ok\n") {
		t.Fatalf("%v, %q\n%s", err, written, out)
	}
	text, err := os.ReadFile(written[0])
	if want := "-- atlas:txmode none\n\nDROP INDEX CONCURRENTLY a_n;\n"; err != nil || string(text) != want {
		t.Errorf("%v, got %s, want %s", err, text, want)
	}
	// atlas.sum has it, or the review would say so.
	if out, err := entask(t, "migrate", "review", "--dev-url", server, "--rows", "10", "--dir", dir, "--latest", "1"); err != nil || strings.Contains(out, "edited-file") {
		t.Errorf("its review: %v\n%s", err, out)
	}
}

func TestReviewUse(t *testing.T) {
	dir := migrationsDir(t, "1_one.sql", "CREATE TABLE a (id bigint PRIMARY KEY);")
	for _, tc := range []struct {
		name string
		args []string
		want string
	}{
		{"no directory", []string{"--dir", "nowhere", "--dev-url", "postgres://127.0.0.1:1/x"}, "nowhere is not a directory of migrations"},
		{"both", []string{"--dir", dir, "--base", "1", "--latest", "1"}, "--base and --latest can't be used together (entask -h lists the commands)"},
		{"format", []string{"--dir", dir, "--format", "xml"}, `--format must be one of "markdown","json","sarif","github" but got "xml" (entask -h lists the commands)`},
		{"rows", []string{"--dir", dir, "--rows=-1"}, "--rows and --latest are not negative"},
		{"sizes", []string{"--dir", dir, "--sizes", "nowhere"}, "open nowhere: no such file or directory"},
		{"previous", []string{"--dir", dir, "--previous", "nowhere"}, "open nowhere: no such file or directory"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := entask(t, append([]string{"migrate", "review"}, tc.args...)...)
			if status(err) != 2 || err == nil || err.Error() != tc.want {
				t.Errorf("status %d, %v; want 2, %s", status(err), err, tc.want)
			}
		})
	}
	out, err := entask(t, "migrate", "review", "--sizes-query")
	if err != nil || !strings.HasPrefix(out, "SELECT json_object_agg(") {
		t.Errorf("--sizes-query: %v\n%s", err, out)
	}
}
