package review

import (
	"encoding/json"
	"errors"

	"github.com/wasilibs/go-pgquery/parser"
)

// parse reads statements with PostgreSQL's own parser. Its start costs about two
// seconds, which only a review pays. The tree is read as JSON: the types that the
// library has for it would double its weight.
func parse(sql string) ([]tree, error) {
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
	trees := make([]tree, len(result.Stmts))
	for i, s := range result.Stmts {
		if err := json.Unmarshal(s.Stmt, &trees[i]); err != nil {
			return nil, err
		}
		if err := json.Unmarshal(s.Stmt, &trees[i].whole); err != nil {
			return nil, err
		}
	}
	return trees, nil
}

// walk calls visit for every node below v, as the kind of the node and its body.
func walk(v any, visit func(kind string, body map[string]any)) {
	switch v := v.(type) {
	case map[string]any:
		for kind, child := range v {
			if body, ok := child.(map[string]any); ok {
				visit(kind, body)
			}
			walk(child, visit)
		}
	case []any:
		for _, child := range v {
			walk(child, visit)
		}
	}
}

// contains says whether a node of that kind is below v.
func contains(v any, kind string) bool {
	found := false
	walk(v, func(k string, _ map[string]any) { found = found || k == kind })
	return found
}

// tablesOf returns every relation that a statement names.
func tablesOf(t tree) []name {
	var names []name
	seen := func(body map[string]any) {
		if relname, ok := body["relname"].(string); ok {
			schema, _ := body["schemaname"].(string)
			names = append(names, name{Schemaname: schema, Relname: relname})
		}
	}
	walk(t.whole, func(_ string, body map[string]any) { seen(body) })
	return names
}
