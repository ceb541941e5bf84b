package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/migration/apply"
	"github.com/entask/entask/internal/postgres/pgtest"
)

// TestAtlasAgrees compares what the Atlas CLI says of a database with what we
// did there: after a failure in a file without a transaction, after one in a
// file with, when all is applied, and the other way round.
func TestAtlasAgrees(t *testing.T) {
	if testing.Short() {
		t.Skip("it runs the Atlas CLI, which takes minutes to build")
	}
	t.Chdir("../../..")
	dir := t.TempDir()
	c := cli{server: &server{}, getenv: os.Getenv, stdout: os.Stdout, stderr: os.Stderr, dir: dir}
	write := func(name, content string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := c.sum(); err != nil {
			t.Fatal(err)
		}
	}
	url := pgtest.Direct(pgtest.NewDatabase(t))
	db, err := database.Open(t.Context(), database.Options{URL: url})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	atlas := func(args ...string) string {
		t.Helper()
		out := &bytes.Buffer{}
		quiet := c
		quiet.stdout, quiet.stderr = out, out
		args = append(args, "--url", url, "--dir", "file://"+dir, "--revisions-schema", "public")
		if err := quiet.command(t.Context(), url, args); err != nil {
			fmt.Fprint(out, err)
		}
		return out.String()
	}
	status := func() string {
		t.Helper()
		var s struct {
			Status, Current, Next, Error, SQL string
			Count, Total                      int
		}
		text := atlas("migrate", "status", "--format", "{{ json . }}")
		if err := json.Unmarshal([]byte(text), &s); err != nil {
			t.Fatalf("%v: %s", err, text)
		}
		return fmt.Sprintf("%s at %s, next %s, %d/%d %s %s", s.Status, s.Current, s.Next, s.Count, s.Total, s.SQL, s.Error)
	}
	expect := func(want string) {
		t.Helper()
		if got := strings.TrimSpace(status()); got != want {
			t.Errorf("atlas migrate status:\n got %s\nwant %s", got, want)
		}
	}
	applyAll := func() error {
		_, err := apply.Run(t.Context(), db, os.DirFS(dir), apply.Options{})
		return err
	}
	write("1_first.sql", "CREATE TABLE a (n int);\nINSERT INTO a VALUES (1), (1);")
	write("2_second.sql", noTransaction+"CREATE INDEX CONCURRENTLY a_n ON a (n);\nCREATE UNIQUE INDEX CONCURRENTLY a_once ON a (n);")
	write("3_third.sql", "CREATE TABLE b (n int);\nCREATE TABLE b (n int);")
	if applyAll() == nil {
		t.Error("two equal rows are unique")
	}
	expect(`PENDING at 2, next 2, 1/2 CREATE UNIQUE INDEX CONCURRENTLY a_once ON a (n); ERROR: could not create unique index "a_once" (SQLSTATE 23505); it leaves an INVALID index, which the next run removes and builds anew`)
	if _, err := db.SQL().ExecContext(t.Context(), "DELETE FROM a WHERE ctid = '(0,1)'"); err != nil {
		t.Fatal(err)
	}
	if applyAll() == nil {
		t.Error("a table was made twice")
	}
	expect("PENDING at 2, next 3, 0/0")
	write("3_third.sql", "CREATE TABLE b (n int);")
	if err := applyAll(); err != nil {
		t.Error(err)
	}
	expect("OK at 3, next Already at latest version, 0/0")

	// And on from what Atlas has applied, or failed to.
	write("4_fourth.sql", "CREATE TABLE c (n int);")
	write("5_fifth.sql", noTransaction+"INSERT INTO a VALUES (7);\nCREATE UNIQUE INDEX CONCURRENTLY a_again ON a ((n / n));\nINSERT INTO b VALUES (1);")
	if got := atlas("migrate", "apply"); !strings.Contains(got, "a_again") {
		t.Errorf("atlas migrate apply: %s", got)
	}
	s, err := apply.ReadStatus(t.Context(), db, os.DirFS(dir))
	if err != nil || s.State() != "partial" || s.Partial != "5_fifth.sql" || !slices.Contains(s.Applied, "4_fourth.sql") {
		t.Errorf("ReadStatus = %+v, %v", s, err)
	}
	if _, err := db.SQL().ExecContext(t.Context(), "DELETE FROM a WHERE n = 1"); err != nil {
		t.Fatal(err)
	}
	if err := applyAll(); err != nil {
		t.Error(err)
	}
	expect("OK at 5, next Already at latest version, 0/0")
	var rows int
	if err := db.SQL().QueryRowContext(t.Context(), "SELECT count(*) FROM a JOIN pg_index i ON i.indrelid = 'a'::regclass AND i.indisvalid").Scan(&rows); err != nil || rows != 3 {
		t.Errorf("%d, %v: want one row with three indexes", rows, err)
	}
}

func TestCommands(t *testing.T) {
	for list, want := range map[string][]string{
		`ADD COLUMN "a" text NULL`: {`ADD COLUMN "a" text NULL`},
		`DROP COLUMN "a,b", ADD COLUMN "c""," numeric(4,2) DEFAULT 'it''s, (', ADD` + "\n " + `CONSTRAINT "d" CHECK (e IN ('f, g', ')'))`: {
			`DROP COLUMN "a,b"`, `ADD COLUMN "c""," numeric(4,2) DEFAULT 'it''s, ('`, `ADD CONSTRAINT "d" CHECK (e IN ('f, g', ')'))`,
		},
	} {
		if got := commands(list); !slices.Equal(got, want) {
			t.Errorf("commands(%s):\n got %q\nwant %q", list, got, want)
		}
	}
}
