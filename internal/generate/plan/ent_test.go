package plan

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"testing"
)

// TestEntDeclares holds what is known of package ent to an application of testdata: Ent
// declares nothing but that and what an entity's name is part of.
func TestEntDeclares(t *testing.T) {
	files, err := filepath.Glob("../testdata/minimal/ent/*.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("got %q, %v, want files", files, err)
	}
	var ours []string
	for _, name := range []string{"Country", "Note"} {
		ours = append(ours, Declares(name)...)
	}
	found := map[string]bool{"_": true}
	for _, file := range files {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range topLevel(parsed) {
			found[name] = true
			if name != "_" && !slices.Contains(ours, name) && !slices.Contains(entDeclares, name) {
				t.Errorf("%s declares %s, which entDeclares and Declares do not have", file, name)
			}
		}
	}
	for _, name := range entDeclares {
		if !found[name] {
			t.Errorf("entDeclares has %s, which Ent does not declare", name)
		}
	}
}

// topLevel are the names that a file declares for its package.
func topLevel(file *ast.File) (names []string) {
	for _, decl := range file.Decls {
		switch d := decl.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil {
				names = append(names, d.Name.Name)
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				switch s := spec.(type) {
				case *ast.TypeSpec:
					names = append(names, s.Name.Name)
				case *ast.ValueSpec:
					for _, n := range s.Names {
						names = append(names, n.Name)
					}
				}
			}
		}
	}
	return names
}
