package rules

import (
	"slices"
	"strings"

	"github.com/entask/entask/internal/migration/catalog"
	"github.com/entask/entask/internal/migration/review/syntax"
)

// Replaced is a function that existed before the file, and whose definition a statement
// changed.
type Replaced struct {
	Line     int
	Function string
	Users    []string // such as: trigger users_touch on table users
	Stored   bool     // an index, a check or a generated column keeps what it returned
	Loose    bool     // it runs with its owner's rights and the caller's search_path
}

// replacedFunctions reports, for each function, what runs other code from now on.
func replacedFunctions(j *File) []Finding {
	var all []Finding
	for _, f := range j.Replaced {
		i := slices.IndexFunc(j.Subjects, func(s *Subject) bool { return s.Line == f.Line })
		if i < 0 {
			continue
		}
		s := j.Subjects[i]
		safe := dollars("-- a function of another name beside it, which the next release calls;\n-- if both releases may run the new one: review:allow replace-function: why")
		used := strings.Join(f.Users, ", ")
		if f.Loose && slices.ContainsFunc(s.Trees, func(t syntax.Tree) bool { return t.AlterFunctionStmt != nil }) {
			all = append(all, definer(s, f.Function))
		}
		switch {
		case f.Stored:
			all = append(all, finding(s, "replace-function", Error, safe+"\n-- what was stored stays as the old one made it: REINDEX CONCURRENTLY, and VALIDATE the check under another name",
				"%s returns something else from now on, and what it returned is stored: %s. Queries by the index then miss rows, and a restored dump may refuse some.", f.Function, used))
		case used != "":
			all = append(all, finding(s, "replace-function", Warning, safe,
				"%s changes for every release at once: %s.", f.Function, used))
		default:
			all = append(all, finding(s, "replace-function", Info, safe, "%s changes for every release at once. Nothing in the database calls it; the previous release may.", f.Function))
		}
	}
	return all
}

// triggers judges a trigger on a table in use.
func triggers(j *File, s *Subject, t syntax.Tree) []Finding {
	if t.CreateTrigStmt == nil {
		return nil
	}
	r := s.existing(t.CreateTrigStmt.Relation)
	if r == nil {
		return nil
	}
	return []Finding{finding(s, "create-trigger", j.proven(r, false),
		"-- review:allow create-trigger: that it does the same for the previous release's writes as for the new one's\n"+s.SQL,
		"It fires for writes of the previous release to %s, too.%s", r, j.proof(r, false))}
}

// lostIndexes reports foreign keys in use whose last index is gone at the end of the file.
func lostIndexes(j *File) []Finding {
	var all []Finding
	if len(j.Subjects) == 0 {
		return nil
	}
	last := j.Subjects[len(j.Subjects)-1].After
	for _, s := range j.Subjects {
		for _, r := range s.After.Sorted(func(r *catalog.Relation) bool { return r.HoldsRows() && s.Original.Relations[r.OID] != nil }) {
			was := s.Before.Relations[r.OID]
			for _, k := range r.Constraints {
				if k.Kind != "f" || was == nil || was.Constraint(k.Name) == nil || !indexed(s.Before, was, k.Columns) || indexed(s.After, r, k.Columns) {
					continue
				}
				if end := last.Relations[r.OID]; end == nil || end.Constraint(k.Name) == nil || indexed(last, end, k.Columns) {
					continue
				}
				target := s.After.Relations[k.Target]
				all = append(all, finding(s, "foreign-key-without-index", Warning,
					dollars("-- first another one that begins with these columns, in a file of its own, which begins with -- atlas:txmode none and a blank line:\nCREATE INDEX CONCURRENTLY $1 ON $2 ($3);", catalog.Quote(r.Name+"_"+strings.Join(k.Columns, "_")+"_idx"), r.SQL(), columnList(k.Columns)),
					"No index of %s begins with %s any more: from now on a DELETE in %s reads the whole table for each row.", r, strings.Join(k.Columns, ", "), target))
			}
		}
	}
	return all
}
