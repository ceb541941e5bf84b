package review_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/entask/entask/internal/migration/review"
	"github.com/entask/entask/internal/migration/review/reviewtest"
	"github.com/entask/entask/internal/migration/review/rules"
	"github.com/entask/entask/internal/postgres/pgtest"
)

var update = flag.Bool("update", false, "write what takes the migrations back into the cases")

// TestDown takes back the migration of each case: to the schema before, which Down itself
// compares, by the files that the case lists, or with the refusal that it lists.
func TestDown(t *testing.T) {
	t.Parallel()
	schema, err := os.ReadFile("testdata/down/schema.sql")
	if err != nil {
		t.Fatal(err)
	}
	paths, err := filepath.Glob("testdata/down/*.txtar")
	if err != nil || len(paths) < 10 {
		t.Fatalf("%d cases (%v), want at least 10", len(paths), err)
	}
	server := pgtest.AsSuperuser(t, pgtest.NewDatabase(t))
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			dir := reviewtest.Directory(t, "1_schema.sql", string(schema), "2_change.sql", string(a.Files[0].Data))
			got := &txtar.Archive{Files: a.Files[:1:1]}
			files, report, err := review.Down(t.Context(), review.Options{URL: server, Dir: dir, Latest: 1, Rows: 100})
			switch {
			case errors.Is(err, review.ErrLoses):
				got.Files = append(got.Files, txtar.File{Name: "refused", Data: []byte(err.Error() + "\n")})
			case err != nil:
				t.Fatal(err)
			}
			for i, f := range files {
				if !regexp.MustCompile(`^\d{14}_undo_change\.sql$`).MatchString(f.Name) || i > 0 && f.Name <= files[i-1].Name {
					t.Errorf("file %d is %s", i+1, f.Name)
				}
				got.Files = append(got.Files, txtar.File{Name: fmt.Sprintf("down_%d.sql", i+1), Data: []byte(f.Text)})
			}
			if said := findings(report); said != "" {
				got.Files = append(got.Files, txtar.File{Name: "review", Data: []byte(said)})
			}
			if *update {
				if err := os.WriteFile(path, txtar.Format(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if text, want := txtar.Format(got), txtar.Format(a); !*update && !bytes.Equal(text, want) {
				t.Errorf("got\n%s\nwant\n%s", text, want)
			}
		})
	}
}

// TestDownUnknown says what no way back is known for, and what to do.
func TestDownUnknown(t *testing.T) {
	dir := reviewtest.Directory(t,
		"1_schema.sql", "CREATE TABLE t (n int); ALTER TABLE t ADD CONSTRAINT t_n CHECK (n > 0) NOT VALID;",
		"2_change.sql", "ALTER TABLE t VALIDATE CONSTRAINT t_n;")
	server := pgtest.AsSuperuser(t, pgtest.NewDatabase(t))
	_, _, err := review.Down(t.Context(), review.Options{URL: server, Dir: dir, Latest: 1, Rows: 10})
	const want = "no way back is known that leads to the schema before: constraint t_n of public.t was CHECK ((n > 0)) NOT VALID, and would be CHECK ((n > 0))\n" +
		"  write it by hand and review it, or take back more files together with these (--latest): docs/migration-runbook.md"
	if err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}

// findings lists those that are more than information.
func findings(r review.Report) string {
	var b strings.Builder
	for i, f := range r.Files {
		for _, finding := range f.Findings {
			if finding.Severity != rules.Info {
				fmt.Fprintf(&b, "%s %d:%d %s\n", finding.Severity, i+1, finding.Line, finding.Rule)
			}
		}
	}
	return b.String()
}
