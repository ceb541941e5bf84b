package auth_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// documented is a row of the table "You get 401, here is why". Its reason has an
// ellipsis in the place of what differs.
type documented struct{ reason, public string }

type documentedRows []documented

var tableRow = regexp.MustCompile("(?m)^\\| `(.+?)` \\| (.*?) ?\\| .*\\|$")

func documentedRefusals(t *testing.T) documentedRows {
	t.Helper()
	page, err := os.ReadFile("../../../docs/auth.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(page), "| --- |")
	var rows documentedRows
	for _, m := range tableRow.FindAllStringSubmatch(table, -1) {
		rows = append(rows, documented{m[1], m[2]})
	}
	if len(rows) == 0 || len(rows) != strings.Count(table, "\n| `") {
		t.Fatalf("docs/auth.md: %d rows understood, want %d", len(rows), strings.Count(table, "\n| `"))
	}
	return rows
}

// of returns the row that a reason is found in: that which says most of it.
func (rows documentedRows) of(reason string) *documented {
	var found *documented
	for i, row := range rows {
		pattern := strings.ReplaceAll(regexp.QuoteMeta(row.reason), "…", "(?s:.+)")
		if regexp.MustCompile("^"+pattern+"$").MatchString(reason) && (found == nil || len(row.reason) > len(found.reason)) {
			found = &rows[i]
		}
	}
	return found
}

// TestDocumentedReasons reads the code: each reason that it can give has its row,
// with the public description, and each row its reason.
func TestDocumentedReasons(t *testing.T) {
	want := map[documented]bool{}
	for _, row := range documentedRefusals(t) {
		want[row] = true
	}
	got := reasons(t)
	for row := range got {
		if !want[row] {
			t.Errorf("docs/auth.md lacks the row | `%s` | %s |", row.reason, row.public)
		}
	}
	for row := range want {
		if !got[row] {
			t.Errorf("docs/auth.md has a row that the code has not: | `%s` | %s |", row.reason, row.public)
		}
	}
}

var verb = regexp.MustCompile(`%[svdq]`)

// reasons returns what the package's calls of refuse say.
func reasons(t *testing.T) map[documented]bool {
	t.Helper()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	constants, calls := map[string]string{}, []*ast.CallExpr{}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.ValueSpec:
				for i, value := range n.Values {
					if s, ok := literal(value); ok {
						constants[n.Names[i].Name] = s
					}
				}
			case *ast.CallExpr:
				if f, ok := n.Fun.(*ast.Ident); ok && f.Name == "refuse" {
					calls = append(calls, n)
				}
			}
			return true
		})
	}
	found := map[documented]bool{}
	for _, call := range calls {
		public, ok := literal(call.Args[0])
		if name, isName := call.Args[0].(*ast.Ident); isName {
			public, ok = constants[name.Name]
		}
		reason, isLiteral := literal(call.Args[1])
		if !ok || !isLiteral {
			t.Errorf("a call of refuse does not say what it says: %v", call.Args[:2])
		}
		found[documented{verb.ReplaceAllString(reason, "…"), public}] = true
	}
	return found
}

func literal(e ast.Expr) (string, bool) {
	l, ok := e.(*ast.BasicLit)
	if !ok || l.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(l.Value)
	return s, err == nil
}
