package review

import (
	"slices"
	"strings"
)

// take keeps the locks on what was there before the file that no earlier
// statement of the same transaction has taken. An index counts where its lock
// keeps people off and its table's does not; what is done concurrently waits until
// nobody uses it.
func take(s *subject, all held) {
	s.taken = held{}
	for oid, mode := range all {
		r := s.original.Relations[oid]
		if r == nil || mode == "AccessShareLock" {
			continue
		}
		if r.Kind == "i" && (s.Bare || mode != "AccessExclusiveLock" || all[r.Table] == mode) {
			continue
		}
		had := false
		for _, e := range s.earlier {
			old, ok := e.taken[oid]
			had = had || s.inTransaction && ok && strength(old) >= strength(mode)
		}
		if !had {
			s.taken[oid] = mode
		}
	}
}

// describeLocks says how long each lock was held: in a transaction, until its end.
func describeLocks(s *subject, inTransaction bool, all []*subject) {
	ms := s.MS
	if inTransaction {
		ms = 0
		for _, later := range all[len(s.earlier):] {
			ms += later.MS
		}
	}
	for oid, mode := range s.taken {
		m := modes[strength(mode)]
		s.Locks = append(s.Locks, Lock{Relation: s.original.Relations[oid].String(), Mode: m.name, Blocks: m.blocks, HeldMS: round(ms)})
	}
	slices.SortFunc(s.Locks, func(a, b Lock) int { return strings.Compare(a.Relation, b.Relation) })
	s.MS = round(s.MS)
}

func round(ms float64) float64 { return float64(int64(ms*10+0.5)) / 10 }

// describeChanges compares the schema before and after.
func describeChanges(s *subject) {
	truncates := slices.ContainsFunc(s.trees, func(t tree) bool { return t.TruncateStmt != nil })
	for oid, was := range s.before.Relations {
		is := s.after.Relations[oid]
		if is == nil || s.original.Relations[oid] == nil || truncates {
			continue
		}
		if was.File != 0 && is.File != was.File && (was.Kind == "r" || was.Kind == "m") {
			s.Rewrites = append(s.Rewrites, was.String())
		}
	}
	slices.Sort(s.Rewrites)
	for oid, is := range s.after.Relations {
		was := s.before.Relations[oid]
		if is.Kind == "i" && !is.Valid && (was == nil || was.Valid) {
			s.Invalid = append(s.Invalid, is.String())
		}
	}
}

// estimate scales the time of a statement that reads or writes whole tables to
// the size that production has. A sort grows a little faster than that.
func (r *runner) estimate(s *subject) float64 {
	worst := 0.0
	touched := slices.Concat(s.Scans, s.Rewrites)
	for oid, t := range s.original.Relations {
		size, known := r.sizes[t.String()]
		_, changed := s.changed[oid]
		if !known || r.filler.made[oid] == 0 || !changed && !slices.Contains(touched, t.String()) {
			continue
		}
		worst = max(worst, s.MS*float64(size)/float64(r.filler.made[oid]))
	}
	return round(max(worst, 0))
}
