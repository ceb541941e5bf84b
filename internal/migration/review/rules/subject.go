package rules

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/entask/entask/internal/migration/catalog"
	"github.com/entask/entask/internal/migration/review/locks"
	"github.com/entask/entask/internal/migration/review/syntax"
)

// Subject is one statement with all that was seen of it, as the rules get it.
type Subject struct {
	Observed
	Trees         []syntax.Tree    // none where the parser refused it
	Original      *catalog.Catalog // before the file
	Before, After *catalog.Catalog
	Earlier       []*Subject // of the same file
	InTransaction bool
	Block         int              // the BEGIN of the file's own that it is in; 0 is none
	LockTimeout   bool             // one was set
	Taken         locks.Held       // locks on relations of original
	Changed       map[uint32]int64 // rows of each table
	Refusal       *pgconn.PgError
	Emptied       bool // it failed on the rows that were made, and ran without
	Notices       []string
	judged        bool // a rule has found an error in what it says
}

// Find returns the relation that a name means just before the statement.
func (s *Subject) Find(n syntax.Name) *catalog.Relation { return found(s.Before, n) }

func found(c *catalog.Catalog, n syntax.Name) *catalog.Relation {
	return c.Find(n.Schemaname, n.Relname)
}

// existing returns the relation of a name if it existed before the file: a newer one has no
// rows and no users.
func (s *Subject) existing(n syntax.Name) *catalog.Relation {
	r := s.Find(n)
	if r == nil || s.Original.Relations[r.OID] == nil {
		return nil
	}
	return r
}

// blocked returns the tables whose users wait for this statement's own locks.
func (s *Subject) blocked() []*catalog.Relation {
	var list []*catalog.Relation
	for _, oid := range slices.Sorted(maps.Keys(s.Taken)) {
		r := s.Original.Relations[oid]
		switch locks.ModeOf(s.Taken[oid]).Blocks {
		case locks.BlocksAll:
			list = append(list, r)
		case locks.BlocksWrites:
			if r.Kind != "m" { // nobody writes to a materialized view
				list = append(list, r)
			}
		}
	}
	return list
}

// scanned says whether all rows of a table, or of one of its partitions, were read.
func (s *Subject) scanned(r *catalog.Relation) bool {
	return slices.Contains(s.Scans, r.String()) || r.Kind == "p" && slices.ContainsFunc(partitionsOf(s.Before, r), s.scanned)
}

func (s *Subject) rewrote(r *catalog.Relation) bool { return slices.Contains(s.Rewrites, r.String()) }
func (s *Subject) works() bool                      { return len(s.Scans) > 0 || len(s.Rewrites) > 0 || len(s.Changed) > 0 }

// Failed says whether the server refused it, for another reason than the rows that the
// review made.
func (s *Subject) Failed() bool { return s.Refusal != nil && !s.Emptied }

// SQLState says whether the server refused it with the code.
func (s *Subject) SQLState(code string) bool { return s.Refusal != nil && s.Refusal.Code == code }

// skipped says whether IF EXISTS passed over something of the name, which is not there.
func (s *Subject) skipped(name string) bool {
	return slices.ContainsFunc(s.Notices, func(n string) bool {
		return strings.Contains(n, name) && strings.HasSuffix(n, "does not exist, skipping")
	})
}

// finding is what a rule says of a statement, and SQL to paste.
func finding(s *Subject, rule string, severity Severity, safe, format string, args ...any) Finding {
	return Finding{Rule: rule, Severity: severity, Line: s.Line, Message: fmt.Sprintf(format, args...), Safe: strings.TrimSpace(safe)}
}

// dollars replaces $1, $2 and so on in SQL to paste.
func dollars(template string, names ...string) string {
	for i, name := range slices.Backward(names) { // $1 is the beginning of $10
		template = strings.ReplaceAll(template, fmt.Sprintf("$%d", i+1), name)
	}
	return template
}

// OfData says whether a failure came from the content of the rows. An exception that a
// migration raises itself is a guard that has looked at them.
func OfData(failure *pgconn.PgError) bool {
	return strings.HasPrefix(failure.Code, "22") || strings.HasPrefix(failure.Code, "23") || failure.Code == "P0001"
}
