package rules

import (
	"github.com/entask/entask/internal/migration/catalog"
	"github.com/entask/entask/internal/migration/review/syntax"
)

// alterations judges the commands of an ALTER TABLE.
func alterations(j *File, s *Subject, t syntax.Tree) []Finding {
	if t.AlterTableStmt == nil {
		return nil
	}
	r := s.existing(t.AlterTableStmt.Relation)
	if r == nil || s.skipped(r.Name) {
		return nil
	}
	var all []Finding
	cascades := false
	for _, i := range t.AlterTableStmt.Cmds {
		c := i.AlterTableCmd
		if c == nil {
			continue
		}
		cascades = cascades || c.Behavior == "DROP_CASCADE"
		switch c.Subtype {
		case "AT_AddColumn":
			all = append(all, addColumn(j, s, r, c)...)
		case "AT_DropColumn":
			all = append(all, dropColumn(j, s, r, c)...)
		case "AT_AlterColumnType":
			all = append(all, changeType(j, s, r, c)...)
		case "AT_SetNotNull":
			all = append(all, setNotNull(j, s, r, c)...)
		case "AT_DropNotNull":
			all = append(all, dropNotNull(s, r, c)...)
		case "AT_ColumnDefault":
			all = append(all, changeDefault(s, r, c)...)
		case "AT_DropIdentity", "AT_DropExpression":
			all = append(all, finding(s, "change-default", Error, "-- keep it, and let the new release write the column itself",
				"%s.%s stops getting its value from the database: an insert of the previous release that leaves it out stores NULL or fails.", r, c.Name))
		case "AT_SetIdentity":
			if c.Def.List != nil {
				all = append(all, alterSequence(s, r.String()+"."+c.Name, dollars("pg_get_serial_sequence($1, $2)", catalog.Literal(r.SQL()), catalog.Literal(c.Name)), c.Def.List.Items)...)
			}
		case "AT_AddConstraint":
			all = append(all, addConstraint(j, s, r, c, !t.AlterTableStmt.Relation.Inh)...)
		case "AT_DropConstraint":
			all = append(all, dropConstraint(j, s, r, c)...)
		default:
			all = append(all, alterTableItself(j, s, r, c)...)
		}
	}
	if cascades {
		all = append(all, cascaded(s, nil, r)...)
	}
	return all
}

func addColumn(j *File, s *Subject, r *catalog.Relation, c *syntax.AlterTableCmd) []Finding {
	def := c.Def.ColumnDef
	if def == nil {
		return nil
	}
	if is := r.Column(def.Colname); is != nil && c.MissingOK {
		return otherColumn(s, r, is, def)
	}
	var all []Finding
	column := catalog.Quote(def.Colname)
	counted := serial(def) || def.Has("CONSTR_IDENTITY")
	generated := def.Has("CONSTR_GENERATED")
	if def.Has("CONSTR_NOTNULL") && !def.Has("CONSTR_DEFAULT") && !counted && !generated {
		all = append(all, finding(s, "add-column-not-null", Error,
			dollars("$1ALTER TABLE $2 ADD COLUMN $3 $4; -- nullable; or with a DEFAULT that is a constant\n-- fill it in batches, let the new release write it, and a release later:\nALTER TABLE $2 ADD CONSTRAINT $5 CHECK ($3 IS NOT NULL) NOT VALID;\n"+nextFile+"ALTER TABLE $2 VALIDATE CONSTRAINT $5;\n"+nextFile+"ALTER TABLE $2 ALTER COLUMN $3 SET NOT NULL;\nALTER TABLE $2 DROP CONSTRAINT $5;",
				j.timeout(), r.SQL(), column, def.TypeName.SQL(), catalog.Quote(r.Name+"_"+def.Colname+"_not_null")),
			"%s.%s is NOT NULL and has no default: it fails on a table that has rows, and the inserts of the previous release, which do not name it, fail too.", r, def.Colname))
	}
	if rewritten := s.rewrote(r); rewritten || s.rewrites(r) {
		all = append(all, rewritingColumn(j, s, r, def, counted, generated))
	}
	return append(all, columnConstraints(j, s, r, def)...)
}

// columnConstraints judges the constraints of a new column.
func columnConstraints(j *File, s *Subject, r *catalog.Relation, def *syntax.ColumnDef) []Finding {
	var all []Finding
	column := catalog.Quote(def.Colname)
	for contype, rule := range map[string]string{"CONSTR_UNIQUE": "add-unique", "CONSTR_PRIMARY": "add-primary-key"} {
		if def.Has(contype) {
			all = append(all, finding(s, rule, Error,
				dollars("$1ALTER TABLE $2 ADD COLUMN $3 $4;\n-- and in a file of its own, which begins with -- atlas:txmode none and a blank line:\nCREATE UNIQUE INDEX CONCURRENTLY $5 ON $2 ($3);\n"+nextFile+"$1ALTER TABLE $2 ADD CONSTRAINT $5 UNIQUE USING INDEX $5;",
					j.timeout(), r.SQL(), column, def.TypeName.SQL(), catalog.Quote(r.Name+"_"+def.Colname+"_key")),
				"The index of %s.%s is built while %s lets nobody read or write.", r, def.Colname, r))
		}
	}
	for _, i := range def.Constraints {
		if i.Constraint == nil {
			continue
		}
		switch k := i.Constraint; k.Contype {
		case "CONSTR_FOREIGN":
			all = append(all, foreignKey(j, s, r, k, def.Colname))
		case "CONSTR_CHECK":
			if s.scanned(r) && !s.rewrote(r) {
				all = append(all, finding(s, "add-check", Error,
					dollars("$1ALTER TABLE $2 ADD COLUMN $3 $4;\nALTER TABLE $2 ADD CONSTRAINT $5 CHECK (…) NOT VALID;\n"+nextFile+"ALTER TABLE $2 VALIDATE CONSTRAINT $5;",
						j.timeout(), r.SQL(), column, def.TypeName.SQL(), catalog.Quote(r.Name+"_"+def.Colname+"_check")),
					"The check of the new column reads all of %s while nobody can read or write it.", r))
			}
		}
	}
	return all
}

// rewrites says whether the table's file changed. Unlike Rewrites, it also holds for a
// statement that ran again without rows.
func (s *Subject) rewrites(r *catalog.Relation) bool {
	now := s.After.Relations[r.OID]
	was := s.Before.Relations[r.OID]
	return now != nil && was != nil && now.Kind == "r" && now.File != was.File
}

func rewritingColumn(j *File, s *Subject, r *catalog.Relation, def *syntax.ColumnDef, counted, generated bool) Finding {
	names := []string{j.timeout(), r.SQL(), catalog.Quote(def.Colname), def.TypeName.SQL()}
	const fill = "-- fill the rows that are there in batches, in a file or a job of its own"
	switch {
	case counted:
		return finding(s, "add-column-serial", Error,
			dollars("$1ALTER TABLE $2 ADD COLUMN $3 bigint;\nCREATE SEQUENCE $5 OWNED BY $2.$3;\nGRANT USAGE ON SEQUENCE $5 TO …; -- who inserts\nALTER TABLE $2 ALTER COLUMN $3 SET DEFAULT nextval('$5');\n"+fill,
				append(names, catalog.Quote(r.Name+"_"+def.Colname+"_seq"))...),
			"Every row of %s gets a number now: the table is written anew while nobody can read or write it.", r)
	case generated:
		return finding(s, "add-column-generated", Error,
			dollars("$1ALTER TABLE $2 ADD COLUMN $3 $4;\n-- a trigger BEFORE INSERT OR UPDATE computes it for new rows\n"+fill, names...),
			"A stored generated column is computed for every row of %s now: the table is written anew while nobody can read or write it.", r)
	default:
		return finding(s, "add-column-volatile-default", Error,
			dollars("$1ALTER TABLE $2 ADD COLUMN $3 $4;\nALTER TABLE $2 ALTER COLUMN $3 SET DEFAULT …; -- for new rows\n"+fill, names...),
			"The default of %s.%s has another value for each row: the table is written anew while nobody can read or write it. A constant default would be kept in the catalog.", r, def.Colname)
	}
}

func dropColumn(j *File, s *Subject, r *catalog.Relation, c *syntax.AlterTableCmd) []Finding {
	if r.Column(c.Name) == nil && s.Original.Relations[r.OID].Column(c.Name) == nil {
		return nil
	}
	if s.Original.Relations[r.OID].Column(c.Name) == nil {
		return nil // it came with this file
	}
	if !j.uses(r, c.Name) {
		return []Finding{finding(s, "drop-column", Info, "", "%s.%s goes away with what it holds. The previous release does not use it.", r, c.Name)}
	}
	return []Finding{finding(s, "drop-column", Error,
		dollars("-- this release: stop using it; if it is NOT NULL without a default, first\n$1ALTER TABLE $2 ALTER COLUMN $3 DROP NOT NULL;\n-- the release after: drop it, and say so\n-- review:allow drop-column: the previous release does not use it\nALTER TABLE $2 DROP COLUMN $3;", j.timeout(), r.SQL(), catalog.Quote(c.Name)),
		"%s.%s goes away, with what it holds, while the previous release still reads and writes it: its statements fail until the last copy is replaced, and it cannot be rolled back to.", r, c.Name)}
}

func changeType(j *File, s *Subject, r *catalog.Relation, c *syntax.AlterTableCmd) []Finding {
	was, is := r.Column(c.Name), (*catalog.Column)(nil)
	if now := s.After.Relations[r.OID]; now != nil {
		is = now.Column(c.Name)
	}
	to := "another type"
	if is != nil {
		to = is.Type
	}
	if was == nil {
		return nil
	}
	safe := dollars("$1ALTER TABLE $2 ADD COLUMN $4 $5;\n-- a trigger BEFORE INSERT OR UPDATE keeps it equal to $3; fill old rows in batches;\n-- the next release reads $4, the one after it drops $3", j.timeout(), r.SQL(), catalog.Quote(c.Name), catalog.Quote(c.Name+"_new"), to)
	switch {
	case s.rewrites(r) || s.rewrote(r):
		return []Finding{finding(s, "change-type", Error, safe, "%s.%s becomes %s: the table and its indexes are written anew while nobody can read or write it.", r, c.Name, to)}
	case s.scanned(r):
		return []Finding{finding(s, "change-type", Error, safe, "%s.%s becomes %s: all rows are read while nobody can read or write the table.", r, c.Name, to)}
	case is != nil && was.Base != is.Base && (!character(was.Base) || !character(is.Base)):
		return []Finding{finding(s, "change-type", Warning, safe, "%s.%s was %s and becomes %s, which the previous release does not expect.", r, c.Name, was.Type, to)}
	}
	return nil
}

func character(base string) bool { return base == "text" || base == "character varying" }

func setNotNull(j *File, s *Subject, r *catalog.Relation, c *syntax.AlterTableCmd) []Finding {
	if !s.scanned(r) && !s.Failed() && !s.Emptied {
		return nil
	}
	constraint := catalog.Quote(r.Name + "_" + c.Name + "_not_null")
	return []Finding{finding(s, "set-not-null", Error,
		dollars("$1ALTER TABLE $2 ADD CONSTRAINT $4 CHECK ($3 IS NOT NULL) NOT VALID;\n"+nextFile+"ALTER TABLE $2 VALIDATE CONSTRAINT $4;\n"+nextFile+"$1ALTER TABLE $2 ALTER COLUMN $3 SET NOT NULL; -- which now needs no look at the rows\nALTER TABLE $2 DROP CONSTRAINT $4;",
			j.timeout(), r.SQL(), catalog.Quote(c.Name), constraint),
		"All of %s is read to see that no %s is NULL, while nobody can read or write it. Writes of NULL by the previous release fail from then on.", r, c.Name)}
}

func dropNotNull(s *Subject, r *catalog.Relation, c *syntax.AlterTableCmd) []Finding {
	was := r.Column(c.Name)
	if was == nil || !was.NotNull {
		return nil
	}
	return []Finding{finding(s, "drop-not-null", Warning,
		"-- review:allow drop-not-null: the previous release reads NULL here",
		"%s.%s may be NULL from now on. The previous release was written for a column that never is.", r, c.Name)}
}

func changeDefault(s *Subject, r *catalog.Relation, c *syntax.AlterTableCmd) []Finding {
	was := r.Column(c.Name)
	if was == nil || was.Default == "" && (!was.NotNull || s.Original.Relations[r.OID].Column(c.Name) == nil) {
		return nil // a first default changes nothing for those who name the column
	}
	now := s.After.Relations[r.OID]
	if was.Default == "" || now != nil && now.Column(c.Name) != nil && now.Column(c.Name).Default == was.Default {
		return nil
	}
	if s.Original.Relations[r.OID].Column(c.Name) == nil {
		return nil
	}
	severity, what := Warning, "stores another value"
	if now != nil && now.Column(c.Name) != nil && now.Column(c.Name).Default == "" && was.NotNull {
		severity, what = Error, "fails"
	}
	return []Finding{finding(s, "change-default", severity,
		"-- let the new release write the value itself, and change the default when no old copy runs",
		"The default of %s.%s was %s: an insert of the previous release that leaves the column out %s from now on.", r, c.Name, was.Default, what)}
}
