package layout

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

const (
	root   = "../../.."
	module = "github.com/entask/entask"
)

// file is one Go file of the module, whatever its build tags say.
type file struct {
	path      string // from the module's root: internal/service/api/errors.go
	folder    string // internal/service/api; "." for the root
	generated bool
	test      bool
	lines     int
	syntax    *ast.File
}

var positions = token.NewFileSet()

var parsed = sync.OnceValues(func() ([]*file, error) {
	var files []*file
	err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			return skip(name, entry.Name())
		}
		if path.Ext(name) != ".go" {
			return nil
		}
		f, err := parse(name)
		files = append(files, f)
		return err
	})
	return files, err
})

// skip leaves out what go build leaves out: tool modules and folders that begin
// with a dot, for example.
func skip(name, base string) error {
	if name == root {
		return nil
	}
	if base == "testdata" || base == "node_modules" || base[0] == '.' || base[0] == '_' {
		return filepath.SkipDir
	}
	if _, err := os.Stat(filepath.Join(name, "go.mod")); err == nil {
		return filepath.SkipDir
	}
	return nil
}

func parse(name string) (*file, error) {
	source, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	syntax, err := parser.ParseFile(positions, name, source, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	rel, err := filepath.Rel(root, name)
	if err != nil {
		return nil, err
	}
	rel = filepath.ToSlash(rel)
	return &file{
		path:      rel,
		folder:    path.Dir(rel),
		generated: ast.IsGenerated(syntax),
		test:      strings.HasSuffix(rel, "_test.go"),
		lines:     bytes.Count(source, []byte("\n")),
		syntax:    syntax,
	}, nil
}

// sources returns the files for which keep holds.
func sources(tb testing.TB, keep func(*file) bool) []*file {
	tb.Helper()
	all, err := parsed()
	if err != nil {
		tb.Fatalf("read the module's source: %v", err)
	}
	if len(all) == 0 {
		tb.Fatal("no source found")
	}
	var kept []*file
	for _, f := range all {
		if keep(f) {
			kept = append(kept, f)
		}
	}
	return kept
}

func handWritten(f *file) bool { return !f.generated }
func shipped(f *file) bool     { return !f.test }
func authored(f *file) bool    { return !f.generated && !f.test }

// imports returns the import paths of f, in order.
func (f *file) imports() []string {
	var paths []string
	for _, spec := range f.syntax.Imports {
		p, _ := strconv.Unquote(spec.Path.Value) // the parser has seen to it
		paths = append(paths, p)
	}
	return paths
}

// ours returns the folders of this module's packages that f imports.
func (f *file) ours() []string {
	var folders []string
	for _, p := range f.imports() {
		if p == module {
			folders = append(folders, ".")
		} else if rest, ok := strings.CutPrefix(p, module+"/"); ok {
			folders = append(folders, rest)
		}
	}
	return folders
}

// graph maps each folder to the folders that its shipped files import.
func graph(tb testing.TB) map[string]map[string]bool {
	tb.Helper()
	g := map[string]map[string]bool{}
	for _, f := range sources(tb, shipped) {
		if g[f.folder] == nil {
			g[f.folder] = map[string]bool{}
		}
		for _, to := range f.ours() {
			g[f.folder][to] = true
		}
	}
	return g
}

// within says whether folder is one of the trees, or lies in one of them.
func within(folder string, trees ...string) bool {
	return slices.ContainsFunc(trees, func(tree string) bool {
		return folder == tree || strings.HasPrefix(folder, tree+"/")
	})
}

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
