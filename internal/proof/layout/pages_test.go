package layout

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestTheReadmeNamesEveryGroup: a stranger finds each room in the README alone.
func TestTheReadmeNamesEveryGroup(t *testing.T) {
	readme, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, architecture, _ := strings.Cut(string(readme), "## Architecture\n")
	for _, g := range groups {
		if row := "\n| `" + g.folder; g.folder != "." && !strings.Contains(architecture, row) {
			t.Errorf("README.md, Architecture: the table has no row for %s", g.folder)
		}
	}
}

// TestTheReadmeNamesWhatThereIs: every folder and Go file that the README names exists.
func TestTheReadmeNamesWhatThereIs(t *testing.T) {
	readme, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile("`((?:internal|cmd|ent|ogent|docs)/[a-z0-9_./-]+)`").FindAllStringSubmatch(string(readme), -1) {
		if _, err := os.Stat(filepath.Join(root, filepath.FromSlash(m[1]))); err != nil {
			t.Errorf("README.md names %s, which does not exist", m[1])
		}
	}
}

// TestAGroupsPageNamesItsPackages: the package comment of a group is its page in the
// architecture, and lists every package of the group.
func TestAGroupsPageNamesItsPackages(t *testing.T) {
	pages := map[string]string{}
	folders := map[string]bool{}
	for _, f := range sources(t, handWritten) {
		folders[f.folder] = true
		if !f.test {
			pages[f.folder] += f.syntax.Doc.Text()
		}
	}
	for folder := range folders {
		group := groupOf(folder).folder
		if group == folder || !strings.HasPrefix(folder, "internal/") {
			continue
		}
		name := strings.TrimPrefix(folder, group+"/")
		if strings.Contains(name, "/") && pages[filepath.ToSlash(filepath.Dir(folder))] != "" {
			continue // its parent's page is the place for it
		}
		if !regexp.MustCompile(`(?m)^\s*(- )?` + regexp.QuoteMeta(name) + `\b`).MatchString(pages[group]) {
			t.Errorf("%s: the list in the package comment of %s has no line for it", folder, group)
		}
	}
}
