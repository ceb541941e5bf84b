package rules

import (
	"strings"

	"github.com/entask/entask/internal/migration/catalog"
	"github.com/entask/entask/internal/migration/review/syntax"
)

// addKey judges a unique or primary key of a table in use.
func addKey(j *File, s *Subject, r *catalog.Relation, k *syntax.ConstraintDef) []Finding {
	columns := columnList(syntax.Words(k.Keys))
	if k.Contype == "CONSTR_PRIMARY" {
		if k.Indexname != "" && !s.scanned(r) {
			return nil
		}
		return []Finding{finding(s, "add-primary-key", Error,
			dollars("-- each column NOT NULL first (see set-not-null); then, in a file of its own, which begins with -- atlas:txmode none and a blank line:\nCREATE UNIQUE INDEX CONCURRENTLY $3 ON $2 ($4);\n"+nextFile+"$1ALTER TABLE $2 ADD CONSTRAINT $3 PRIMARY KEY USING INDEX $3;", j.timeout(), r.SQL(), catalog.Quote(orElse(k.Conname, r.Name+"_pkey")), orElse(columns, "id")),
			"The rows are read, for the index or to see that no key is NULL, while nobody can read or write %s.", r)}
	}
	if k.Indexname != "" {
		return nil
	}
	return []Finding{finding(s, "add-unique", Error,
		dollars("-- in a file of its own, which begins with -- atlas:txmode none and a blank line:\nCREATE UNIQUE INDEX CONCURRENTLY $3 ON $2 ($4);\n"+nextFile+"$1ALTER TABLE $2 ADD CONSTRAINT $3 UNIQUE USING INDEX $3;", j.timeout(), r.SQL(), catalog.Quote(orElse(k.Conname, r.Name+"_"+strings.Join(syntax.Words(k.Keys), "_")+"_key")), columns),
		"The index is built while nobody can read or write %s.", r)}
}

// partitionedConstraint judges a key of a partitioned table; for the table alone, it builds
// nothing.
func partitionedConstraint(j *File, s *Subject, r *catalog.Relation, k *syntax.ConstraintDef, only bool) []Finding {
	if only {
		return nil
	}
	rule, kind, name := "add-unique", "UNIQUE", r.Name+"_"+strings.Join(syntax.Words(k.Keys), "_")+"_key"
	if k.Contype == "CONSTR_PRIMARY" {
		rule, kind, name = "add-primary-key", "PRIMARY KEY", r.Name+"_pkey"
	}
	return []Finding{finding(s, rule, Error, partitionedKey(j, s, r, orElse(k.Conname, name), kind, columnList(syntax.Words(k.Keys))),
		"The indexes of all partitions are built while nobody can read or write %s.", r)}
}
