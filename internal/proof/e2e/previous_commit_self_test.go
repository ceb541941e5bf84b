//go:build previous

package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What a commit may change, of a project whose releases are numbered.
const (
	written   = schemaFolder + "/task.go"
	generated = schemaFile
	first     = migrationsFolder + "/1_first.sql"
	second    = migrationsFolder + "/2_second.sql"
	third     = migrationsFolder + "/3_third.sql"
	code      = "main.go"
)

// TestPrevious: the previous server comes from a consistent commit, in whatever order the
// parts of a change were committed.
func TestPrevious(t *testing.T) {
	begun := []string{written + " " + generated, first, code}
	for name, test := range map[string]struct {
		commits []string // what each changes
		want    int      // the commit, counted from 1; 0 is none
	}{
		"one migration":                  {begun, 0},
		"two that came together":         {[]string{written + " " + generated + " " + first + " " + second, code}, 0},
		"all in one commit":              {append(begun, written+" "+generated+" "+second, code), 3},
		"the schema first":               {append(begun, written, generated, second, code), 3},
		"written and generated at once":  {append(begun, written+" "+generated, code, second), 3},
		"the migration first":            {append(begun, second, written, generated, code), 3},
		"a migration in two commits":     {append(begun, written+" "+generated+" "+second, third), 4},
		"two changes":                    {append(begun, written+" "+generated+" "+second, code, written+" "+generated+" "+third), 5},
		"written by hand":                {append(begun, code, second, code), 4},
		"what came first was edited":     {append(begun, first, code, written+" "+generated+" "+second), 5},
		"after a field without a column": {append(begun, written, written+" "+generated+" "+second), 3},
	} {
		t.Run(name, func(t *testing.T) {
			root, ids := project(t, test.commits)
			want := ""
			if test.want > 0 {
				want = ids[test.want-1]
			}
			if got, err := previous(root); got != want || err != nil {
				t.Errorf("got %q, %v, want %q of %q", got, err, want, ids)
			}
		})
	}
}

// TestPreviousOfUncommitted: an uncommitted migration comes after all commits.
func TestPreviousOfUncommitted(t *testing.T) {
	root, ids := project(t, []string{written + " " + generated + " " + first, code})
	for _, file := range []string{written, generated, second} {
		change(t, root, file, "not committed")
	}
	if got, err := previous(root); got != ids[1] || err != nil {
		t.Errorf("got %q, %v, want %q", got, err, ids[1])
	}
}

// TestPreviousOfMerge: the changes of a branch count from its merge.
func TestPreviousOfMerge(t *testing.T) {
	root, _ := project(t, []string{written + " " + generated + " " + first})
	do(t, root, "checkout", "--quiet", "-b", "branch")
	commit(t, root, written)
	commit(t, root, generated)
	commit(t, root, second)
	do(t, root, "checkout", "--quiet", "main")
	want := commit(t, root, code)
	do(t, root, "merge", "--quiet", "--no-edit", "branch")
	if got, err := previous(root); got != want || err != nil {
		t.Errorf("got %q, %v, want %q", got, err, want)
	}
}

// TestPreviousOfShallow: a shallow clone is not mistaken for a project without history.
func TestPreviousOfShallow(t *testing.T) {
	root, _ := project(t, []string{written + " " + generated + " " + first, code, written + " " + generated + " " + second})
	clone := t.TempDir()
	do(t, root, "clone", "--quiet", "--depth", "1", "file://"+root, clone)
	const want = "this clone is shallow, so nobody knows which server was before the last migration: " +
		"git fetch --unshallow, or fetch-depth: 0 for actions/checkout"
	if got, err := previous(clone); got != "" || err == nil || err.Error() != want {
		t.Errorf("got %q, %v, want %q", got, err, want)
	}
}

// project makes a repository of commits, and returns their ids.
func project(t *testing.T, commits []string) (root string, ids []string) {
	t.Helper()
	root = t.TempDir()
	do(t, root, "init", "--quiet", "--initial-branch", "main")
	do(t, root, "config", "user.name", "A")
	do(t, root, "config", "user.email", "a@example.org")
	for _, files := range commits {
		ids = append(ids, commit(t, root, strings.Fields(files)...))
	}
	return root, ids
}

func commit(t *testing.T, root string, files ...string) (id string) {
	t.Helper()
	for _, file := range files {
		change(t, root, file, t.Name())
	}
	do(t, root, "add", ".")
	do(t, root, "commit", "--quiet", "-m", strings.Join(files, " "))
	return do(t, root, "rev-parse", "HEAD")[0]
}

// change adds to a file.
func change(t *testing.T, root, file, text string) {
	t.Helper()
	path := filepath.Join(root, file)
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		t.Fatal(err)
	}
	had, err := os.ReadFile(path)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, append(had, text+"\n"...), 0o600); err != nil {
		t.Fatal(err)
	}
}

func do(t *testing.T, root string, args ...string) []string {
	t.Helper()
	words, err := git(root, args...)
	if err != nil {
		t.Fatal(err)
	}
	return words
}
