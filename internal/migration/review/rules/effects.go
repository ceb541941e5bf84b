package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/entask/entask/internal/migration/catalog"
	"github.com/entask/entask/internal/migration/review/locks"
	"github.com/entask/entask/internal/migration/review/syntax"
)

// failures reports statements that the server refused.
func failures(j *File, s *Subject) []Finding {
	switch {
	case s.Failed() && len(s.Invalid) > 0:
		return nil // invalidIndexes does
	case s.Failed() && s.judged && OfData(s.Refusal):
		return nil
	case s.Failed() && consequence(j, s):
		return []Finding{finding(s, "not-reviewed", Warning, "", "It fails, which may follow from a failure before it: %s (SQLSTATE %s).", s.Refusal.Message, s.Refusal.Code)}
	case s.Failed():
		return []Finding{finding(s, "fails", Error, "", "It fails: %s (SQLSTATE %s).%s", s.Refusal.Message, s.Refusal.Code, hint(s))}
	case s.Emptied && !s.judged:
		return []Finding{finding(s, "depends-on-rows", Info, "", "On the rows that the review made it fails (%s), and it ran without them. Look whether production has such rows before it does.", s.Refusal.Message)}
	}
	return nil
}

// consequence says whether a statement fails for lack of something, after another one failed.
func consequence(j *File, s *Subject) bool {
	lacks := []string{"42P01", "42703", "42704", "42883", "3F000"}
	return slices.Contains(lacks, s.Refusal.Code) && (j.Failed != "" || slices.ContainsFunc(s.Earlier, (*Subject).Failed))
}

func hint(s *Subject) string {
	if s.Refusal.Code == "55P04" {
		return " A new value of an enum can be used once its transaction has ended: give it a file of its own."
	}
	return ""
}

func notices(_ *File, s *Subject) []Finding {
	for _, n := range s.Notices {
		if code, message, _ := strings.Cut(n, " "); code == "42622" {
			return []Finding{finding(s, "name-too-long", Warning, "-- a name of at most 63 bytes", "PostgreSQL cuts the name, and two that begin alike become one: %s.", message)}
		}
	}
	return nil
}

// slowLocks reports work under a lock that no other rule has reported.
func slowLocks(_ *File, s *Subject) []Finding {
	if s.judged || s.Bare || len(s.Scans) == 0 && len(s.Rewrites) == 0 {
		return nil
	}
	for _, r := range s.blocked() {
		mode := locks.ModeOf(s.Taken[r.OID])
		switch {
		case s.rewrote(r):
			return []Finding{finding(s, "rewrite-under-lock", Error, "-- make a table as it is to be, fill it in batches, and switch over",
				"%s is written anew under a lock (%s) that blocks %s.", r, mode.Name, mode.Blocks)}
		case s.scanned(r):
			return []Finding{finding(s, "scan-under-lock", Error, "-- split it: what needs the lock, and what reads the rows",
				"All of %s is read under a lock (%s) that blocks %s.", r, mode.Name, mode.Blocks)}
		}
	}
	return nil
}

// heldLocks reports work under a lock of an earlier statement.
func heldLocks(_ *File, s *Subject) []Finding {
	if !s.InTransaction || !s.works() || s.judged { // whose remedy is a file of its own
		return nil
	}
	for _, e := range s.Earlier {
		if e.Block != s.Block {
			continue
		}
		for _, r := range e.blocked() {
			mode := locks.ModeOf(e.Taken[r.OID])
			return []Finding{finding(s, "held-lock", Error,
				"-- in a file of its own, after this one:\n"+s.SQL,
				"%s takes no %s from line %d on (%s), and so until this statement has %s and the file ends.", r, refusedBy(mode), e.Line, mode.Name, s.work())}
		}
	}
	return nil
}

func refusedBy(m locks.Mode) string {
	if m.Blocks == locks.BlocksAll {
		return "reads or writes"
	}
	return m.Blocks
}

func (s *Subject) work() string {
	switch {
	case len(s.Rewrites) > 0:
		return "written " + strings.Join(s.Rewrites, " and ") + " anew"
	case len(s.Changed) > 0:
		return fmt.Sprintf("changed %d rows", s.Rows)
	default:
		return "read all of " + strings.Join(s.Scans, " and ")
	}
}

// hiddenDrops finds what disappeared although no statement names it, such as in a DO block.
func hiddenDrops(j *File, s *Subject) []Finding {
	says := func(t syntax.Tree) bool {
		return t.RenameStmt != nil || t.DropStmt != nil || t.AlterTableStmt != nil || t.AlterObjectSchemaStmt != nil
	}
	if s.judged || s.Failed() || slices.ContainsFunc(s.Trees, says) {
		return nil
	}
	var gone []string
	for _, r := range s.Before.Sorted(func(r *catalog.Relation) bool {
		return s.Original.Relations[r.OID] != nil && r.Kind != "i" && r.Kind != "I"
	}) {
		gone = append(gone, j.missing(s, r)...)
	}
	if len(gone) == 0 {
		return nil
	}
	return []Finding{finding(s, "previous-release", Error, "-- this release: stop using it. The release after drops it.",
		"After it there is no %s under its old name, which the previous release uses.", strings.Join(gone, ", "))}
}

// missing returns what the previous release uses of r and no longer exists.
func (j *File) missing(s *Subject, r *catalog.Relation) []string {
	now := s.After.Relations[r.OID]
	if now == nil || now.Name != r.Name || now.Schema != r.Schema {
		if j.uses(r, "") {
			return []string{r.String()}
		}
		return nil
	}
	var gone []string
	for _, c := range s.Original.Relations[r.OID].Columns {
		if r.Column(c.Name) != nil && now.Column(c.Name) == nil && j.uses(r, c.Name) {
			gone = append(gone, r.String()+"."+c.Name)
		}
	}
	return gone
}

// transactions reports, once for a file, that it begins or ends transactions.
func transactions(j *File, s *Subject, t syntax.Tree) []Finding {
	first := slices.IndexFunc(j.Subjects, func(o *Subject) bool { return o.controls() })
	if t.TransactionStmt == nil || j.Subjects[first] != s {
		return nil
	}
	if j.InTransaction {
		return []Finding{finding(s, "transaction-in-file", Error, "-- take it out, and the end of it: each file is a transaction already, unless it begins with -- atlas:txmode none",
			"Whoever applies the file has a transaction of its own around it, with the note that it was applied: COMMIT ends it halfway. The file was reviewed as one transaction.")}
	}
	return []Finding{finding(s, "transaction-in-file", Error, "-- take it out, and the end of it, and -- atlas:txmode none: a file without that is one transaction;\n-- what cannot be in a transaction goes into a file of its own",
		"Between BEGIN and COMMIT, whoever applies the file cannot note how far it came: what was begun is begun again after a failure. What is between them was reviewed as one transaction.")}
}

// controls says whether a statement begins or ends a transaction.
func (s *Subject) controls() bool {
	return slices.ContainsFunc(s.Trees, func(t syntax.Tree) bool { return t.TransactionStmt != nil })
}

// lockTimeouts reports, once for a file, that it waits for locks without a limit.
func lockTimeouts(j *File) []Finding {
	for _, s := range j.Subjects {
		if blocked := s.blocked(); len(blocked) > 0 && !s.LockTimeout {
			mode := locks.ModeOf(s.Taken[blocked[0].OID])
			return []Finding{finding(s, "lock-timeout", Warning, j.timeout()+s.SQL,
				"It waits without a limit for a lock on %s (%s), behind the slowest transaction, and everybody who comes later waits behind it. With a lock_timeout it gives up, and is tried again.", blocked[0], mode.Name)}
		}
	}
	return nil
}

// severalTables reports, once for a file, that its transaction blocks one table while it
// waits for another.
func severalTables(j *File) []Finding {
	var first *catalog.Relation
	var at *Subject
	for _, s := range j.Subjects {
		if !s.InTransaction {
			continue
		}
		for _, r := range s.blocked() {
			if !r.HoldsRows() {
				continue
			}
			if first == nil || at.Block != s.Block {
				first, at = r, s
			}
			if at != s && !slices.ContainsFunc(at.blocked(), func(o *catalog.Relation) bool { return o == r }) {
				return []Finding{finding(s, "several-tables", Warning, "-- a file for each table",
					"The lock on %s of line %d is kept while this waits for one on %s: the first is blocked for as long as the second is busy, and two such transactions can lock each other out.", first, at.Line, r)}
			}
		}
	}
	return nil
}
