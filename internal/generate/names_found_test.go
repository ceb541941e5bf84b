package generate

import (
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"text/template/parse"
)

// nouns are ordinary ones.
func nouns(t *testing.T) []string {
	t.Helper()
	raw, err := os.ReadFile("testdata/nouns.txt")
	if err != nil {
		t.Fatal(err)
	}
	return strings.Fields(string(raw))
}

// identifiers are those of Go that our templates print, and those in what they and Ent and
// ogen print for an application of one entity.
func identifiers(t *testing.T) (inTemplates, inCode []string) {
	t.Helper()
	printed, generated := map[string]bool{}, map[string]bool{}
	for _, file := range matching(t, "*/templates/*.tmpl") {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		trees := map[string]*parse.Tree{}
		tree := parse.New(file)
		tree.Mode = parse.SkipFuncCheck
		if _, err := tree.Parse(string(raw), "", "", trees); err != nil {
			t.Fatal(err)
		}
		for _, tree := range trees {
			addText(printed, tree.Root)
		}
	}
	for _, file := range append(matching(t, "testdata/minimal/*/*.go"), matching(t, "testdata/minimal/ent/*/*.go")...) {
		syntax, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(syntax, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok {
				generated[id.Name] = true
			}
			return true
		})
	}
	return slices.Sorted(maps.Keys(printed)), slices.Sorted(maps.Keys(generated))
}

// addText adds the identifiers in the text of a template.
func addText(found map[string]bool, node parse.Node) {
	switch n := node.(type) {
	case *parse.ListNode:
		if n != nil {
			for _, one := range n.Nodes {
				addText(found, one)
			}
		}
	case *parse.IfNode:
		addText(found, n.List)
		addText(found, n.ElseList)
	case *parse.RangeNode:
		addText(found, n.List)
		addText(found, n.ElseList)
	case *parse.WithNode:
		addText(found, n.List)
		addText(found, n.ElseList)
	case *parse.TextNode:
		var s scanner.Scanner
		s.Init(token.NewFileSet().AddFile("", -1, len(n.Text)), n.Text, nil, 0)
		for {
			_, kind, text := s.Scan()
			if kind == token.EOF {
				return
			}
			if kind == token.IDENT {
				found[text] = true
			}
		}
	}
}

func matching(t *testing.T, pattern string) []string {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("%s: got %q, %v, want files", pattern, files, err)
	}
	return files
}

// TestIdentifiers: names of packages, parameters and types that templates print are found.
func TestIdentifiers(t *testing.T) {
	inTemplates, inCode := identifiers(t)
	for _, name := range []string{"CRUD", "ctx", "fault", "viewer", "BatchCreate"} {
		if !slices.Contains(inTemplates, name) && !slices.Contains(inCode, name) {
			t.Errorf("got no %s among %d and %d identifiers", name, len(inTemplates), len(inCode))
		}
	}
	if len(inTemplates) < 300 || len(inCode) < 800 {
		t.Errorf("got %d and %d identifiers, want hundreds", len(inTemplates), len(inCode))
	}
}
