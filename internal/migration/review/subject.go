package review

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

// find returns the relation that a name means just before the statement.
func (s *subject) find(n name) *relation { return s.before.find(n) }

// find looks in public where a name has no schema, and then anywhere.
func (c *catalog) find(n name) *relation {
	var elsewhere *relation
	for _, r := range c.Relations {
		switch {
		case r.Name != n.Relname || n.Schemaname != "" && r.Schema != n.Schemaname:
		case n.Schemaname != "" || r.Schema == "public":
			return r
		default:
			elsewhere = r
		}
	}
	return elsewhere
}

// existing returns the relation of a name if it was there before the file: what
// is newer has no rows and nobody who uses it.
func (s *subject) existing(n name) *relation {
	r := s.find(n)
	if r == nil || s.original.Relations[r.OID] == nil {
		return nil
	}
	return r
}

// take keeps the locks on what was there before the file that no earlier
// statement of the same transaction has taken. An index counts where its lock
// keeps people off and its table's does not; what is done concurrently waits until
// nobody uses it.
func (s *subject) take(all held) {
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
func (s *subject) describeLocks(inTransaction bool, all []*subject) {
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
func (s *subject) describeChanges() {
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

func (s *subject) finding(rule string, severity Severity, safe, format string, args ...any) Finding {
	return Finding{Rule: rule, Severity: severity, Line: s.line, Message: fmt.Sprintf(format, args...), Safe: strings.TrimSpace(safe)}
}

// dollars writes a safe way: names in the place of $1, $2 and so on.
func dollars(template string, names ...string) string {
	for i, name := range slices.Backward(names) { // $1 is the beginning of $10
		template = strings.ReplaceAll(template, fmt.Sprintf("$%d", i+1), name)
	}
	return template
}

var noRole = regexp.MustCompile(`^role "(.+)" does not exist$`)

// missingRole returns the role that a server of one's own does not have.
func missingRole(err error) (role string, missing bool) {
	failure, ok := errors.AsType[*pgconn.PgError](err)
	if !ok || failure.Code != "42704" {
		return "", false
	}
	m := noRole.FindStringSubmatch(failure.Message)
	if m == nil {
		return "", false
	}
	return m[1], true
}

// ofData says whether a failure came from what the rows hold.
func ofData(failure *pgconn.PgError) bool {
	return strings.HasPrefix(failure.Code, "22") || strings.HasPrefix(failure.Code, "23")
}

// tablesOf returns every relation that a statement names.
func tablesOf(t tree) []name {
	var names []name
	seen := func(body map[string]any) {
		if relname, ok := body["relname"].(string); ok {
			schema, _ := body["schemaname"].(string)
			names = append(names, name{Schemaname: schema, Relname: relname})
		}
	}
	walk(t.whole, func(_ string, body map[string]any) { seen(body) })
	return names
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
