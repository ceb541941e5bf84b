package rules

import (
	"github.com/entask/entask/internal/migration/catalog"
	"github.com/entask/entask/internal/migration/review/syntax"
)

func renames(j *File, s *Subject, t syntax.Tree) []Finding {
	x := t.RenameStmt
	if x == nil {
		return nil
	}
	if s.skipped(x.Relation.Relname) && x.Relation.Relname != "" {
		return nil
	}
	kind := x.RenameType
	r := s.existing(x.Relation)
	to := x.Newname
	safe := "-- make the new one beside the old one, write both, switch readers over, and drop the old one a release later;\n-- for a table: ALTER TABLE … RENAME, with a view of the old name in the same transaction"
	switch kind {
	case "OBJECT_COLUMN":
		if r == nil || s.Original.Relations[r.OID].Column(x.Subname) == nil || !j.uses(r, x.Subname) {
			return nil
		}
		return []Finding{finding(s, "rename-column", Error,
			dollars("$1ALTER TABLE $2 ADD COLUMN $4 $5;\n-- write both, or keep them equal by a trigger; fill old rows in batches;\n-- the next release reads $4, the one after it drops $3", j.timeout(), r.SQL(), catalog.Quote(x.Subname), catalog.Quote(to), orElse(typeOf(r, x.Subname), "…")),
			"The previous release still calls %s.%s by its old name: its statements fail from this moment.", r, x.Subname)}
	case "OBJECT_TABLE", "OBJECT_VIEW", "OBJECT_MATVIEW":
		if r == nil || viewInstead(j, s, r) || !j.uses(r, "") {
			return nil
		}
		return []Finding{finding(s, "rename-table", Error,
			dollars("$1ALTER TABLE $2 RENAME TO $3;\nCREATE VIEW $2 WITH (security_invoker = true) AS SELECT * FROM $3;\nGRANT … ON $2 TO …; -- what the table grants; all in the same transaction. The release after drops it", j.timeout(), r.SQL(), catalog.Quote(to)),
			"The previous release still calls %s by its old name: its statements fail from this moment.", r)}
	case "OBJECT_SCHEMA", "OBJECT_TYPE", "OBJECT_DOMAIN", "OBJECT_FUNCTION", "OBJECT_PROCEDURE", "OBJECT_SEQUENCE", "OBJECT_DATABASE", "OBJECT_ROLE":
		return []Finding{finding(s, "rename-object", Error, safe, "The previous release still uses the old name: its statements fail from this moment.")}
	}
	return nil
}

// moves judges SET SCHEMA.
func moves(j *File, s *Subject, t syntax.Tree) []Finding {
	x := t.AlterObjectSchemaStmt
	if x == nil || x.Relation.Relname != "" && s.skipped(x.Relation.Relname) {
		return nil
	}
	r := s.existing(x.Relation)
	schema := catalog.Quote(x.Newschema)
	switch {
	case x.Relation.Relname == "", x.ObjectType == "OBJECT_SEQUENCE" && r != nil:
		return []Finding{finding(s, "rename-object", Error, "-- make it in the new schema beside the old one, and drop the old one a release later",
			"The previous release still looks for it in its old schema: its statements fail from this moment, unless its search_path has %s.", schema)}
	case r == nil || viewInstead(j, s, r) || !j.uses(r, ""):
		return nil
	}
	return []Finding{finding(s, "rename-table", Error,
		dollars("$1ALTER TABLE $2 SET SCHEMA $3;\nCREATE VIEW $2 WITH (security_invoker = true) AS SELECT * FROM $3.$4;\nGRANT USAGE ON SCHEMA $3 TO …;\nGRANT … ON $2 TO …; -- what the table grants; all in the same transaction. The release after drops it", j.timeout(), r.SQL(), schema, catalog.Quote(r.Name)),
		"The previous release still looks for %s in its old schema: its statements fail from this moment, unless its search_path has %s and it may use that. Its indexes and the sequences of its columns move along, its partitions do not.", r, schema)}
}

func typeOf(r *catalog.Relation, column string) string {
	if c := r.Column(column); c != nil {
		return c.Type
	}
	return ""
}

// viewInstead says whether the file ends with a view under the old name.
func viewInstead(j *File, s *Subject, r *catalog.Relation) bool {
	last := j.Subjects[len(j.Subjects)-1].After.Find(r.Schema, r.Name)
	return last != nil && last.Kind == "v" && s.InTransaction
}
