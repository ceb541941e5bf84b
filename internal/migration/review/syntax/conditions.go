package syntax

import (
	"regexp"
	"strings"
)

// Condition is what a statement demands of the rows of a table, as text.
type Condition struct {
	Table Name
	Where string
}

var (
	changing = regexp.MustCompile(`(?i)\b(UPDATE\s+(ONLY\s+)?\S+(\s+(AS\s+)?\w+)?\s+SET|DELETE\s+FROM|INSERT\s+INTO|MERGE\s+INTO)\b`)
	commits  = regexp.MustCompile(`(?i)\bCOMMIT\s*;`)
	changes  = regexp.MustCompile(`(?is)\b(?:UPDATE|DELETE\s+FROM)\b[^;]*`)
	ends     = regexp.MustCompile(`(?i)^\s(RETURNING|ORDER|LIMIT|OFFSET|FETCH|FOR|GROUP|HAVING)\b`)
)

// Changes says whether the body of a DO changes rows.
func Changes(t Tree) bool { return t.DoStmt != nil && changing.MatchString(body(t)) }

// Commits says whether the body of a DO ends transactions of its own.
func Commits(t Tree) bool { return commits.MatchString(body(t)) }

// Conditions returns what an UPDATE, a DELETE, or those in the body of a DO demand of rows.
func Conditions(sql string, t Tree) (all []Condition) {
	if t.DoStmt == nil {
		return conditions(sql, t.Whole)
	}
	for _, part := range changes.FindAllString(body(t), -1) {
		trees, err := Parse(part)
		if err != nil { // such as a part of a text that the block executes
			continue
		}
		for _, tree := range trees {
			all = append(all, conditions(part, tree.Whole)...)
		}
	}
	return all
}

// body is the text of a DO.
func body(t Tree) (text string) {
	Walk(t.Whole, func(_ string, node map[string]any) {
		s, _ := node["String"].(map[string]any)
		if sval, ok := s["sval"].(string); ok && node["defname"] == nil && len(sval) > len(text) {
			text = sval
		}
	})
	return text
}

func conditions(sql string, whole map[string]any) (all []Condition) {
	Walk(whole, func(_ string, node map[string]any) {
		where, ok := node["whereClause"]
		if !ok {
			return
		}
		relation, _ := node["relation"].(map[string]any)
		if from, _ := node["fromClause"].([]any); len(from) == 1 && relation == nil {
			first, _ := from[0].(map[string]any)
			relation, _ = first["RangeVar"].(map[string]any)
		}
		name, _ := relation["relname"].(string)
		schema, _ := relation["schemaname"].(string)
		if text := textOf(sql, where); name != "" && text != "" {
			all = append(all, Condition{Name{Schemaname: schema, Relname: name}, text})
		}
	})
	return all
}

// textOf is the text of a condition: from its WHERE to what cannot belong to it.
func textOf(sql string, where any) string {
	first := len(sql)
	Walk(map[string]any{"where": where}, func(_ string, node map[string]any) {
		if at, ok := node["location"].(float64); ok && int(at) > 0 {
			first = min(first, int(at))
		}
	})
	begin := strings.LastIndex(strings.ToUpper(sql[:first]), "WHERE")
	if begin < 0 {
		return ""
	}
	begin += len("WHERE")
	depth, quote := 0, byte(0)
	for i := begin; i < len(sql); i++ {
		switch c := sql[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '\'' || c == '"':
			quote = c
		case c == '(' || c == '[':
			depth++
		case c == ')' || c == ']':
			depth--
		}
		if depth < 0 || depth == 0 && quote == 0 && (sql[i] == ';' || ends.MatchString(sql[i:])) {
			return strings.TrimSpace(sql[begin:i])
		}
	}
	return strings.TrimSpace(sql[begin:])
}
