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
	link    = regexp.MustCompile(`\]\(([^)#]*)(?:#([^)]*))?\)`)
	block   = regexp.MustCompile("(?s)\n```.*?\n```\n")
	heading = regexp.MustCompile(`(?m)^#+ (.+)$`)
	dropped = regexp.MustCompile(`[^\p{L}\p{N} _-]`)
)

// anchors are the fragments that lead to a page's headings, as GitHub makes them.
func anchors(t *testing.T, page string) (all []string) {
	t.Helper()
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range heading.FindAllStringSubmatch(block.ReplaceAllString(string(text), ""), -1) {
		all = append(all, strings.ReplaceAll(dropped.ReplaceAllString(strings.ToLower(h[1]), ""), " ", "-"))
	}
	return all
}

// TestLinks: what a page leads to is there, down to the heading, and the index leads to
// every page.
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
			if to[1] == "" {
				target = page
			}
			if _, err := os.Stat(target); err != nil {
				t.Errorf("%s: %v", page, err)
			} else if to[2] != "" && !slices.Contains(anchors(t, target), to[2]) {
				t.Errorf("%s: %s has no heading #%s", page, target, to[2])
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
