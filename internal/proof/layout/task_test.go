package layout

import (
	"go/ast"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// knowTask lists who knows the entity Task by name, by a pattern of files or a folder, with
// the reason. Everything else follows the schema or the document, so that an application
// without Task deletes these and keeps the rest: docs/make-it-yours.md has the same list.
var knowTask = map[string]string{
	".ci/task":                            "are the steps of CI for the folders below, and for pages about tasks",
	"cmd/entask/task_*_test.go":           "counts what requests for tasks allocate, and tries the page about a migration of tasks",
	"ent/migrate/migrations/*.sql":        "is the history of its table",
	"ent/migrate/migrations/atlas.sum":    "is the sum of that history",
	"ent/migrate/migrations/task_test.go": "tries a step of that history",
	"ent/schema/task.go":                  "is Task",
	"internal/proof/bench":                "compares the API of tasks with one written by hand",
	"internal/proof/e2e":                  "is the contract of the product's API",
	"internal/proof/faults":               "writes tasks while it breaks the connections below",
	"internal/proof/layout/task_test.go":  "is this list",
	"internal/proof/recipes":              "types in pages about tasks",
	"internal/service/frontend/dist":      "is the example app, built",
	"internal/service/mcp/task_*_test.go": "calls the tools of tasks",
	"internal/service/mcp/testdata":       "is what these tools are and say",
	"web/client/test":                     "calls the API of tasks by its types",
	"web/example":                         "is an app for tasks",
	"web/offline":                         "has pages that edit tasks at random",
	"web/react/test":                      "shows tasks",
}

// TestOnlyTheListKnowsTask finds who else knows Task by a name of ent or ogent, or by its
// path. What reaches it by a client of Ent does not compile without Task, which the test of
// the page shows.
func TestOnlyTheListKnowsTask(t *testing.T) {
	name := regexp.MustCompile(`^` + regexp.QuoteMeta(module) + `/(?:(?:ent|ent/[a-z]+|ogent)\.\w*Task|ent/task\.)`)
	for _, f := range sources(t, handWritten) {
		if allows(knowTask, f) {
			continue
		}
		for used, node := range f.names() {
			if name.MatchString(used) {
				t.Errorf("%s:%d: %s is of the entity Task: use one of internal/generate/testdata, or add the file to knowTask", f.path, positions.Position(node.Pos()).Line, used)
			}
		}
		ast.Inspect(f.syntax, func(node ast.Node) bool {
			if text, ok := node.(*ast.BasicLit); ok && strings.Contains(text.Value, "/api/v1/tasks") {
				t.Errorf("%s:%d: %s is the path of the entity Task: take one from the document, or add the file to knowTask", f.path, positions.Position(node.Pos()).Line, text.Value)
			}
			return true
		})
	}
}

// TestTheListIsThePages: what the page deletes is what the list has, and exists.
func TestTheListIsThePages(t *testing.T) {
	page, err := os.ReadFile(filepath.Join(root, "docs", "make-it-yours.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, list, _ := strings.Cut(string(page), "$ rm -r ")
	list, _, _ = strings.Cut(list, "\n```")
	deleted := map[string]bool{}
	for where := range strings.FieldsSeq(strings.ReplaceAll(list, "\\\n", " ")) {
		deleted[where] = true
		if knowTask[where] == "" {
			t.Errorf("docs/make-it-yours.md deletes %s, which knowTask does not have", where)
		}
	}
	for _, where := range sorted(knowTask) {
		if !deleted[where] {
			t.Errorf("docs/make-it-yours.md does not delete %s", where)
		}
		if found, err := filepath.Glob(filepath.Join(root, where)); err != nil || len(found) == 0 {
			t.Errorf("knowTask has %s, which does not exist: %v", where, err)
		}
	}
}
