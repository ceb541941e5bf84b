package rules

import (
	"reflect"
	"slices"
	"strings"

	"github.com/entask/entask/internal/migration/catalog"
	"github.com/entask/entask/internal/migration/review/syntax"
)

// Broken is a statement of the previous release that succeeded before the file, and fails
// after it.
type Broken struct {
	Table         *catalog.Relation // before
	Verb, SQL     string
	Role          string // "" is the owner
	Values        bool   // whether the release sends it depends on the values that it has
	Code, Message string
}

// Passed is a table whose statements of the previous release were run after the file, all of
// them with success; AsRole are those of a role that is not its owner.
type Passed struct {
	Table  string
	AsRole bool
}

// aboutRelease are the rules that say that statements of the previous release fail.
var aboutRelease = map[string]bool{
	"add-column-not-null": true, "cascade": true, "change-default": true, "change-type": true, "disable-row-security": true,
	"drop-column": true, "drop-function": true, "drop-owned": true, "drop-policy": true, "drop-schema": true, "drop-table": true, "drop-type": true, "drop-unique": true,
	"drop-view": true, "previous-release": true, "rename-column": true, "rename-object": true, "rename-table": true,
	"rename-enum-value": true, "revoke": true, "row-security-without-policy": true, "set-not-null": true,
}

// oldStatements reports, once for a table and a reason, what fails and no rule has foreseen.
func oldStatements(j *File, found []Finding) []Finding {
	var all []Finding
	reported := map[string]bool{}
	for _, b := range j.Broken {
		at := j.cause(b)
		if at == nil || reported[b.Table.String()+b.Message] || j.foreseen(b, found) {
			continue
		}
		reported[b.Table.String()+b.Message] = true
		if refusesValues(b) {
			if !slices.ContainsFunc(found, func(f Finding) bool { return f.Rule == "old-writes" }) {
				all = append(all, finding(at, "old-writes", Info, "-- before: does production have rows that break it?\n"+b.SQL,
					"This statement of the previous release worked before the file, and fails after it: %s.", b.Message))
			}
			continue
		}
		who := ""
		if b.Role != "" {
			who = " as " + b.Role
		}
		all = append(all, finding(at, "old-statements", Error, remedy(j, b),
			"%s on %s%s with the columns and the values of the previous release: it worked before the file, and fails after it: %s (SQLSTATE %s).", verbs(j.Broken, b), b.Table, who, b.Message, b.Code))
	}
	return all
}

// refusesValues says whether another value would be taken.
func refusesValues(b Broken) bool {
	return b.Values && b.Code == "23502" || slices.Contains([]string{"23503", "23505", "23514", "23P01"}, b.Code)
}

// verbs lists what fails for the same reason.
func verbs(all []Broken, like Broken) string {
	var verbs []string
	for _, b := range all {
		if b.Table == like.Table && b.Message == like.Message && !slices.Contains(verbs, b.Verb) {
			verbs = append(verbs, b.Verb)
		}
	}
	return strings.Join(verbs, " and ")
}

func remedy(j *File, b Broken) string {
	switch b.Code {
	case "23502":
		return dollars("-- leave the default as long as a copy of the previous release runs:\n$1ALTER TABLE $2 ALTER COLUMN … SET DEFAULT …;\n-- the release after drops it", j.timeout(), b.Table.SQL())
	case "42501", "02000":
		return "-- first a release that does what the grant or the policy asks for; then this, in the release after"
	default:
		return "-- leave what the previous release uses, beside what is new; the release after takes it away. It sends:\n" + b.SQL + ";"
	}
}

// cause is the last statement that changed the table of b; otherwise the last that can
// change what others do.
func (j *File) cause(b Broken) *Subject {
	var last *Subject
	for _, s := range slices.Backward(j.Subjects) {
		switch {
		case s.touches(b.Table):
			return s
		case last == nil && slices.ContainsFunc(s.Trees, func(t syntax.Tree) bool { return t.VariableSetStmt == nil }):
			last = s
		}
	}
	return last
}

// touches says whether a statement names a table or changed it.
func (s *Subject) touches(t *catalog.Relation) bool {
	was, is := s.Before.Find(t.Schema, t.Name), s.After.Find(t.Schema, t.Name)
	if (was == nil) != (is == nil) || was != nil && !reflect.DeepEqual(withoutFile(was), withoutFile(is)) {
		return true
	}
	for _, tree := range s.Trees {
		for _, n := range syntax.TablesOf(tree) {
			if r := s.Find(n); tree.IndexStmt == nil && r != nil && r.Name == t.Name && r.Schema == t.Schema {
				return true
			}
		}
	}
	return false
}

func withoutFile(r *catalog.Relation) catalog.Relation {
	c := *r
	c.File = 0
	return c
}

// foreseen says whether a rule has reported, of a statement on the same table, that the
// previous release fails.
func (j *File) foreseen(b Broken, found []Finding) bool {
	for _, s := range j.Subjects {
		if !s.touches(b.Table) && slices.ContainsFunc(s.Trees, func(t syntax.Tree) bool { return len(syntax.TablesOf(t)) > 0 }) {
			continue
		}
		for _, f := range found {
			if f.Line == s.Line && (f.Severity == Error || j.Previous != nil) && aboutRelease[f.Rule] {
				return true
			}
		}
	}
	return false
}
