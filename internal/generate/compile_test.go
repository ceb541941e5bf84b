package generate

import (
	"errors"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"entgo.io/ent"
	"entgo.io/ent/entc/load"
)

// made is the import path below which the applications of these tests would be.
const made = "github.com/entask/entask/internal/generate/testdata/made"

// wantCompiles generates an application of the schemas and has the compiler's own checker
// read all of it.
func wantCompiles(t *testing.T, schemas ...*load.Schema) {
	t.Helper()
	dir := t.TempDir()
	if err := generateInto(dir, schemas); err != nil {
		t.Fatal(err)
	}
	c := &checker{dir: dir, files: token.NewFileSet(), known: map[string]*types.Package{}}
	c.others = importer.ForCompiler(c.files, "gc", exported(t))
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() || name == dir {
			return err
		}
		rel, err := filepath.Rel(dir, name)
		if err == nil {
			_, err = c.Import(path.Join(made, filepath.ToSlash(rel)))
		}
		return err
	})
	for i, fault := range append(c.faults, err) {
		if fault != nil && i < 40 {
			t.Error(fault)
		}
	}
}

// generateInto writes packages ent and ogent, and a package of schemas as far as package
// runtime asks for one.
func generateInto(dir string, schemas []*load.Schema) error {
	oneAtATime.Lock()
	defer oneAtATime.Unlock()
	var source strings.Builder
	source.WriteString("package schema\n\nimport \"entgo.io/ent\"\n\n" +
		"type base struct{ ent.Schema }\n\nfunc (base) Policy() ent.Policy { return nil }\n")
	for _, s := range schemas {
		fmt.Fprintf(&source, "\ntype %s struct{ base }\n", s.Name)
	}
	at := filepath.Join(dir, "ent", "schema")
	if err := errors.Join(os.MkdirAll(at, 0o750), os.WriteFile(filepath.Join(at, "schema.go"), []byte(source.String()), 0o600)); err != nil {
		return err
	}
	g, _, err := newGraph(Config{
		Package: made + "/ent", EntDir: filepath.Join(dir, "ent"), RESTDir: filepath.Join(dir, "ogent"),
		Title: "made", Version: "1", Prefix: "/api",
	}, made+"/ent/schema", schemas)
	if err != nil {
		return err
	}
	return g.Gen()
}

// checker is a types.Importer that reads generated packages from their source.
type checker struct {
	dir    string
	files  *token.FileSet
	known  map[string]*types.Package
	others types.Importer
	faults []error
}

// Import implements types.Importer.
func (c *checker) Import(name string) (*types.Package, error) {
	rel, ok := strings.CutPrefix(name, made+"/")
	if !ok {
		return c.others.Import(name)
	}
	if pkg := c.known[name]; pkg != nil {
		return pkg, nil
	}
	sources, err := filepath.Glob(filepath.Join(c.dir, filepath.FromSlash(rel), "*.go"))
	if err != nil {
		return nil, err
	}
	var parsed []*ast.File
	for _, source := range sources {
		file, err := parser.ParseFile(c.files, source, nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		parsed = append(parsed, file)
	}
	cfg := types.Config{Importer: c, Error: func(err error) { c.faults = append(c.faults, err) }}
	pkg, _ := cfg.Check(name, c.files, parsed, nil) // each fault is heard already
	c.known[name] = pkg
	return pkg, nil
}

// exported finds what the compiler knows of packages that generated code imports.
func exported(t *testing.T) importer.Lookup {
	t.Helper()
	files, err := exports()
	if err != nil {
		t.Fatal(err)
	}
	return func(name string) (io.ReadCloser, error) {
		file := files[name]
		if file == "" {
			return nil, fmt.Errorf("%s is imported by none of the applications of testdata", name)
		}
		return os.Open(file)
	}
}

var exports = sync.OnceValues(func() (map[string]string, error) {
	out, err := exec.Command("go", "list", "-export", "-deps", "-f", "{{.ImportPath}} {{.Export}}",
		"./testdata/graph/ogent", "./testdata/graph/ent/enttest", "./testdata/graph/ent/hook", "./testdata/types/ogent").Output()
	if err != nil {
		return nil, err
	}
	files := map[string]string{}
	for line := range strings.Lines(string(out)) {
		name, file, _ := strings.Cut(strings.TrimSpace(line), " ")
		files[name] = file
	}
	return files, nil
})

// called returns the schema under another name.
func called(t testing.TB, name string, schema ent.Interface) *load.Schema {
	t.Helper()
	raw, err := load.MarshalSchema(schema)
	if err != nil {
		t.Fatal(err)
	}
	s, err := load.UnmarshalSchema(raw)
	if err != nil {
		t.Fatal(err)
	}
	s.Name = name
	return s
}
