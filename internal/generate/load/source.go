package load

import (
	"fmt"
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"slices"

	"golang.org/x/mod/modfile"
)

// source is a package as it is written.
type source struct {
	root      string // the folder of its module
	path      string
	types     []string          // that may be schemas
	positions map[string]string // of types
}

// read reads the declarations of a package. Which types are schemas, the program
// knows that imports it.
func read(folder string) (source, error) {
	folder, err := filepath.Abs(folder)
	if err != nil {
		return source{}, err
	}
	root, module, err := moduleOf(folder)
	if err != nil {
		return source{}, err
	}
	below, err := filepath.Rel(root, folder)
	if err != nil {
		return source{}, err
	}
	pkg, err := build.ImportDir(folder, 0)
	if err != nil {
		return source{}, err
	}
	s := source{root: root, path: path.Join(module, filepath.ToSlash(below)), positions: map[string]string{}}
	for _, name := range slices.Concat(pkg.GoFiles, pkg.CgoFiles) {
		files := token.NewFileSet()
		file, err := parser.ParseFile(files, filepath.Join(folder, name), nil, parser.SkipObjectResolution)
		if err != nil {
			return source{}, err
		}
		for _, declared := range declaredTypes(file) {
			s.types = append(s.types, declared.Name.Name)
			at := files.Position(declared.Pos())
			s.positions[declared.Name.Name] = fmt.Sprintf("%s:%d", at.Filename, at.Line)
		}
	}
	if len(s.types) == 0 {
		return source{}, noSchema(s.path)
	}
	slices.Sort(s.types)
	return s, nil
}

func noSchema(path string) error {
	return fmt.Errorf("%s: no type in it is a schema, which embeds ent.Schema", path)
}

// declaredTypes are the exported types of a file of which there can be a value.
func declaredTypes(file *ast.File) (all []*ast.TypeSpec) {
	for _, decl := range file.Decls {
		d, ok := decl.(*ast.GenDecl)
		if !ok || d.Tok != token.TYPE {
			continue
		}
		for _, spec := range d.Specs {
			t, ok := spec.(*ast.TypeSpec)
			if !ok || !t.Name.IsExported() || t.TypeParams != nil || t.Assign.IsValid() {
				continue
			}
			if _, abstract := t.Type.(*ast.InterfaceType); !abstract {
				all = append(all, t)
			}
		}
	}
	return all
}

// moduleOf returns the folder and the path of the module around a folder.
func moduleOf(folder string) (root, module string, err error) {
	for root = folder; ; root = filepath.Dir(root) {
		raw, err := os.ReadFile(filepath.Join(root, "go.mod")) //nolint:gosec // of the project
		switch {
		case err == nil:
			return root, modfile.ModulePath(raw), nil
		case !os.IsNotExist(err):
			return "", "", err
		case root == filepath.Dir(root):
			return "", "", fmt.Errorf("%s is in no module", folder)
		}
	}
}
