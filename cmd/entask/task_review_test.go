//go:build !image

package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"ariga.io/atlas/sql/migrate"

	"github.com/entask/entask/ent/migrate/migrations"
	"github.com/entask/entask/internal/postgres/pgtest"
)

const reviewDoc = "../../docs/migrations-review.md"

// TestReviewDocument runs each command of the document on the files shown before it, and
// compares the output without times and the server's version.
func TestReviewDocument(t *testing.T) {
	doc, err := os.ReadFile(reviewDoc)
	if err != nil {
		t.Fatal(err)
	}
	server := pgtest.AsSuperuser(t, pgtest.NewDatabase(t))
	blocks := regexp.MustCompile("(?s)`([\\w.]+\\.(?:sql|json))`:\n\n```\\w+\n(.*?)```\n|~~~~console\n\\$ entask (.*?)\n(.*?)~~~~").FindAllStringSubmatch(string(doc), -1)
	files, commands := map[string]string{}, 0
	for _, b := range blocks {
		if b[1] != "" {
			files[b[1]] = b[2]
			continue
		}
		commands++
		dir := t.TempDir()
		args := append(strings.Fields(b[3]), "--dev-url", server, "--dir", documented(t, dir, files))
		for i, a := range args {
			if a == "sizes.json" {
				args[i] = filepath.Join(dir, a)
			}
		}
		got, err := entask(t, args...)
		if failed := strings.HasPrefix(b[4], "# Review of migrations: error"); failed != (status(err) == 1) {
			t.Errorf("entask %s: %v", b[3], err)
		}
		if got, want := withoutTimes(got), withoutTimes(b[4]); got != want {
			t.Errorf("entask %s: the document has another output:\n got %s\nwant %s", b[3], got, want)
		}
		sizes := files["sizes.json"]
		files = map[string]string{"sizes.json": sizes}
	}
	if commands != 2 {
		t.Errorf("%d commands were found in the document, want 2", commands)
	}
}

// documented writes files beside the project's migrations and updates atlas.sum.
func documented(t *testing.T, dir string, files map[string]string) string {
	t.Helper()
	path := filepath.Join(dir, "migrations")
	if err := os.CopyFS(path, migrations.FS); err != nil {
		t.Fatal(err)
	}
	for name, content := range files {
		to := path
		if filepath.Ext(name) == ".json" {
			to = dir
		}
		if err := os.WriteFile(filepath.Join(to, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	local, err := migrate.NewLocalDir(path)
	if err != nil {
		t.Fatal(err)
	}
	sum, err := local.Checksum()
	if err != nil {
		t.Fatal(err)
	}
	if err := migrate.WriteSumFile(local, sum); err != nil {
		t.Fatal(err)
	}
	return path
}

func withoutTimes(s string) string {
	for _, r := range []struct{ pattern, with string }{
		{`[\d.]+ ms\b`, "N ms"},
		{`(?m)^(\| \d+ \| .* \| )[\d.]+( \(production: about [^)]+\))?( \| .* \| .* \| .* \| \d+ \|)$`, "${1}N$3"},
		{`PostgreSQL \d[^,]*, on`, "PostgreSQL V, on"},
	} {
		s = regexp.MustCompile(r.pattern).ReplaceAllString(s, r.with)
	}
	return s
}
