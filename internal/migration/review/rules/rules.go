// Package rules judges migrations that were run. A rule gets a statement's syntax and what
// was seen while it ran, and returns findings, each with SQL to paste.
//
// Start reading at Subject, which is what a rule gets, and at the three lists below it in
// rules.go, which hold every rule. A new rule is a function in the file of its subject, a
// row in one of the lists, a case in testdata/cases, and a row in docs/migrations-review.md;
// the tests fail while one of them is missing.
//
// It must not import internal/migration/review, which calls it, and reaches no server.
package rules

import (
	"slices"
	"strings"

	"github.com/entask/entask/internal/migration/catalog"
	"github.com/entask/entask/internal/migration/review/syntax"
)

// File is a file that was run, as the rules get it.
type File struct {
	InTransaction bool
	Subjects      []*Subject
	Previous      *catalog.Catalog // what the previous release uses; nil is all there is
	Made          map[uint32]int64 // rows that the review made, by table
	Broken        []Broken         // statements of the previous release that fail after it
	Passed        map[Passed]bool  // whose statements of the previous release succeed after it
	Replaced      []Replaced       // functions that it changed
	Failed        string           // an earlier file that failed
}

// A rule judges one part of a statement by its syntax and by what was seen. These rules come
// first; observed rules speak when they found no error.
type rule func(j *File, s *Subject, t syntax.Tree) []Finding

var rules = []rule{
	alterations, indexes, takenNames, reindexes,
	drops, renames, moves, copies, maintenance, truncates, explicitLocks,
	dataChanges, sequences, routineChanges, nothingSeen,
	grants, memberships, rowSecurity, roles, owners, functions, triggers, replicationRoles, settings,
	enums, domains, columnTypes, transactions,
}

var observed = []func(j *File, s *Subject) []Finding{
	failures, invalidIndexes, notices, slowLocks, heldLocks, hiddenDrops,
}

var ofFile = []func(j *File) []Finding{
	lockTimeouts, severalTables, mixedConcurrent, securedWithoutPolicy, newConstraints, lostIndexes, newTables, replacedFunctions, refusedByCitus,
}

// Judge returns the findings of all rules.
func (j *File) Judge() []Finding {
	var all []Finding
	for _, s := range j.Subjects {
		var own []Finding
		for _, t := range s.Trees {
			for _, r := range rules {
				own = append(own, r(j, s, t)...)
			}
		}
		s.judged = slices.ContainsFunc(own, func(f Finding) bool { return f.Severity == Error })
		for _, r := range observed {
			own = append(own, r(j, s)...)
		}
		all = append(all, own...)
	}
	for _, r := range ofFile {
		all = append(all, r(j)...)
	}
	all = append(all, oldStatements(j, all)...)
	return unique(all)
}

// unique keeps the first of equal findings for a line.
func unique(all []Finding) []Finding {
	var kept []Finding
	for _, f := range all {
		if !slices.ContainsFunc(kept, func(k Finding) bool { return k.Rule == f.Rule && k.Line == f.Line && k.Message == f.Message }) {
			kept = append(kept, f)
		}
	}
	return kept
}

// uses says whether the previous release may use a relation, or a column of it.
func (j *File) uses(r *catalog.Relation, column string) bool { return Uses(j.Previous, r, column) }

// Uses says whether a release that knows the schema previous may use a relation, or a column
// of it. Without a schema it may use all.
func Uses(previous *catalog.Catalog, r *catalog.Relation, column string) bool {
	if previous == nil {
		return true
	}
	theirs := previous.Find(r.Schema, r.Name)
	return theirs != nil && (column == "" || theirs.Column(column) != nil)
}

// knows says whether the previous release may know a function, a type, or a constraint or
// policy of a table.
func (j *File) knows(kind string, parts []string) bool {
	if j.Previous == nil {
		return true
	}
	last := parts[len(parts)-1]
	switch kind {
	case "OBJECT_FUNCTION", "OBJECT_PROCEDURE", "OBJECT_ROUTINE":
		for _, signature := range j.Previous.Routines {
			if _, rest, _ := strings.Cut(signature, "."); strings.HasPrefix(rest, last+"(") {
				return true
			}
		}
		return false
	case "OBJECT_TYPE":
		return enumOf(j.Previous, parts) != nil || len(j.Previous.Sorted(func(r *catalog.Relation) bool {
			return slices.ContainsFunc(r.Columns, func(c catalog.Column) bool { return catalog.Parts(c.Base)[0] == last })
		})) > 0
	case "OBJECT_POLICY":
		t := found(j.Previous, asName(parts[:len(parts)-1]))
		return t != nil && slices.Contains(t.Policies, last)
	default:
		return true
	}
}

// timeout returns the statement that limits how long a file waits for locks.
func (j *File) timeout() string {
	if j.InTransaction {
		return "SET LOCAL lock_timeout = '2s';\n"
	}
	return "SET lock_timeout = '2s';\n"
}

const nextFile = "-- and in the next file:\n"
