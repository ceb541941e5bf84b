package generate

import (
	"encoding/json"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"entgo.io/ent/entc/load"
)

// refusedFolder has a folder for each refusal, with the whole message.
const refusedFolder = "testdata/refused"

// TestRefused loads the schemas of every folder of testdata/refused and holds what
// is said of them to its message.
func TestRefused(t *testing.T) {
	for name, schemas := range loadRefused(t) {
		t.Run(name, func(t *testing.T) {
			got := ""
			if err := saidOf(schemas); err != nil {
				got = err.Error() + "\n"
			}
			file := filepath.Join(refusedFolder, name, "message.txt")
			if flag.Lookup("update").Value.String() == "true" {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil || got != string(want) || got == "" {
				t.Errorf("got  %swant %s(%v)", got, want, err)
			}
		})
	}
}

// saidOf is what is said of schemas before anything of them is written.
func saidOf(schemas []*load.Schema) error {
	g, err := newGraph(Config{Package: "example.org/ent"}, "example.org/ent/schema", schemas)
	if err != nil {
		return err
	}
	_, err = Config{Title: "Test", Version: "1"}.prepare(g)
	return err
}

// loadRefused returns the schemas of each case, by name. One program loads them
// all, where Ent's own loader would build one for each.
func loadRefused(t *testing.T) map[string][]*load.Schema {
	t.Helper()
	folders, err := filepath.Glob(filepath.Join(refusedFolder, "*", "schema.go"))
	if err != nil || len(folders) == 0 {
		t.Fatalf("got %q, %v, want cases", folders, err)
	}
	var imports, cases strings.Builder
	for i, folder := range folders {
		name := filepath.Base(filepath.Dir(folder))
		fmt.Fprintf(&imports, "c%d %q\n", i, "github.com/entask/entask/internal/generate/"+refusedFolder+"/"+name)
		fmt.Fprintf(&cases, "%q: {", name)
		for _, declared := range declaredSchemas(t, folder) {
			fmt.Fprintf(&cases, "c%d.%s{}, ", i, declared)
		}
		cases.WriteString("},\n")
	}
	raw := run(t, fmt.Sprintf(loader, imports.String(), cases.String()))
	var encoded map[string][]json.RawMessage
	if err := json.Unmarshal(raw, &encoded); err != nil {
		t.Fatal(err)
	}
	loaded := map[string][]*load.Schema{}
	for name, schemas := range encoded {
		for _, schema := range schemas {
			one, err := load.UnmarshalSchema(schema)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			loaded[name] = append(loaded[name], one)
		}
	}
	return loaded
}

// declaredSchemas returns the names of the types of a file that embed ent.Schema,
// in the order in which Ent loads them.
func declaredSchemas(t *testing.T, file string) []string {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	ast.Inspect(parsed, func(n ast.Node) bool {
		if spec, ok := n.(*ast.TypeSpec); ok && spec.Name.IsExported() && embedsSchema(spec.Type) {
			names = append(names, spec.Name.Name)
		}
		return true
	})
	if len(names) == 0 {
		t.Fatalf("%s declares no schema", file)
	}
	slices.Sort(names)
	return names
}

func embedsSchema(typ ast.Expr) bool {
	s, ok := typ.(*ast.StructType)
	return ok && slices.ContainsFunc(s.Fields.List, func(f *ast.Field) bool {
		return len(f.Names) == 0 && types.ExprString(f.Type) == "ent.Schema"
	})
}

// run runs a program as if it stood among the cases.
func run(t *testing.T, source string) []byte {
	t.Helper()
	dir := t.TempDir()
	file, overlay := filepath.Join(dir, "main.go"), filepath.Join(dir, "overlay.json")
	at, err := filepath.Abs(filepath.Join(refusedFolder, "load", "main.go"))
	if err != nil {
		t.Fatal(err)
	}
	replace, err := json.Marshal(map[string]map[string]string{"Replace": {at: file}})
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string][]byte{file: []byte(source), overlay: replace} {
		if err := os.WriteFile(name, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.CommandContext(t.Context(), "go", "run", "-overlay", overlay, "./"+refusedFolder+"/load")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return out
}

const loader = `package main

import (
	"encoding/json"
	"fmt"
	"os"

	"entgo.io/ent"
	"entgo.io/ent/entc/load"
	%s
)

func main() {
	all := map[string][]json.RawMessage{}
	for name, schemas := range map[string][]ent.Interface{
		%s
	} {
		for _, schema := range schemas {
			raw, err := load.MarshalSchema(schema)
			if err != nil {
				fmt.Fprintln(os.Stderr, name, err)
				os.Exit(1)
			}
			all[name] = append(all[name], raw)
		}
	}
	_ = json.NewEncoder(os.Stdout).Encode(all)
}
`
