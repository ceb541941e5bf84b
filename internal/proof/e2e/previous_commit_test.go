//go:build previous

package e2e

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Where a release has its schema: as written by hand, as desired in the database, and as
// migrations.
const (
	schemaFolder     = "ent/schema"
	schemaFile       = "ent/migrate/schema.sql"
	migrationsFolder = "ent/migrate/migrations"
)

var errShallow = errors.New("this clone is shallow, so nobody knows which server was before the last migration: " +
	"git fetch --unshallow, or fetch-depth: 0 for actions/checkout")

// missing ends a test that cannot have its history because of err.
func missing(t *testing.T, err error) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatal(err)
	}
	t.Skip(err)
}

// repository is the folder of the project.
func repository(t *testing.T) string {
	t.Helper()
	root, err := filepath.Abs(filepath.Join("..", "..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	return root
}

// git returns the words that a Git command prints.
func git(dir string, args ...string) ([]string, error) {
	cmd := exec.Command("git", args...)
	cmd.Dir = dir
	out, err := cmd.Output()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return nil, fmt.Errorf("git %s: %w: %s", args[0], err, exit.Stderr)
	}
	return strings.Fields(string(out)), err
}

// previous returns the last commit whose server does not know the newest migration, or ""
// if there is none. That is the commit before the one that added the migration, or if its
// schema was committed first, the commit before that.
func previous(root string) (string, error) {
	shallow, err := git(root, "rev-parse", "--is-shallow-repository")
	if err != nil {
		return "", err
	}
	if shallow[0] == "true" {
		return "", errShallow
	}
	files, err := filepath.Glob(filepath.Join(root, migrationsFolder, "*.sql"))
	if err != nil || len(files) == 0 {
		return "", fmt.Errorf("no migrations in %s: %w", root, err)
	}
	changes, err := history(root, "HEAD", ":(glob)"+migrationsFolder+"/*.sql")
	if err != nil {
		return "", err
	}
	added, err := history(root, "HEAD", migrationsFolder+"/"+filepath.Base(slices.Max(files)))
	if err != nil {
		return "", err
	}
	last := "HEAD" // if the newest is not committed yet
	if len(added) > 0 {
		first := added[len(added)-1]
		last, changes = first+"^", changes[slices.Index(changes, first)+1:]
	}
	if len(changes) == 0 {
		return "", nil
	}
	commits, err := history(root, changes[0]+".."+last)
	if err != nil {
		return "", err
	}
	return beforeSchema(root, append(commits, changes[0]))
}

// history lists the commits of one line, from the newest, that change the paths.
func history(root, commits string, paths ...string) ([]string, error) {
	return git(root, append([]string{"rev-list", "--first-parent", commits, "--"}, paths...)...)
}

// beforeSchema returns the first of the commits with another schema than the current one.
// If none has, the migration was written by hand, and it returns the first commit.
func beforeSchema(root string, commits []string) (string, error) {
	now, err := git(root, "hash-object", schemaFile)
	if err != nil {
		return "", err
	}
	for _, commit := range commits {
		then, err := git(root, "rev-parse", commit+":"+schemaFile)
		if err != nil {
			return "", err
		}
		changed, err := git(root, "diff", "--name-only", commit+"^", commit, "--", schemaFolder, schemaFile)
		if err != nil {
			return "", err
		}
		halfway := len(changed) > 0 && !slices.Contains(changed, schemaFile) // nothing is generated yet
		if !slices.Equal(then, now) && !halfway {
			return commit, nil
		}
	}
	return commits[0], nil
}

// checkout returns a folder with the files of a commit.
func checkout(t *testing.T, root, commit string) string {
	t.Helper()
	folder := t.TempDir()
	archive := filepath.Join(t.TempDir(), "source.tar")
	if _, err := git(root, "archive", "--output", archive, commit); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("tar", "-xf", archive, "-C", folder).CombinedOutput(); err != nil {
		t.Fatalf("unpack %s: %v\n%s", commit, err, out)
	}
	return folder
}
