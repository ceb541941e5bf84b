package e2e

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestInspector has the command line of the protocol's inspector look at the tools, whose
// schemas must be such that every model can take them, and call them.
func TestInspector(t *testing.T) {
	t.Parallel()
	inspector, err := filepath.Abs("../../tools/npm/node_modules/.bin/mcp-inspector")
	if err == nil {
		_, err = os.Stat(inspector)
	}
	switch {
	case err != nil && os.Getenv("CI") == "true":
		t.Fatal(err)
	case err != nil:
		t.Skip("this test needs the inspector: npm ci --prefix internal/tools/npm")
	}
	s := start(t, sqliteURL(t))
	token := token(t, "ann")
	for name, how := range map[string][]string{
		"stdio": {"--cli", "-e", "ENTASK_URL=" + s.URL, "-e", "ENTASK_TOKEN=" + token, binary, "mcp"},
		"http":  {"--cli", s.URL + "/mcp", "--transport", "http", "--header", "Authorization: Bearer " + token},
	} {
		t.Run(name, func(t *testing.T) {
			inspect := func(args ...string) string {
				cmd := exec.CommandContext(t.Context(), inspector, append(slices.Clone(how), args...)...)
				cmd.Env = append(os.Environ(), "HOME="+t.TempDir())
				var problems strings.Builder
				cmd.Stderr = &problems
				out, err := cmd.Output()
				if err != nil || problems.Len() > 0 {
					t.Fatalf("%q: %v\n%s%s", args, err, out, &problems)
				}
				return string(out)
			}
			if tools := inspect("--method", "tools/list", "--strict"); !strings.Contains(tools, `"find_tasks"`) {
				t.Errorf("the tools are %s, want find_tasks among them", tools)
			}
			title := "Inspected over " + name
			inspect("--method", "tools/call", "--tool-name", "add_tasks", "--tool-arg", `items=[{"title":"`+title+`","due_date":null}]`)
			var found struct {
				StructuredContent struct{ Rows []struct{ Title string } }
			}
			out := inspect("--method", "tools/call", "--tool-name", "find_tasks", "--tool-arg", "q="+title)
			if err := json.Unmarshal([]byte(out), &found); err != nil || len(found.StructuredContent.Rows) != 1 || found.StructuredContent.Rows[0].Title != title {
				t.Errorf("found %s, %v, want %q", out, err, title)
			}
		})
	}
}
