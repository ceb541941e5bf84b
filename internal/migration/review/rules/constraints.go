package rules

import (
	"slices"
	"strings"

	"github.com/entask/entask/internal/migration/catalog"
	"github.com/entask/entask/internal/migration/review/syntax"
)

func addConstraint(j *File, s *Subject, r *catalog.Relation, c *syntax.AlterTableCmd, only bool) []Finding {
	k := c.Def.Constraint
	if k == nil {
		return nil
	}
	constraint := k.Conname
	if constraint == "" {
		constraint = r.Name + "_check"
	}
	names := []string{j.timeout(), r.SQL(), catalog.Quote(constraint), columnList(syntax.Words(k.Keys))}
	switch k.Contype {
	case "CONSTR_CHECK":
		if k.SkipValidation || !s.scanned(r) && !s.Emptied {
			return nil
		}
		return []Finding{finding(s, "add-check", Error,
			dollars("$1ALTER TABLE $2 ADD CONSTRAINT $3 CHECK (…) NOT VALID;\n"+nextFile+"ALTER TABLE $2 VALIDATE CONSTRAINT $3;", names...),
			"All of %s is read while nobody can read or write it. Writes of the previous release that break %s fail from then on.", r, constraint)}
	case "CONSTR_FOREIGN":
		if k.SkipValidation || r.Kind == "p" && !s.scanned(r) {
			return nil
		}
		return []Finding{foreignKey(j, s, r, k, syntax.Words(k.FkAttrs)...)}
	case "CONSTR_UNIQUE", "CONSTR_PRIMARY":
		if r.Kind == "p" {
			return partitionedConstraint(j, s, r, k, only)
		}
		return addKey(j, s, r, k)
	case "CONSTR_EXCLUSION":
		return []Finding{finding(s, "add-exclusion", Error,
			dollars("-- no exclusion constraint is built while others write: make a table with it, fill it in batches, and switch over", names...),
			"The index is built while nobody can read or write %s, and there is no way to build it beforehand.", r)}
	}
	return nil
}

func foreignKey(j *File, s *Subject, r *catalog.Relation, k *syntax.ConstraintDef, columns ...string) Finding {
	target := k.PkTable.String()
	name := orElse(k.Conname, r.Name+"_"+strings.Join(columns, "_")+"_fkey")
	if r.Kind == "p" {
		references := dollars("FOREIGN KEY ($1) REFERENCES $2 ($3)", columnList(columns), target, orElse(columnList(syntax.Words(k.PkAttrs)), "id"))
		return finding(s, "add-foreign-key", Error, partitionedReference(j, s, r, name, references),
			"Every row of all partitions of %s is looked up in %s while none of them takes writes.", r, k.PkTable.Relname)
	}
	constraint := catalog.Quote(name)
	add := "$1ALTER TABLE $2 ADD CONSTRAINT $3 FOREIGN KEY ($4) REFERENCES $5 ($6) NOT VALID;\n"
	return finding(s, "add-foreign-key", Error,
		dollars(add+nextFile+"ALTER TABLE $2 VALIDATE CONSTRAINT $3;", j.timeout(), r.SQL(), constraint, columnList(columns), target, orElse(columnList(syntax.Words(k.PkAttrs)), "id")),
		"Every row of %s is looked up in %s while neither takes writes. Writes of the previous release that break it fail from then on.", r, k.PkTable.Relname)
}

func dropConstraint(j *File, s *Subject, r *catalog.Relation, c *syntax.AlterTableCmd) []Finding {
	k := r.Constraint(c.Name)
	if k == nil || s.Original.Relations[r.OID].Constraint(c.Name) == nil {
		return nil
	}
	now := s.After.Relations[r.OID]
	if now != nil && covered(*k, r, now) || !j.demands(r, k.Name) {
		return nil
	}
	switch k.Kind {
	case "c":
		return []Finding{finding(s, "drop-check", Warning,
			"-- if another one takes its place, add that NOT VALID, validate it, and drop this one last;\n-- if nothing needs it any more: review:allow drop-check: why",
			"%s no longer holds for %s: rows may come in that the previous release, and every query that relied on it, does not expect. What it said: %s", k.Name, r, k.Definition)}
	case "f":
		return []Finding{finding(s, "drop-foreign-key", Warning,
			"-- review:allow drop-foreign-key: what keeps orphans away instead",
			"%s goes away: rows of %s may point to nothing from now on, and ON DELETE no longer cleans up. The lock is on both tables.", k.Name, r)}
	default:
		return []Finding{finding(s, "drop-unique", Error,
			"-- keep it until no release relies on it; ON CONFLICT in the previous release names these columns",
			"%s (%s) goes away: duplicates come in, and an INSERT … ON CONFLICT of the previous release on these columns fails.", k.Name, k.Definition)}
	}
}

// demands says whether the previous release may rely on a constraint.
func (j *File) demands(r *catalog.Relation, constraint string) bool {
	if j.Previous == nil {
		return true
	}
	t := j.Previous.Find(r.Schema, r.Name)
	return t != nil && t.Constraint(constraint) != nil
}

// covered says whether something else still guarantees what a constraint did: the same check
// under another name, or NOT NULL.
func covered(k catalog.Constraint, was, now *catalog.Relation) bool {
	for _, other := range now.Constraints {
		if other.Name != k.Name && other.Kind == k.Kind && other.Valid && sameText(other.Definition, k.Definition) {
			return true
		}
	}
	if k.Kind != "c" || len(k.Columns) != 1 {
		return false
	}
	c := now.Column(k.Columns[0])
	null := strings.Trim(k.Expression, "()") == catalog.Quote(k.Columns[0])+" IS NOT NULL"
	return c != nil && c.NotNull && null && was.Column(c.Name) != nil
}

func sameText(a, b string) bool {
	return strings.TrimSuffix(a, " NOT VALID") == strings.TrimSuffix(b, " NOT VALID")
}

func columnList(names []string) string {
	quoted := make([]string, len(names))
	for i, n := range names {
		quoted[i] = catalog.Quote(n)
	}
	return strings.Join(quoted, ", ")
}

func orElse(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// newConstraints reports what the writes of the previous release must satisfy from now on,
// and a foreign key without an index.
func newConstraints(j *File) []Finding {
	var all []Finding
	for _, s := range j.Subjects {
		for _, r := range s.After.Sorted(func(r *catalog.Relation) bool {
			return s.Before.Relations[r.OID] != nil && s.Original.Relations[r.OID] != nil
		}) {
			for _, k := range r.Constraints {
				if s.Before.Relations[r.OID].Constraint(k.Name) != nil || k.Kind != "c" && k.Kind != "f" {
					continue
				}
				all = append(all, oldWrites(s, r, k)...)
				if k.Kind == "f" && !indexed(s.After, r, k.Columns) {
					all = append(all, finding(s, "foreign-key-without-index", Info,
						dollars("-- in a file of its own, which begins with -- atlas:txmode none and a blank line:\nCREATE INDEX CONCURRENTLY $1 ON $2 ($3);", catalog.Quote(r.Name+"_"+strings.Join(k.Columns, "_")+"_idx"), r.SQL(), columnList(k.Columns)),
						"No index of %s begins with %s: a DELETE in %s reads the whole table.", r, strings.Join(k.Columns, ", "), s.After.Relations[k.Target]))
				}
			}
		}
	}
	return all
}

// oldWrites reports a constraint on a column that the previous release writes.
func oldWrites(s *Subject, r *catalog.Relation, k catalog.Constraint) []Finding {
	original := s.Original.Relations[r.OID]
	written := func(c string) bool { return original.Column(c) != nil }
	bound := original.Parent != 0 && r.Parent == 0 // what DETACH CONCURRENTLY leaves of the partition's bounds
	if bound || !slices.ContainsFunc(k.Columns, written) || slices.ContainsFunc(original.Constraints, func(o catalog.Constraint) bool { return sameText(o.Definition, k.Definition) }) {
		return nil
	}
	count := dollars("SELECT count(*) FROM $1 WHERE NOT ($2);", r.SQL(), k.Expression)
	if target := s.After.Relations[k.Target]; target != nil {
		var equal, given []string
		for i, c := range k.Columns {
			equal = append(equal, "parent."+catalog.Quote(k.TargetCols[i])+" = child."+catalog.Quote(c))
			given = append(given, "child."+catalog.Quote(c)+" IS NOT NULL")
		}
		count = dollars("SELECT count(*) FROM $1 AS child WHERE $2 AND NOT EXISTS (SELECT FROM $3 AS parent WHERE $4);",
			r.SQL(), strings.Join(given, " AND "), target.SQL(), strings.Join(equal, " AND "))
	}
	return []Finding{finding(s, "old-writes", Info, "-- before: does production have rows that break it?\n"+count,
		"Writes of the previous release that break %s fail from now on: %s", k.Name, strings.TrimSuffix(k.Definition, " NOT VALID"))}
}

func indexed(c *catalog.Catalog, r *catalog.Relation, columns []string) bool {
	prefix := "(" + columnList(columns)
	for _, i := range c.Relations {
		if i.Table == r.OID && i.Valid && (strings.Contains(i.Definition, prefix+")") || strings.Contains(i.Definition, prefix+",")) {
			return true
		}
	}
	return false
}
