package rules

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/entask/entask/internal/migration/catalog"
	"github.com/entask/entask/internal/migration/review/syntax"
)

// largestBatch is the number of rows that one statement may change.
const largestBatch = 50000

func dataChanges(j *File, s *Subject, t syntax.Tree) []Finding {
	var x *syntax.ChangeRows
	var verb, rule string
	switch {
	case t.UpdateStmt != nil:
		x, verb, rule = t.UpdateStmt, "UPDATE $1 SET …", "update-unbatched"
	case t.DeleteStmt != nil:
		x, verb, rule = t.DeleteStmt, "DELETE FROM $1", "delete-unbatched"
	case t.MergeStmt != nil:
		x, verb, rule = t.MergeStmt, "MERGE INTO $1 …", "update-unbatched"
	case t.InsertStmt != nil:
		return inserted(s, t.InsertStmt)
	default:
		return nil
	}
	r := s.existing(x.Relation)
	if r == nil || r.Kind == "v" || bounded(s, r, x.WhereClause) {
		return nil
	}
	return []Finding{finding(s, rule, Error,
		dollars("-- in a job, or in a file that begins with -- atlas:txmode none and a blank line; each batch commits:\nDO $$\nDECLARE n bigint;\nBEGIN\n  LOOP\n    "+batch(verb)+"\n    GET DIAGNOSTICS n = ROW_COUNT;\n    EXIT WHEN n = 0;\n    COMMIT;\n  END LOOP;\nEND $$;", r.SQL()),
		"As many rows of %s change in one transaction as match: %s of %s here. Each stays locked until it ends, writers wait, and replicas and VACUUM fall behind.", r, strconv.FormatInt(s.Changed[r.OID], 10), strconv.FormatInt(j.Made[r.OID], 10))}
}

// bounded says whether a condition selects a batch: by a LIMIT, or by constants or a range
// for a unique key.
func bounded(s *Subject, r *catalog.Relation, where any) bool {
	if limited(where) {
		return true
	}
	known := sides(where)
	for _, k := range r.Constraints {
		if (k.Kind == "p" || k.Kind == "u") && !slices.ContainsFunc(k.Columns, func(c string) bool { return known[c] != bothSides }) {
			return true
		}
	}
	for _, i := range s.Before.Relations {
		if i.Table != r.OID || !i.Unique {
			continue
		}
		for column, at := range known {
			if at == bothSides && onColumns(i) == fmt.Sprintf("btree (%s)", catalog.Quote(column)) {
				return true
			}
		}
	}
	return false
}

// A constant bounds a column from below, from above, or from both sides.
const (
	fromBelow = 1 << iota
	fromAbove
	bothSides = fromBelow | fromAbove
)

// sides says for each column how constants bound it.
func sides(where any) map[string]int {
	known := map[string]int{}
	for _, condition := range conjuncts(where) {
		e, ok := condition["A_Expr"].(map[string]any)
		if !ok {
			continue
		}
		column := columnOf(e["lexpr"])
		if column == "" || !constant(e["rexpr"]) {
			continue
		}
		operator := operatorOf(e)
		switch kind, _ := e["kind"].(string); {
		case kind == "AEXPR_BETWEEN" || kind == "AEXPR_IN" || operator == "=":
			known[column] = bothSides
		case operator == ">" || operator == ">=":
			known[column] |= fromBelow
		case operator == "<" || operator == "<=":
			known[column] |= fromAbove
		}
	}
	return known
}

// limited says whether a subquery has a LIMIT that is at most a batch.
func limited(where any) bool {
	found := false
	syntax.Walk(where, func(kind string, body map[string]any) {
		if kind != "SelectStmt" || body["limitCount"] == nil {
			return
		}
		found = found || number(body["limitCount"]) <= largestBatch
	})
	return found
}

func number(v any) int {
	n := 0
	syntax.Walk(v, func(kind string, body map[string]any) {
		if kind == "ival" {
			f, _ := body["ival"].(float64)
			n = int(f)
		}
	})
	return n
}

// conjuncts returns the conditions that all must hold.
func conjuncts(where any) []map[string]any {
	m, ok := where.(map[string]any)
	if !ok {
		return nil
	}
	b, ok := m["BoolExpr"].(map[string]any)
	if !ok {
		return []map[string]any{m}
	}
	if b["boolop"] != "AND_EXPR" {
		return nil
	}
	var all []map[string]any
	args, _ := b["args"].([]any)
	for _, a := range args {
		all = append(all, conjuncts(a)...)
	}
	return all
}

func columnOf(v any) string {
	m, _ := v.(map[string]any)
	ref, _ := m["ColumnRef"].(map[string]any)
	fields, _ := ref["fields"].([]any)
	if len(fields) == 0 {
		return ""
	}
	last, _ := fields[len(fields)-1].(map[string]any)
	s, _ := last["String"].(map[string]any)
	text, _ := s["sval"].(string)
	return text
}

func operatorOf(e map[string]any) string {
	names, _ := e["name"].([]any)
	if len(names) == 0 {
		return ""
	}
	m, _ := names[0].(map[string]any)
	s, _ := m["String"].(map[string]any)
	text, _ := s["sval"].(string)
	return text
}

// constant says whether an expression depends on no row and no other table.
func constant(v any) bool {
	return v != nil && !syntax.Contains(v, "ColumnRef") && !syntax.Contains(v, "SubLink")
}

func inserted(s *Subject, x *syntax.ChangeRows) []Finding {
	if x.SelectStmt == nil || limited(map[string]any{"query": x.SelectStmt}) {
		return nil
	}
	for _, n := range tablesIn(x.SelectStmt) {
		if r := s.existing(n); r != nil && r.HoldsRows() && s.Rows >= 100 {
			return []Finding{finding(s, "insert-unbatched", Warning,
				dollars("-- by ranges of the key, each in a transaction of its own:\nINSERT INTO $2 SELECT … FROM $1 WHERE id > … ORDER BY id LIMIT 5000 ON CONFLICT DO NOTHING;", r.SQL(), x.Relation.String()),
				"All of %s is copied in one transaction, %d rows here: what the previous release changes meanwhile is missed, and replicas and VACUUM fall behind.", r, s.Rows)}
		}
	}
	return nil
}

// routineChanges judges a block by the rows that it changed, because its text is not parsed.
func routineChanges(j *File, s *Subject, t syntax.Tree) []Finding {
	if t.DoStmt == nil && t.CallStmt == nil && t.SelectStmt == nil || s.Bare {
		return nil
	}
	for _, r := range s.Original.Sorted(func(r *catalog.Relation) bool { return s.Changed[r.OID] > 0 }) {
		made := j.Made[r.OID]
		if n := s.Changed[r.OID]; made >= 100 && n >= made/2 {
			return []Finding{finding(s, "update-unbatched", Error,
				dollars("-- the file begins with -- atlas:txmode none and a blank line, and the block commits each batch:\n    "+batch("UPDATE $1 SET …")+"\n    COMMIT;", r.SQL()),
				"It changed %d of %d rows of %s in one transaction. Each stays locked until it ends, writers wait, and replicas and VACUUM fall behind.", n, made, r)}
		}
	}
	return nil
}

// nothingSeen reports a block that changes rows, and changed none of those that were made.
func nothingSeen(_ *File, s *Subject, t syntax.Tree) []Finding {
	if !syntax.Changes(t) || s.Failed() || len(s.Changed) > 0 {
		return nil
	}
	severity := Warning
	if syntax.Commits(t) { // in between, and so it holds few locks at a time
		severity = Info
	}
	return []Finding{finding(s, "nothing-seen", severity, "-- how many rows does it change in production, and in which steps? Then review:allow nothing-seen: the answer",
		"It changed none of the rows that the review made, and no row that passes its conditions was found. What it does to rows, how long it takes and what it locks was not seen.")}
}
