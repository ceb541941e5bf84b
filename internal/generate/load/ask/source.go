package ask

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"strconv"
)

// expressions are the regular expressions that the source of a package gives to fields
// by Match, by the names of the fields.
type expressions map[string][]string

// expressionsOf reads the package that declares a schema or a mixin; nothing where its
// source is not at hand.
func expressionsOf(declared any) expressions {
	method, ok := reflect.TypeOf(declared).MethodByName("Fields")
	if !ok {
		return nil
	}
	files, err := filepath.Glob(filepath.Join(filepath.Dir(fileOf(method.Func.Interface())), "*.go"))
	if err != nil {
		return nil
	}
	var parsed []*ast.File
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			return nil
		}
		parsed = append(parsed, file)
	}
	return matched(parsed)
}

// matched returns what is given to Match in the files of a package.
func matched(files []*ast.File) expressions {
	variables := map[string]ast.Expr{}
	for _, file := range files {
		for _, decl := range file.Decls {
			if d, ok := decl.(*ast.GenDecl); ok && d.Tok == token.VAR {
				for _, spec := range d.Specs {
					if v, ok := spec.(*ast.ValueSpec); ok && len(v.Names) == len(v.Values) {
						for i, name := range v.Names {
							variables[name.Name] = v.Values[i]
						}
					}
				}
			}
		}
	}
	found := expressions{}
	for _, file := range files {
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) != 1 || selected(call) != "Match" {
				return true
			}
			arg := call.Args[0]
			if name, ok := arg.(*ast.Ident); ok && variables[name.Name] != nil {
				arg = variables[name.Name]
			}
			if compile, ok := arg.(*ast.CallExpr); ok && selected(compile) == "MustCompile" && len(compile.Args) == 1 {
				if name, expr := fieldOf(call), literal(compile.Args[0]); name != "" {
					found[name] = append(found[name], expr)
				}
			}
			return true
		})
	}
	return found
}

// selected is the name of the method or function that is called: Match of x.Match().
func selected(call *ast.CallExpr) string {
	if s, ok := call.Fun.(*ast.SelectorExpr); ok {
		return s.Sel.Name
	}
	return ""
}

// fieldOf returns the name of the field that a chain of calls builds, such as
// field.String("code").Optional().Match(…).
func fieldOf(call *ast.CallExpr) string {
	for {
		s, ok := call.Fun.(*ast.SelectorExpr)
		if !ok {
			return ""
		}
		before, ok := s.X.(*ast.CallExpr)
		if !ok {
			if len(call.Args) == 0 {
				return ""
			}
			return literal(call.Args[0])
		}
		call = before
	}
}

// literal is the value of a string that is written out, or "".
func literal(e ast.Expr) string {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return ""
	}
	s, err := strconv.Unquote(lit.Value)
	if err != nil {
		return ""
	}
	return s
}
