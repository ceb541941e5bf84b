package recipes

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	link  = regexp.MustCompile(`\]\(([^)#]+)(?:#[^)]*)?\)`)
	block = regexp.MustCompile("(?s)\n```.*?\n```\n")
)

// TestLinks: what a page leads to is there, and the index leads to every page.
func TestLinks(t *testing.T) {
	pages, err := filepath.Glob(filepath.Join(root, "docs", "*.md"))
	if err != nil || len(pages) == 0 {
		t.Fatalf("got %q, %v, want pages", pages, err)
	}
	index := filepath.Join(root, "docs", "README.md")
	linked := map[string]bool{index: true}
	github, err := filepath.Glob(filepath.Join(root, ".github", "*.md"))
	if err != nil || len(github) == 0 {
		t.Fatalf("got %q, %v, want pages for contributors", github, err)
	}
	for _, page := range slices.Concat(pages, github, []string{filepath.Join(root, "README.md")}) {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, to := range link.FindAllStringSubmatch(block.ReplaceAllString(string(text), ""), -1) {
			if strings.Contains(to[1], "://") {
				continue
			}
			target := filepath.Join(filepath.Dir(page), to[1])
			if _, err := os.Stat(target); err != nil {
				t.Errorf("%s: %v", page, err)
			}
			if page == index {
				linked[target] = true
			}
		}
	}
	for _, page := range pages {
		if !linked[page] {
			t.Errorf("%s does not lead to %s", index, page)
		}
	}
}
