//go:build previous

package e2e

import (
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/entask/entask/internal/postgres/pgtest"
)

// TestPreviousRelease: during a rollout and after a rollback, the previous release's server
// works on the new schema.
func TestPreviousRelease(t *testing.T) {
	t.Parallel()
	root := repository(t)
	commit, err := previous(root)
	if err != nil {
		missing(t, err)
	}
	if commit == "" {
		t.Skip("there is one migration only: no server is of the one before it")
	}
	t.Logf("the server of %s", commit)
	before := build(t, checkout(t, root, commit))
	if lost, said := loses(t, before, release{root, binary}, everything); len(lost) > 0 {
		t.Errorf("the server of %s fails once the migrations after it are applied, in %q\n%s", commit, lost, said)
	}
}

// TestNextRelease: this release's server works on the schema of an expanding migration.
func TestNextRelease(t *testing.T) {
	t.Parallel()
	root := repository(t)
	next := buildNext(t, root, filepath.Join("testdata", "next", "expand"))
	if lost, said := loses(t, release{root, binary}, next, everything); len(lost) > 0 {
		t.Errorf("the server fails on what only adds to its schema, in %q\n%s", lost, said)
	}
}

// TestBreakingMigrationsAreFound shows that the check can fail.
func TestBreakingMigrationsAreFound(t *testing.T) {
	root := repository(t)
	for _, folder := range []string{"drop-column", "rename-column", "require-column"} {
		t.Run(folder, func(t *testing.T) {
			t.Parallel()
			next := buildNext(t, root, filepath.Join("testdata", "next", folder))
			lost, said := loses(t, release{root, binary}, next, "^TestServed$/^tasks$/^create$")
			if want := []string{"TestServed", "TestServed/tasks", "TestServed/tasks/create"}; !slices.Equal(lost, want) {
				t.Errorf("the server fails in %q, want %q\n%s", lost, want, said)
			}
		})
	}
}

// everything is the whole of the conformance suite.
const everything = "^TestServed$"

// loses applies the migrations of the next release under a running server, and returns the
// promises that it no longer keeps, with the messages. Promises that it never kept do not
// count: the suite may have become stricter since, and some of its URLs are too long for
// HTTP.
func loses(t *testing.T, server, next release, tests string) (promises []string, said string) {
	t.Helper()
	url := pgtest.NewDatabase(t)
	server.migrate(t, url)
	s := server.serve(t, url)
	before, said := server.conforms(t, s, tests)
	held := slices.DeleteFunc(slices.Sorted(maps.Keys(before)), func(name string) bool { return !before[name] })
	t.Logf("on its own schema, the server passes %d of %d tests", len(held), len(before))
	if len(held) < len(before)/2 {
		t.Fatalf("the suite cannot judge the server:\n%s", said)
	}
	next.migrate(t, url)
	after, said := server.conforms(t, s, tests)
	s.wantReady(t)
	server.serve(t, url) // one that starts later accepts the newer schema
	for _, name := range slices.DeleteFunc(held, func(name string) bool { return after[name] }) {
		parts := strings.Split(name, "/") // the suite, the resource, the promise, its cases
		promises = append(promises, strings.Join(parts[:min(3, len(parts))], "/"))
	}
	return slices.Compact(promises), said + s.faults()
}
