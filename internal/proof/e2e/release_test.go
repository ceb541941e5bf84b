//go:build previous

package e2e

import (
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	atlas "ariga.io/atlas/sql/migrate"
)

// release is a binary with its source.
type release struct{ source, binary string }

// build makes a release from source. Of the flags of go build, it takes those given.
func build(t *testing.T, source string, flags ...string) release {
	t.Helper()
	r := release{source, filepath.Join(t.TempDir(), "entask")}
	cmd := exec.CommandContext(t.Context(), "go", append(append([]string{"build", "-buildvcs=false", "-o", r.binary}, flags...), "./cmd/entask")...)
	cmd.Dir = source
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("build %s: %v\n%s", source, err, out)
	}
	return r
}

// buildNext builds the next release, which differs only by the additional migrations of a
// folder.
func buildNext(t *testing.T, root, folder string) release {
	t.Helper()
	temp := t.TempDir()
	dir, err := atlas.NewLocalDir(temp)
	if err != nil {
		t.Fatal(err)
	}
	ours := filepath.Join(root, migrationsFolder)
	replace := map[string]string{}
	for _, pattern := range []string{filepath.Join(ours, "*.sql"), filepath.Join(folder, "*.sql")} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %q, %v", pattern, files, err)
		}
		for _, file := range files {
			raw, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if err := dir.WriteFile(filepath.Base(file), raw); err != nil {
				t.Fatal(err)
			}
			replace[filepath.Join(ours, filepath.Base(file))] = filepath.Join(temp, filepath.Base(file))
		}
	}
	sums, err := dir.Checksum()
	if err != nil {
		t.Fatal(err)
	}
	if err := atlas.WriteSumFile(dir, sums); err != nil {
		t.Fatal(err)
	}
	replace[filepath.Join(ours, atlas.HashFileName)] = filepath.Join(temp, atlas.HashFileName)
	raw, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		t.Fatal(err)
	}
	overlay := filepath.Join(temp, "overlay.json")
	if err := os.WriteFile(overlay, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	return build(t, root, "-overlay", overlay)
}

// migrate applies the release's migrations.
func (r release) migrate(t *testing.T, databaseURL string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), r.binary, "migrate", "apply")
	cmd.Dir = t.TempDir()
	cmd.Env = []string{"DATABASE_URL=" + databaseURL, "BETTER_AUTH_URL=http://localhost:3000"}
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("migrate apply: %v\n%s", err, out)
	}
}

// serve starts the release's server, and expects it to be ready.
func (r release) serve(t *testing.T, databaseURL string) *service {
	t.Helper()
	s := launchOf(t, r.binary, []string{"serve"}, databaseURL)
	s.wantReady(t)
	return s
}

func (s *service) wantReady(t *testing.T) {
	t.Helper()
	if got := s.do(t, call{Method: http.MethodGet, Path: "/readyz"}); got.Status != http.StatusOK {
		t.Errorf("the server is not ready: %d %s", got.Status, got.Body)
	}
}

// faults returns the first lines of the log that are errors.
func (s *service) faults() string {
	lines := slices.DeleteFunc(strings.SplitAfter(s.log.String(), "\n"), func(line string) bool { return !strings.Contains(line, `"level":"ERROR"`) })
	return "\nthe server's log:\n" + strings.Join(lines[:min(len(lines), 3)], "")
}

var (
	// outcome is how a test of the conformance suite ended.
	outcome = regexp.MustCompile(`(?m)^ *--- (PASS|FAIL): (\S+) `)
	// idle matches output that is not an error.
	idle = regexp.MustCompile(`(?m)^(=== | *--- (PASS|SKIP)|.*\[rapid\] OK).*\n`)
)

// ofAllTables are the promises of operations on all that is kept of a user. A server answers
// them with 503 while the database has migrations that it does not know.
const ofAllTables = "^TestServed$/^me$"

// conforms runs tests of the conformance suite in another process, where they may fail, but
// for ofAllTables. It returns which tests passed, and how their messages begin.
func (r release) conforms(t *testing.T, s *service, tests string) (passed map[string]bool, said string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.v", "-test.run="+tests, "-test.skip="+ofAllTables, "-rapid.nofailfile", "-rapid.shrinktime=100ms")
	cmd.Env = append(os.Environ(), binaryEnv+"="+r.binary, servedEnv+"="+s.URL)
	raw, err := cmd.CombinedOutput()
	passed = map[string]bool{}
	for _, m := range outcome.FindAllStringSubmatch(string(raw), -1) {
		passed[m[2]] = m[1] == "PASS"
	}
	if len(passed) < 2 { // the suite itself is one
		t.Fatalf("the suite does not run: %v\n%s", err, raw)
	}
	said = idle.ReplaceAllString(string(raw), "")
	return passed, said[:min(len(said), 2000)]
}
