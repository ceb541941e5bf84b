//go:build recipes

package recipes

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestMakeItYours makes the project somebody else's, as the page says: the tests that are
// left pass, and everything follows the new entities. Packages that know no entity, and
// take minutes, are compiled and not run.
func TestMakeItYours(t *testing.T) {
	page := filepath.Join(root, "docs", "make-it-yours.md")
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	steps, err := parse(string(text))
	if err != nil {
		t.Fatal(err)
	}
	r := newReader(t, page)
	r.follow(t, steps)
	const sums = "find . -type f ! -path './.entask/*' -print0 | sort -z | xargs -0 sha256sum"
	for _, command := range []string{
		"go vet ./...",
		"go test -vet=off -timeout 20m -skip '(Entity|Edge|Field)Names' $(go list ./... | grep -vE '/internal/(database|migration/(apply|atlas|catalog|review)|postgres)(/|$)')",
		sums + " > ../before",
		"go generate",
		sums + " | diff ../before -",
		"! grep -rIl github.com/entask/entask .",
		"! ls ent/task* ogent/*task*",
	} {
		if got, status := r.sh(t, command); status != 0 {
			t.Errorf("%s: status %d\n%s", command, status, got)
		}
	}
	s, stop := start(t, r.dir, r.env, "bin/entask dev", regexp.MustCompile("Ctrl-C"))
	defer stop()
	curl := regexp.MustCompile(`(?m)^ *curl .*$`).FindString(s.String())
	got, status := r.sh(t, curl+` -w '\n%{http_code}'`)
	if status != 0 || !strings.HasSuffix(got, "\n201") || !strings.Contains(got, `"name":"Lamp"`) {
		t.Errorf("%s: status %d\n%s\nwant a lamp and 201", curl, status, got)
	}
}
