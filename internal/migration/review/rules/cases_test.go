package rules_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/entask/entask/internal/migration/review"
	"github.com/entask/entask/internal/migration/review/reviewtest"
	"github.com/entask/entask/internal/postgres/pgtest"
)

var update = flag.Bool("update", false, "write what the review says into the cases")

// TestCases judges every migration of testdata/cases on a real PostgreSQL that has
// testdata/schema.sql: what is unsafe as want says, line for line, and its safe
// twin without an error or a warning.
//
// A case is unsafe.sql (or unsafe_1.sql and so on, in order), want, and safe.sql.
// What is to know about the safe one is in safe_want, and safe_previous.sql is the
// schema that the previous release uses.
func TestCases(t *testing.T) {
	t.Parallel()
	paths, err := filepath.Glob("testdata/cases/*.txtar")
	if err != nil || len(paths) < 60 {
		t.Fatalf("%d cases (%v), want at least 60", len(paths), err)
	}
	server := pgtest.AsSuperuser(t, pgtest.NewDatabase(t))
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			t.Parallel()
			a, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			before := &txtar.Archive{Comment: a.Comment, Files: slices.Clone(a.Files)}
			for _, side := range []struct{ files, want string }{{"unsafe", "want"}, {"safe", "safe_want"}} {
				got := judge(t, server, a, side.files)
				if *update {
					setContent(a, side.want, got)
				}
				if want := content(a, side.want); got != want {
					t.Errorf("%s:\n got %s\nwant %s", side.files, indented(got), indented(want))
				}
			}
			if formatted := txtar.Format(a); *update && !bytes.Equal(formatted, txtar.Format(before)) {
				if err := os.WriteFile(path, formatted, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if content(a, "want") == "" {
				t.Error("an unsafe migration must have a finding")
			}
			for line := range strings.Lines(content(a, "safe_want")) {
				if !strings.HasPrefix(line, "info ") {
					t.Errorf("the safe twin must stay silent, and expects %s", line)
				}
			}
		})
	}
}

// judge reviews the files of a side, and returns its findings a line each.
func judge(t *testing.T, server string, a *txtar.Archive, side string) string {
	t.Helper()
	schema, err := os.ReadFile("testdata/schema.sql")
	if err != nil {
		t.Fatal(err)
	}
	files := []string{"1_schema.sql", string(schema)}
	for _, f := range a.Files {
		if f.Name == side+".sql" || strings.HasPrefix(f.Name, side+"_") && strings.HasSuffix(f.Name, ".sql") && f.Name != side+"_previous.sql" {
			files = append(files, fmt.Sprintf("%d_%s", len(files)/2+1, f.Name), string(f.Data))
		}
	}
	report := reviewtest.Run(t, review.Options{URL: server, Dir: reviewtest.Directory(t, files...), Base: "1", Previous: content(a, side+"_previous.sql")})
	var b strings.Builder
	for i, f := range report.Files {
		for _, finding := range f.Findings {
			file := ""
			if len(report.Files) > 1 {
				file = fmt.Sprintf("%d:", i+1)
			}
			fmt.Fprintf(&b, "%s %s%d %s\n", finding.Severity, file, finding.Line, finding.Rule)
			if testing.Verbose() {
				t.Logf("%s %s%d %s: %s", finding.Severity, file, finding.Line, finding.Rule, finding.Message)
			}
		}
	}
	return b.String()
}

func content(a *txtar.Archive, name string) string {
	for _, f := range a.Files {
		if f.Name == name {
			return string(f.Data)
		}
	}
	return ""
}

func setContent(a *txtar.Archive, name, text string) {
	for i, f := range a.Files {
		if f.Name == name {
			a.Files[i].Data = []byte(text)
			return
		}
	}
	if text != "" {
		a.Files = append(a.Files, txtar.File{Name: name, Data: []byte(text)})
	}
}

// TestEveryRuleIsDocumented compares the rules of the cases with the document's.
func TestEveryRuleIsDocumented(t *testing.T) {
	t.Parallel()
	doc, err := os.ReadFile("../../../../docs/migrations-review.md")
	if err != nil {
		t.Fatal(err)
	}
	// Tried by tests of their own.
	tried := map[string]bool{"edited-file": true, "out-of-order": true, "not-reviewed": true, "not-applied": true, "no-sum": true, "depends-on-rows": true}
	paths, err := filepath.Glob("testdata/cases/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		a, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(content(a, "want") + content(a, "safe_want")) {
			rule := strings.Fields(line)[2]
			tried[rule] = true
			if !strings.Contains(string(doc), "\n| `"+rule+"` | ") {
				t.Errorf("the document does not explain the rule %s", rule)
			}
		}
	}
	for _, row := range regexp.MustCompile("(?m)^\\| `([a-z-]+)` \\| (error|warning|info)").FindAllStringSubmatch(string(doc), -1) {
		if !tried[row[1]] {
			t.Errorf("no case tries the rule %s", row[1])
		}
	}
}

func indented(s string) string { return strings.ReplaceAll("\n"+strings.TrimSpace(s), "\n", "\n\t") }
