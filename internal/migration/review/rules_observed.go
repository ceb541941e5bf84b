package review

import (
	"fmt"
	"slices"
	"strings"
)

// failures speaks of statements that the server refused.
func failures(_ *judged, s *subject) []Finding {
	switch {
	case s.failed() && len(s.Invalid) > 0:
		return nil // invalidIndexes does
	case s.failed() && s.judged && ofData(s.failure):
		return nil
	case s.failed():
		return []Finding{finding(s, "fails", Error, "", "It fails: %s (SQLSTATE %s).%s", s.failure.Message, s.failure.Code, hint(s))}
	case s.emptied && !s.judged:
		return []Finding{finding(s, "depends-on-rows", Info, "", "On the rows that the review made it fails (%s), and it ran without them. Look whether production has such rows before it does.", s.failure.Message)}
	}
	return nil
}

func hint(s *subject) string {
	if s.failure.Code == "55P04" {
		return " A new value of an enum can be used once its transaction has ended: give it a file of its own."
	}
	return ""
}

func notices(_ *judged, s *subject) []Finding {
	for _, n := range s.notices {
		if code, message, _ := strings.Cut(n, " "); code == "42622" {
			return []Finding{finding(s, "name-too-long", Warning, "-- a name of at most 63 bytes", "PostgreSQL cuts the name, and two that begin alike become one: %s.", message)}
		}
	}
	return nil
}

// slowLocks speaks of work under a lock that no rule has a name for.
func slowLocks(_ *judged, s *subject) []Finding {
	if s.judged || s.Bare || len(s.Scans) == 0 && len(s.Rewrites) == 0 {
		return nil
	}
	for _, r := range s.blocked() {
		mode := modes[strength(s.taken[r.OID])]
		switch {
		case s.rewrote(r):
			return []Finding{finding(s, "rewrite-under-lock", Error, "-- make a table as it is to be, fill it in batches, and switch over",
				"%s is written anew under a lock (%s) that blocks %s.", r, mode.name, mode.blocks)}
		case s.scanned(r):
			return []Finding{finding(s, "scan-under-lock", Error, "-- split it: what needs the lock, and what reads the rows",
				"All of %s is read under a lock (%s) that blocks %s.", r, mode.name, mode.blocks)}
		}
	}
	return nil
}

// heldLocks speaks of work that is done under a lock of an earlier statement.
func heldLocks(_ *judged, s *subject) []Finding {
	if !s.inTransaction || !s.works() || s.judged { // whose remedy is a file of its own
		return nil
	}
	for _, e := range s.earlier {
		for _, r := range e.blocked() {
			mode := modes[strength(e.taken[r.OID])]
			return []Finding{finding(s, "held-lock", Error,
				"-- in a file of its own, after this one:\n"+s.SQL,
				"%s takes no %s from line %d on (%s), and so until this statement has %s and the file ends.", r, refusedBy(mode), e.Line, mode.name, s.work())}
		}
	}
	return nil
}

func refusedBy(m lockMode) string {
	if m.blocks == blocksAll {
		return "reads or writes"
	}
	return m.blocks
}

func (s *subject) work() string {
	switch {
	case len(s.Rewrites) > 0:
		return "written " + strings.Join(s.Rewrites, " and ") + " anew"
	case len(s.changed) > 0:
		return fmt.Sprintf("changed %d rows", s.Rows)
	default:
		return "read all of " + strings.Join(s.Scans, " and ")
	}
}

// hiddenDrops finds what is gone though no statement said so, such as by a DO.
func hiddenDrops(j *judged, s *subject) []Finding {
	says := func(t tree) bool {
		return t.RenameStmt != nil || t.DropStmt != nil || t.AlterTableStmt != nil || t.AlterObjectSchemaStmt != nil
	}
	if s.judged || s.failed() || slices.ContainsFunc(s.trees, says) {
		return nil
	}
	var gone []string
	for _, r := range s.before.sorted(func(r *relation) bool { return s.original.Relations[r.OID] != nil && r.Kind != "i" && r.Kind != "I" }) {
		gone = append(gone, j.missing(s, r)...)
	}
	if len(gone) == 0 {
		return nil
	}
	return []Finding{finding(s, "previous-release", Error, "-- this release: stop using it. The release after drops it.",
		"After it there is no %s under its old name, which the previous release uses.", strings.Join(gone, ", "))}
}

// missing returns what the previous release uses of r and no longer finds.
func (j *judged) missing(s *subject, r *relation) []string {
	now := s.after.Relations[r.OID]
	if now == nil || now.Name != r.Name || now.Schema != r.Schema {
		if j.uses(r, "") {
			return []string{r.String()}
		}
		return nil
	}
	var gone []string
	for _, c := range s.original.Relations[r.OID].Columns {
		if r.column(c.Name) != nil && now.column(c.Name) == nil && j.uses(r, c.Name) {
			gone = append(gone, r.String()+"."+c.Name)
		}
	}
	return gone
}

func transactions(_ *judged, s *subject, t tree) []Finding {
	if t.TransactionStmt == nil {
		return nil
	}
	return []Finding{finding(s, "transaction-in-file", Error, "-- take it out: each file is a transaction already, unless it begins with -- atlas:txmode none",
		"Whoever applies the file has a transaction of its own around it, with the note that it was applied: this ends it halfway. The review did not run it.")}
}

// lockTimeouts speaks once of a file that waits for locks without a limit.
func lockTimeouts(j *judged) []Finding {
	for _, s := range j.subjects {
		if blocked := s.blocked(); len(blocked) > 0 && !s.lockTimeout {
			mode := modes[strength(s.taken[blocked[0].OID])]
			return []Finding{finding(s, "lock-timeout", Warning, j.timeout()+s.SQL,
				"It waits without a limit for a lock on %s (%s), behind the slowest transaction, and everybody who comes later waits behind it. With a lock_timeout it gives up, and is tried again.", blocked[0], mode.name)}
		}
	}
	return nil
}

// severalTables speaks once of a transaction that keeps people from one table
// while it waits for another.
func severalTables(j *judged) []Finding {
	var first *relation
	var at *subject
	for _, s := range j.subjects {
		if !s.inTransaction {
			return nil
		}
		for _, r := range s.blocked() {
			if !r.holdsRows() {
				continue
			}
			if first == nil {
				first, at = r, s
			}
			if at != s && !slices.ContainsFunc(at.blocked(), func(o *relation) bool { return o == r }) {
				return []Finding{finding(s, "several-tables", Warning, "-- a file for each table",
					"The lock on %s of line %d is kept while this waits for one on %s: the first is blocked for as long as the second is busy, and two such transactions can lock each other out.", first, at.Line, r)}
			}
		}
	}
	return nil
}
