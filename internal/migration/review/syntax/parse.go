package syntax

import (
	"encoding/json"
	"errors"

	"github.com/wasilibs/go-pgquery/parser"
)

// Parse reads statements with PostgreSQL's own parser. It takes about two seconds to start,
// and only a review starts it. The tree is read as JSON, because the library's own types for
// it are twice as large.
func Parse(sql string) ([]Tree, error) {
	text, err := parser.ParseToJSON(sql)
	if err != nil {
		if syntax, ok := errors.AsType[*parser.Error](err); ok {
			return nil, errors.New(syntax.Message)
		}
		return nil, err
	}
	var result struct {
		Stmts []struct {
			Stmt json.RawMessage
		}
	}
	if err := json.Unmarshal([]byte(text), &result); err != nil {
		return nil, err
	}
	trees := make([]Tree, len(result.Stmts))
	for i, s := range result.Stmts {
		if err := json.Unmarshal(s.Stmt, &trees[i]); err != nil {
			return nil, err
		}
		if err := json.Unmarshal(s.Stmt, &trees[i].Whole); err != nil {
			return nil, err
		}
	}
	return trees, nil
}

// Walk calls visit for every node below v, as the kind of the node and its body.
func Walk(v any, visit func(kind string, body map[string]any)) {
	switch v := v.(type) {
	case map[string]any:
		for kind, child := range v {
			if body, ok := child.(map[string]any); ok {
				visit(kind, body)
			}
			Walk(child, visit)
		}
	case []any:
		for _, child := range v {
			Walk(child, visit)
		}
	}
}

// Contains says whether a node of that kind is below v.
func Contains(v any, kind string) bool {
	found := false
	Walk(v, func(k string, _ map[string]any) { found = found || k == kind })
	return found
}

// TablesOf returns every relation that a statement names.
func TablesOf(t Tree) []Name {
	var names []Name
	seen := func(body map[string]any) {
		if relname, ok := body["relname"].(string); ok {
			schema, _ := body["schemaname"].(string)
			names = append(names, Name{Schemaname: schema, Relname: relname})
		}
	}
	Walk(t.Whole, func(_ string, body map[string]any) { seen(body) })
	return names
}

// Calls returns the arguments of every call of a function in a statement, whatever its
// schema is.
func Calls(t Tree, function string) (all [][]any) {
	Walk(t.Whole, func(kind string, body map[string]any) {
		names, _ := body["funcname"].([]any)
		if kind != "FuncCall" || len(names) == 0 {
			return
		}
		last, _ := names[len(names)-1].(map[string]any)
		if s, _ := last["String"].(map[string]any); s["sval"] == function {
			args, _ := body["args"].([]any)
			all = append(all, args)
		}
	})
	return all
}

// Text is the text of a constant, with a cast or without; "" for anything else.
func Text(v any) string {
	node, _ := v.(map[string]any)
	if cast, ok := node["TypeCast"].(map[string]any); ok {
		return Text(cast["arg"])
	}
	constant, _ := node["A_Const"].(map[string]any)
	text, _ := constant["sval"].(map[string]any)
	s, _ := text["sval"].(string)
	return s
}

// Server says whether a statement is about the whole server or a database of it.
func Server(t Tree) bool {
	ofDatabase := func(x *objectStmt) bool { return x != nil && x.ObjectType+x.RenameType == "OBJECT_DATABASE" }
	return t.AlterSystemStmt != nil || t.AlterDatabaseStmt != nil || t.AlterDatabaseSetStmt != nil || t.DropdbStmt != nil ||
		ofDatabase(t.AlterOwnerStmt) || ofDatabase(t.RenameStmt)
}
