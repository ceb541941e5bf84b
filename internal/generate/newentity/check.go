package main

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/go-openapi/inflect"

	"github.com/entask/entask/internal/generate/plan"
)

var word = regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z][a-z0-9]*)*$`)

// check says why a name cannot become an entity of the project in root.
func check(root, name string) error {
	if !word.MatchString(name) {
		return fmt.Errorf("%q is no name in snake case: write it like project or time_entry", name)
	}
	if token.IsKeyword(name) || types.Universe.Lookup(name) != nil {
		return fmt.Errorf("%q means something in Go: choose another name", name)
	}
	if why := plan.Reserved(typeName(name)); why != "" {
		return fmt.Errorf("%q is a name that is taken, because %s: choose another name", name, why)
	}
	rules := inflect.NewDefaultRuleset()
	if one := rules.Singularize(name); one+"s" == name && rules.Pluralize(name) == name {
		return fmt.Errorf("%q is what many are called: an entity is called as one of them is, such as %s", name, one)
	}
	tree := os.DirFS(root)
	if file := "ent/schema/" + name + ".go"; exists(tree, file) {
		return fmt.Errorf("%s is there already", file)
	}
	if pkg := "ent/" + strings.ToLower(typeName(name)); exists(tree, pkg) {
		return fmt.Errorf("%s is there already: choose another name", pkg)
	}
	for _, dir := range []string{"ent/schema", "ent"} {
		at, err := declared(root, dir, typeName(name))
		if err != nil {
			return err
		}
		if at != "" {
			return fmt.Errorf("%s is declared in %s already: choose another name", typeName(name), at)
		}
	}
	return nil
}

func exists(tree fs.FS, name string) bool {
	_, err := fs.Stat(tree, name)
	return !errors.Is(err, fs.ErrNotExist)
}

// declared returns the file of a folder that declares a name, or "".
func declared(root, dir, name string) (string, error) {
	files, err := filepath.Glob(filepath.Join(root, dir, "*.go"))
	if err != nil {
		return "", err
	}
	for _, file := range files {
		syntax, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			return "", err
		}
		for _, decl := range syntax.Decls {
			if declares(decl, name) {
				return filepath.ToSlash(filepath.Join(dir, filepath.Base(file))), nil
			}
		}
	}
	return "", nil
}

func declares(decl ast.Decl, name string) bool {
	switch d := decl.(type) {
	case *ast.FuncDecl:
		return d.Recv == nil && d.Name.Name == name
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch s := spec.(type) {
			case *ast.TypeSpec:
				if s.Name.Name == name {
					return true
				}
			case *ast.ValueSpec:
				for _, n := range s.Names {
					if n.Name == name {
						return true
					}
				}
			}
		}
	}
	return false
}
