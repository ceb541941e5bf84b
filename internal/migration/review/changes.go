package review

import (
	"slices"
	"strings"

	"github.com/entask/entask/internal/migration/review/locks"
	"github.com/entask/entask/internal/migration/review/rules"
	"github.com/entask/entask/internal/migration/review/syntax"
)

// take keeps the locks on relations that existed before the file and that no earlier
// statement of the transaction has taken. The lock of an index counts only when it blocks
// and the table's lock does not; a concurrent statement waits until the index is unused.
func take(s *rules.Subject, all locks.Held) {
	s.Taken = locks.Held{}
	for oid, mode := range all {
		r := s.Original.Relations[oid]
		if r == nil || mode == "AccessShareLock" {
			continue
		}
		if r.Kind == "i" && (s.Bare || mode != "AccessExclusiveLock" || all[r.Table] == mode) {
			continue
		}
		had := false
		for _, e := range s.Earlier {
			old, ok := e.Taken[oid]
			had = had || s.InTransaction && e.Block == s.Block && ok && locks.Strength(old) >= locks.Strength(mode)
		}
		if !had {
			s.Taken[oid] = mode
		}
	}
}

// describeLocks says how long each lock was held: in a transaction, until its end.
func describeLocks(s *rules.Subject, all []*rules.Subject) {
	ms := s.MS
	if s.InTransaction {
		ms = 0
		for _, later := range all[len(s.Earlier):] {
			if later.InTransaction && later.Block == s.Block {
				ms += later.MS
			}
		}
	}
	for oid, mode := range s.Taken {
		m := locks.ModeOf(mode)
		s.Locks = append(s.Locks, rules.Lock{Relation: s.Original.Relations[oid].String(), Mode: m.Name, Blocks: m.Blocks, HeldMS: round(ms)})
	}
	slices.SortFunc(s.Locks, func(a, b rules.Lock) int { return strings.Compare(a.Relation, b.Relation) })
	s.MS = round(s.MS)
}

func round(ms float64) float64 { return float64(int64(ms*10+0.5)) / 10 }

// describeChanges compares the schema before and after.
func describeChanges(s *rules.Subject) {
	truncates := slices.ContainsFunc(s.Trees, func(t syntax.Tree) bool { return t.TruncateStmt != nil })
	for oid, was := range s.Before.Relations {
		is := s.After.Relations[oid]
		if is == nil || s.Original.Relations[oid] == nil || truncates {
			continue
		}
		if was.File != 0 && is.File != was.File && (was.Kind == "r" || was.Kind == "m") {
			s.Rewrites = append(s.Rewrites, was.String())
		}
	}
	slices.Sort(s.Rewrites)
	for oid, is := range s.After.Relations {
		was := s.Before.Relations[oid]
		if is.Kind == "i" && !is.Valid && (was == nil || was.Valid) {
			s.Invalid = append(s.Invalid, is.String())
		}
	}
}

// estimate scales the time of a statement that reads or writes whole tables to the sizes of
// production. A sort grows slightly faster than that.
func (r *runner) estimate(s *rules.Subject) float64 {
	worst := 0.0
	touched := slices.Concat(s.Scans, s.Rewrites)
	for oid, t := range s.Original.Relations {
		size, known := r.sizes[t.String()]
		_, changed := s.Changed[oid]
		if !known || r.filler.Made[oid] == 0 || !changed && !slices.Contains(touched, t.String()) {
			continue
		}
		worst = max(worst, s.MS*float64(size)/float64(r.filler.Made[oid]))
	}
	return round(max(worst, 0))
}
