package review

import "slices"

// judged is a file that was run, as the rules get it.
type judged struct {
	inTransaction bool
	subjects      []*subject
	previous      *catalog         // what the previous release uses; nil is all there is
	made          map[uint32]int64 // rows that the review made, by table
}

// A rule looks at one part of a statement. Those that read what a statement says
// come first; observed ones speak where they have nothing to say.
type rule func(j *judged, s *subject, t tree) []Finding

var rules = []rule{
	alterations, indexes, reindexes,
	drops, renames, copies, maintenance, truncates, explicitLocks,
	dataChanges, routineChanges,
	grants, rowSecurity, roles, functions,
	enums, domains, columnTypes, transactions,
}

var observed = []func(j *judged, s *subject) []Finding{
	failures, invalidIndexes, notices, slowLocks, heldLocks, hiddenDrops,
}

var ofFile = []func(j *judged) []Finding{
	lockTimeouts, severalTables, mixedConcurrent, securedWithoutPolicy, newConstraints, newTables,
}

func (j *judged) findings() []Finding {
	var all []Finding
	for _, s := range j.subjects {
		var own []Finding
		for _, t := range s.trees {
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
	return unique(all)
}

// unique keeps the first of two findings that say the same of one line.
func unique(all []Finding) []Finding {
	var kept []Finding
	for _, f := range all {
		if !slices.ContainsFunc(kept, func(k Finding) bool { return k.Rule == f.Rule && k.Line == f.Line && k.Message == f.Message }) {
			kept = append(kept, f)
		}
	}
	return kept
}

// uses says whether the release before this one may use a relation, or a column
// of it.
func (j *judged) uses(r *relation, column string) bool {
	if j.previous == nil {
		return true
	}
	theirs := j.previous.find(r.Schema, r.Name)
	return theirs != nil && (column == "" || theirs.column(column) != nil)
}

// timeout is how a file sets a limit on waiting for locks.
func (j *judged) timeout() string {
	if j.inTransaction {
		return "SET LOCAL lock_timeout = '2s';\n"
	}
	return "SET lock_timeout = '2s';\n"
}

const nextFile = "-- and in the next file:\n"
