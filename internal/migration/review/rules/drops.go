package rules

import (
	"fmt"
	"strings"

	"github.com/entask/entask/internal/migration/catalog"
	"github.com/entask/entask/internal/migration/review/syntax"
)

// dropped says, by the kind of an object, what goes wrong without it. It is an error when
// the previous release may use the object.
var dropped = map[string]struct {
	rule     string
	severity Severity
	why      string
}{
	"OBJECT_TABLE":     {"drop-table", Error, "goes away with all its rows, while the previous release still uses it"},
	"OBJECT_VIEW":      {"drop-view", Error, "goes away, while the previous release may still read it"},
	"OBJECT_MATVIEW":   {"drop-view", Error, "goes away, while the previous release may still read it"},
	"OBJECT_SEQUENCE":  {"drop-sequence", Error, "goes away, and with it the last number that was given out"},
	"OBJECT_SCHEMA":    {"drop-schema", Error, "goes away with what is in it"},
	"OBJECT_FUNCTION":  {"drop-function", Error, "goes away, while the previous release, a policy or a trigger may still call it"},
	"OBJECT_PROCEDURE": {"drop-function", Error, "goes away, while the previous release may still call it"},
	"OBJECT_ROUTINE":   {"drop-function", Error, "goes away, while the previous release may still call it"},
	"OBJECT_TYPE":      {"drop-type", Error, "goes away, while the previous release may still cast to it"},
	"OBJECT_DOMAIN":    {"drop-type", Error, "goes away, while the previous release may still cast to it"},
	"OBJECT_EXTENSION": {"drop-extension", Error, "goes away with its types, operators and functions, for the whole database"},
	"OBJECT_POLICY":    {"drop-policy", Error, "goes away: a permissive one let people see their rows, a restrictive one kept them from others'"},
	"OBJECT_TRIGGER":   {"drop-trigger", Warning, "no longer fires, also for writes of the previous release that count on it"},
	"OBJECT_RULE":      {"drop-trigger", Warning, "no longer applies, also to statements of the previous release that count on it"},
}

func drops(j *File, s *Subject, t syntax.Tree) []Finding {
	x := t.DropStmt
	if x == nil {
		return nil
	}
	var all []Finding
	for _, o := range x.Objects {
		parts := syntax.Words([]syntax.Item{o})
		if len(parts) == 0 || x.MissingOK && s.skipped(parts[len(parts)-1]) {
			continue
		}
		if x.RemoveType == "OBJECT_INDEX" {
			all = append(all, dropIndex(j, s, x, asName(parts))...)
			continue
		}
		d, known := dropped[x.RemoveType]
		if !known || !was(s, x.RemoveType, parts) {
			continue
		}
		severity, note := d.severity, ""
		if r := s.existing(asName(parts)); r != nil && !j.uses(r, "") {
			severity, note = Info, " The previous release does not use it."
		}
		if !j.knows(x.RemoveType, parts) {
			severity, note = Info, " The previous release does not know it."
		}
		if x.RemoveType == "OBJECT_POLICY" && replaced(s, j, parts) {
			severity, note = Warning, " Another one of the same name takes its place in this transaction."
		}
		all = append(all, finding(s, d.rule, severity, dollars("-- this release: stop using it. The release after drops it, and says so:\n-- review:allow $1: the previous release does not use it\n$2;", d.rule, strings.TrimSuffix(s.SQL, ";")),
			"%s %s.%s", catalog.Quote(parts...), d.why, note))
	}
	if x.Behavior == "DROP_CASCADE" && len(all) > 0 {
		all = append(all, cascaded(s, named(x), nil)...)
	}
	return all
}

// named are the last parts of the names of what is dropped.
func named(x *syntax.DropStmt) map[string]bool {
	names := map[string]bool{}
	for _, o := range x.Objects {
		if parts := syntax.Words([]syntax.Item{o}); len(parts) > 0 {
			names[parts[len(parts)-1]] = true
		}
	}
	return names
}

// was says whether a dropped object existed before the file.
func was(s *Subject, kind string, parts []string) bool {
	last := parts[len(parts)-1]
	switch kind {
	case "OBJECT_TABLE", "OBJECT_VIEW", "OBJECT_MATVIEW", "OBJECT_SEQUENCE":
		return s.existing(asName(parts)) != nil
	case "OBJECT_TRIGGER", "OBJECT_RULE", "OBJECT_POLICY":
		return s.existing(asName(parts[:len(parts)-1])) != nil
	case "OBJECT_FUNCTION", "OBJECT_PROCEDURE", "OBJECT_ROUTINE":
		for _, signature := range s.Original.Routines {
			if _, rest, _ := strings.Cut(signature, "."); strings.HasPrefix(rest, last+"(") {
				return true
			}
		}
		return false
	default:
		return true
	}
}

func asName(parts []string) syntax.Name {
	if len(parts) > 1 {
		return syntax.Name{Schemaname: parts[len(parts)-2], Relname: parts[len(parts)-1]}
	}
	return syntax.Name{Relname: parts[0]}
}

// replaced says whether a later statement of the transaction creates the policy again.
func replaced(s *Subject, j *File, parts []string) bool {
	for _, later := range j.Subjects[len(s.Earlier)+1:] {
		for _, t := range later.Trees {
			p := t.CreatePolicyStmt
			if p != nil && p.PolicyName == parts[len(parts)-1] && s.Find(p.Table) == s.Find(asName(parts[:len(parts)-1])) {
				return s.InTransaction
			}
		}
	}
	return false
}

// cascaded lists what was dropped without being named, but for parts of the table that is
// altered and of its partitions: they go with its columns.
func cascaded(s *Subject, named map[string]bool, altered *catalog.Relation) []Finding {
	var gone []string
	for _, r := range s.Before.Sorted(func(r *catalog.Relation) bool { return r.Kind != "i" && r.Kind != "S" }) {
		now := s.After.Relations[r.OID]
		if now == nil {
			if !named[r.Name] {
				gone = append(gone, r.String())
			}
			continue
		}
		if altered != nil && partOf(s.Before, r, altered) {
			continue
		}
		for _, k := range r.Constraints {
			if now.Constraint(k.Name) == nil {
				gone = append(gone, fmt.Sprintf("the constraint %s of %s", k.Name, r))
			}
		}
		for _, c := range r.Columns {
			if now.Column(c.Name) == nil {
				gone = append(gone, fmt.Sprintf("the column %s of %s", c.Name, r))
			}
		}
	}
	if len(gone) == 0 {
		return nil
	}
	return []Finding{finding(s, "cascade", Error, "-- name each thing that is to go, and leave CASCADE out", "CASCADE took along what nobody named: %s.", strings.Join(gone, ", "))}
}

// partOf says whether a relation is a table, or a partition of it at any depth.
func partOf(c *catalog.Catalog, r, table *catalog.Relation) bool {
	for ; r != nil; r = c.Relations[r.Parent] {
		if r.OID == table.OID {
			return true
		}
	}
	return false
}
