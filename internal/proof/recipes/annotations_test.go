package recipes

import (
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// aRow is a row of the tables of annotations.md: a name, what it does, an example.
var aRow = regexp.MustCompile("(?m)^\\| `rest\\.(\\w+)` \\| .+ \\| `(.+)` \\|$")

// TestAnnotations: the page lists every function of internal/rest that a schema can use,
// and no other, each with an example that compiles.
func TestAnnotations(t *testing.T) {
	page, err := os.ReadFile(filepath.Join(root, "docs", "annotations.md"))
	if err != nil {
		t.Fatal(err)
	}
	var onPage, examples []string
	for _, row := range aRow.FindAllStringSubmatch(string(page), -1) {
		if !strings.Contains(row[2], "rest."+row[1]+"(") {
			t.Errorf("the example of rest.%s does not use it: %s", row[1], row[2])
		}
		onPage, examples = append(onPage, row[1]), append(examples, row[2])
	}
	slices.Sort(onPage)
	declared := said(t)
	for _, name := range declared {
		if !slices.Contains(onPage, name) {
			t.Errorf("docs/annotations.md has no row for rest.%s", name)
		}
	}
	for i, name := range onPage {
		if !slices.Contains(declared, name) {
			t.Errorf("docs/annotations.md has a row for rest.%s, which a schema cannot say", name)
		}
		if i > 0 && onPage[i-1] == name {
			t.Errorf("docs/annotations.md has two rows for rest.%s", name)
		}
	}
	for _, name := range regexp.MustCompile(`rest\.([A-Z]\w*)`).FindAllStringSubmatch(string(page), -1) {
		if !exported(t)[name[1]] {
			t.Errorf("docs/annotations.md names rest.%s, which does not exist", name[1])
		}
	}
	compile(t, examples)
}

// said returns the functions of internal/rest that a schema can use: those that return an
// Annotation, a Filter, an Option, a Notice, a Rule or a field.
func said(t *testing.T) (names []string) {
	t.Helper()
	for name, decl := range functions(t) {
		if decl.Type.Results == nil || len(decl.Type.Results.List) != 1 {
			continue
		}
		switch result := fmt.Sprint(decl.Type.Results.List[0].Type); result {
		case "Annotation", "Filter", "Option", "Notice", "Rule", "&{ent Field}":
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		t.Fatal("internal/rest has nothing to say")
	}
	slices.Sort(names)
	return names
}

// compile compiles the examples in a temporary package.
func compile(t *testing.T, examples []string) {
	t.Helper()
	source := "package examples\n\nimport (\n\"entgo.io/ent\"\n"
	for name, path := range map[string]string{
		"field": "entgo.io/ent/schema/field", "edge": "entgo.io/ent/schema/edge", "rest": "github.com/entask/entask/internal/rest", "time": "time", "json": "encoding/json",
	} {
		if slices.ContainsFunc(examples, func(e string) bool { return strings.Contains(e, name+".") }) {
			source += fmt.Sprintf("%q\n", path)
		}
	}
	source += ")\n\ntype Person struct{ ent.Schema } // what edges lead to\n\nvar _ = []any{\n" + strings.Join(examples, ",\n") + ",\n}\n"
	raw, err := format.Source([]byte(source))
	if err != nil {
		t.Fatalf("the examples are no Go: %v\n%s", err, source)
	}
	dir, err := os.MkdirTemp(".", "_examples") //nolint:usetesting // it must be in the module, where its name hides it from ./...
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = os.RemoveAll(dir) }()
	file := filepath.Join(dir, "examples.go")
	writeFile(t, file, string(raw))
	if out, err := exec.CommandContext(t.Context(), "go", "vet", "./"+filepath.ToSlash(file)).CombinedOutput(); err != nil {
		t.Errorf("the examples do not compile: %v\n%s", err, out)
	}
}

// functions returns the exported functions of internal/rest.
func functions(t *testing.T) map[string]*ast.FuncDecl {
	t.Helper()
	all := map[string]*ast.FuncDecl{}
	for _, decl := range declarations(t) {
		if f, ok := decl.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.IsExported() {
			all[f.Name.Name] = f
		}
	}
	return all
}

// exported returns the names that internal/rest exports.
func exported(t *testing.T) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	for name := range functions(t) {
		names[name] = true
	}
	for _, decl := range declarations(t) {
		g, ok := decl.(*ast.GenDecl)
		if !ok {
			continue
		}
		for _, spec := range g.Specs {
			switch s := spec.(type) {
			case *ast.TypeSpec:
				names[s.Name.Name] = true
			case *ast.ValueSpec:
				for _, n := range s.Names {
					names[n.Name] = true
				}
			}
		}
	}
	return names
}

func declarations(t *testing.T) (all []ast.Decl) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(root, "internal", "rest", "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		syntax, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, syntax.Decls...)
	}
	return all
}

func writeFile(t testing.TB, name, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}
