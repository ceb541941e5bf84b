package review

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

// subject is one statement with all that was seen of it, as the rules get it.
type subject struct {
	Statement
	trees         []tree   // none where the parser refused it
	original      *catalog // before the file
	before, after *catalog
	earlier       []*subject // of the same file
	inTransaction bool
	lockTimeout   bool             // one was set
	taken         held             // locks on relations of original
	changed       map[uint32]int64 // rows of each table
	failure       *pgconn.PgError
	emptied       bool // it failed on the rows that were made, and ran without
	notices       []string
	judged        bool // a rule has found an error in what it says
}

// find returns the relation that a name means just before the statement.
func (s *subject) find(n name) *relation { return found(s.before, n) }

func found(c *catalog, n name) *relation { return c.find(n.Schemaname, n.Relname) }

// existing returns the relation of a name if it was there before the file: what
// is newer has no rows and nobody who uses it.
func (s *subject) existing(n name) *relation {
	r := s.find(n)
	if r == nil || s.original.Relations[r.OID] == nil {
		return nil
	}
	return r
}

// blocked returns the tables whose users wait for this statement's own locks.
func (s *subject) blocked() []*relation {
	var list []*relation
	for _, oid := range slices.Sorted(maps.Keys(s.taken)) {
		r := s.original.Relations[oid]
		switch modes[strength(s.taken[oid])].blocks {
		case blocksAll:
			list = append(list, r)
		case blocksWrites:
			if r.Kind != "m" { // nobody writes to a materialized view
				list = append(list, r)
			}
		}
	}
	return list
}

func (s *subject) scanned(r *relation) bool  { return slices.Contains(s.Scans, r.String()) }
func (s *subject) rewrote(r *relation) bool  { return slices.Contains(s.Rewrites, r.String()) }
func (s *subject) works() bool               { return len(s.Scans) > 0 || len(s.Rewrites) > 0 || len(s.changed) > 0 }
func (s *subject) failed() bool              { return s.failure != nil && !s.emptied }
func (s *subject) sqlstate(code string) bool { return s.failure != nil && s.failure.Code == code }

// finding is what a rule says of a statement, and SQL to paste.
func finding(s *subject, rule string, severity Severity, safe, format string, args ...any) Finding {
	return Finding{Rule: rule, Severity: severity, Line: s.Line, Message: fmt.Sprintf(format, args...), Safe: strings.TrimSpace(safe)}
}

// dollars writes a safe way: names in the place of $1, $2 and so on.
func dollars(template string, names ...string) string {
	for i, name := range slices.Backward(names) { // $1 is the beginning of $10
		template = strings.ReplaceAll(template, fmt.Sprintf("$%d", i+1), name)
	}
	return template
}

// ofData says whether a failure came from what the rows hold.
func ofData(failure *pgconn.PgError) bool {
	return strings.HasPrefix(failure.Code, "22") || strings.HasPrefix(failure.Code, "23")
}
