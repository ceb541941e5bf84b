package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/migration/apply"
	"github.com/entask/entask/internal/postgres/pgtest"
)

var update = flag.Bool("update", false, "write what comes out into testdata")

// TestCreate has a case in each file of testdata: the migrations before, the
// schema after, the rows that are there meanwhile, what is said of what can mean
// two things, and what comes out. Each is applied over the rows.
func TestCreate(t *testing.T) {
	if testing.Short() {
		t.Skip("it runs the Atlas CLI, which takes minutes to build")
	}
	cases, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(cases) == 0 {
		t.Fatalf("testdata: %q, %v", cases, err)
	}
	for i, path := range cases {
		if cases[i], err = filepath.Abs(path); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir("../../..")
	pg := &server{}
	t.Cleanup(pg.stop)
	for _, path := range cases {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) { testCase(t, pg, path) })
	}
}

func testCase(t *testing.T, pg *server, path string) {
	archive, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string]string{}
	want := &txtar.Archive{}
	given := &txtar.Archive{Comment: archive.Comment}
	for _, f := range archive.Files {
		if name, ok := strings.CutPrefix(f.Name, "want/"); ok {
			want.Files = append(want.Files, txtar.File{Name: name, Data: f.Data})
			continue
		}
		given.Files = append(given.Files, f)
		parts[f.Name] = string(f.Data)
	}
	c, out := folderOf(t, pg, parts)
	got := create(t, c, parts)
	got.Files = append(got.Files, judge(t, c)...)
	if list, err := names(c.dir); err == nil && len(list) > 1 {
		if again := create(t, c, parts); len(again.Files) > 0 {
			t.Errorf("a second run writes\n%s", txtar.Format(again))
		}
	}
	if *update {
		for _, f := range got.Files {
			given.Files = append(given.Files, txtar.File{Name: "want/" + f.Name, Data: f.Data})
		}
		if err := os.WriteFile(path, txtar.Format(given), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if g, w := string(txtar.Format(got)), string(txtar.Format(want)); g != w {
		t.Errorf("make migration:\n got\n%s\nwant\n%s\n%s", g, w, out)
	}
	overRows(t, c, parts)
	for _, f := range got.Files {
		if _, command, ok := strings.Cut(string(f.Data), "\nsuch as\n"); ok && f.Name == "error" {
			paste(t, pg, parts, command)
		}
	}
}

// folderOf lays out a case's migrations and schema.
func folderOf(t *testing.T, pg *server, parts map[string]string) (cli, *bytes.Buffer) {
	t.Helper()
	folder := t.TempDir()
	dir := filepath.Join(folder, "migrations")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"migrations/20260101000000_initial.sql": parts["before.sql"], "schema.sql": parts["after.sql"]} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	out := &bytes.Buffer{}
	clock := func() time.Time { return time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC) }
	c := cli{server: pg, getenv: os.Getenv, stdout: out, stderr: out, now: clock, dir: dir, schema: filepath.Join(folder, "schema.sql")}
	if err := c.sum(); err != nil {
		t.Fatal(err)
	}
	return c, out
}

// create returns the files that make migration adds, or what it said.
func create(t *testing.T, c cli, parts map[string]string) *txtar.Archive {
	t.Helper()
	before, err := names(c.dir)
	if err != nil {
		t.Fatal(err)
	}
	var answers io.Reader
	if text, ok := parts["answers"]; ok {
		answers = strings.NewReader(text)
	}
	questions := &bytes.Buffer{}
	said, err := parse(words(t, parts["args"]), answers, questions)
	if err != nil {
		t.Fatal(err)
	}
	a := &txtar.Archive{}
	if err := c.create(context.Background(), "change", said); err != nil {
		a.Files = append(a.Files, txtar.File{Name: "error", Data: []byte(err.Error() + "\n")})
	}
	if questions.Len() > 0 {
		a.Files = append(a.Files, txtar.File{Name: "questions", Data: append(questions.Bytes(), '\n')})
	}
	after, err := names(c.dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range after[len(before):] {
		b, err := os.ReadFile(filepath.Join(c.dir, name))
		if err != nil {
			t.Fatal(err)
		}
		a.Files = append(a.Files, txtar.File{Name: name, Data: b})
	}
	return a
}

// overRows applies the files before, puts rows there, and applies the others.
func overRows(t *testing.T, c cli, parts map[string]string) {
	t.Helper()
	db, err := database.Open(t.Context(), database.Options{URL: pgtest.AsSuperuser(t, pgtest.NewDatabase(t))})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := apply.Run(t.Context(), db, os.DirFS(c.dir), apply.Options{To: "20260101000000"}); err != nil {
		t.Fatal(err)
	}
	if _, err := db.SQL().ExecContext(t.Context(), parts["rows.sql"]); err != nil {
		t.Fatal(err)
	}
	stopped := ""
	if _, err := apply.Run(t.Context(), db, os.DirFS(c.dir), apply.Options{}); err != nil {
		stopped = err.Error()
	}
	if want := strings.TrimSpace(parts["stopped"]); stopped != want {
		t.Errorf("over rows:\n got %s\nwant %s", stopped, want)
	}
	if query, ok := parts["query.sql"]; ok {
		query, want, _ := strings.Cut(query, "\n")
		var got string
		if err := db.SQL().QueryRowContext(t.Context(), query).Scan(&got); err != nil || got != strings.TrimSpace(want) {
			t.Errorf("%s = %q, %v, want %q", query, got, fmt.Sprint(err), want)
		}
	}
}
