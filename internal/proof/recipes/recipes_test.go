//go:build recipes

package recipes

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestRecipes follows the pages one after the other, so that each finds in Go's cache what
// the one before has built. Where paths are not trimmed, the cache knows a copy by its folder.
func TestRecipes(t *testing.T) {
	pages, err := filepath.Glob(filepath.Join(root, "docs", "add-*.md"))
	if err != nil || len(pages) == 0 {
		t.Fatalf("got %q, %v, want pages", pages, err)
	}
	pages = append(pages, filepath.Join(root, "docs", "from-fastapi.md"))
	for _, page := range pages {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		steps, err := parse(string(text))
		if err != nil {
			t.Fatalf("%s: %v", page, err)
		}
		if len(steps) == 0 {
			continue
		}
		t.Run(strings.TrimSuffix(filepath.Base(page), ".md"), func(t *testing.T) {
			newReader(t, page).follow(t, steps)
		})
	}
}

// reader follows a page in a copy of the project.
type reader struct {
	page, dir string
	env       []string
	address   string
	shell     *shell
	stop      func() // ends the service
}

func newReader(t *testing.T, page string) *reader {
	t.Helper()
	r := &reader{page: filepath.ToSlash(page), dir: copyProject(t), address: freeAddress(t), stop: func() {}}
	r.env = slices.DeleteFunc(os.Environ(), func(s string) bool { return strings.HasPrefix(s, "DATABASE_") || strings.HasPrefix(s, "BETTER_AUTH_") })
	r.env = append(r.env, "HTTP_ADDR="+r.address, "METRICS_ADDR=off", "CGO_ENABLED=0", "GOFLAGS=-trimpath", "MAKEFLAGS=--no-print-directory")
	r.shell = newShell(t, r.dir, r.env)
	return r
}

// copyProject returns a folder with all files that are or could be committed.
func copyProject(t testing.TB) string {
	t.Helper()
	git := exec.CommandContext(t.Context(), "git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
	git.Dir = root
	names, err := git.Output()
	if err != nil {
		t.Fatalf("git ls-files: %v", err)
	}
	dir := t.TempDir()
	for name := range strings.SplitSeq(strings.Trim(string(names), "\x00"), "\x00") {
		content, err := os.ReadFile(filepath.Join(root, name))
		if os.IsNotExist(err) {
			continue // deleted, and not committed yet
		}
		if err != nil {
			t.Fatal(err)
		}
		writeFile(t, filepath.Join(dir, name), string(content))
	}
	return dir
}

// follow executes every step, and stops at the first with another result than the page
// shows.
func (r *reader) follow(t *testing.T, steps []step) {
	for _, s := range steps {
		switch s.kind {
		case write:
			writeFile(t, filepath.Join(r.dir, s.file), s.text)
		case change:
			r.change(t, s)
		case serve:
			r.stop()
			c := s.commands[0]
			_, r.stop = start(t, r.dir, r.env, c.text, pattern(r.here(c.shows)))
		case run, fail:
			for _, c := range s.commands {
				r.run(t, c, s.kind == fail)
			}
		}
	}
	r.stop()
}

func (r *reader) change(t *testing.T, s step) {
	name := filepath.Join(r.dir, s.file)
	content, err := os.ReadFile(name)
	if err != nil {
		t.Fatalf("%s:%d: %v", r.page, s.line, err)
	}
	changed, err := patch(string(content), s.text)
	if err != nil {
		t.Fatalf("%s:%d: %s: what is to be changed %v", r.page, s.line, s.file, err)
	}
	writeFile(t, name, changed)
}

func (r *reader) run(t *testing.T, c command, fails bool) {
	printed, status, err := r.shell.run(r.here(c.text))
	if err != nil {
		t.Fatalf("%s:%d: %s: %v\n%s", r.page, c.line, c.text, err, printed)
	}
	if (status != 0) != fails {
		t.Fatalf("%s:%d: %s: status %d, want failure %v\n%s", r.page, c.line, c.text, status, fails, printed)
	}
	if shown := r.here(c.shows); !pattern(shown).MatchString(printed) {
		t.Fatalf("%s:%d: %s\nprinted\n%s\nand the page shows\n%s", r.page, c.line, c.text, printed, shown)
	}
}

// here replaces the address in a page by that of this test's service.
func (r *reader) here(text string) string { return strings.ReplaceAll(text, usual, r.address) }
