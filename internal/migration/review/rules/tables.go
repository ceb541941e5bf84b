package rules

import (
	"slices"
	"strings"

	"github.com/entask/entask/internal/migration/catalog"
	"github.com/entask/entask/internal/migration/review/syntax"
)

// alterTableItself judges what an ALTER TABLE does to the table as a whole.
func alterTableItself(j *File, s *Subject, r *catalog.Relation, c *syntax.AlterTableCmd) []Finding {
	one := func(rule string, severity Severity, safe, format string, args ...any) []Finding {
		return []Finding{finding(s, rule, severity, dollars(safe, j.timeout(), r.SQL(), catalog.Quote(c.Name)), format, args...)}
	}
	switch c.Subtype {
	case "AT_SetLogged", "AT_SetUnLogged":
		if s.rewrote(r) {
			return one("set-logged", Error, "-- make a table as it is to be, copy in batches, and switch over",
				"%s is written anew while nobody can read or write it. An UNLOGGED table is empty after a crash and on every replica.", r)
		}
	case "AT_SetTableSpace", "AT_SetAccessMethod":
		if s.rewrote(r) || c.Subtype == "AT_SetTableSpace" {
			return one("move-table", Error, "-- make a table as it is to be, copy in batches, and switch over",
				"All of %s is copied while nobody can read or write it.", r)
		}
	case "AT_ValidateConstraint":
		return nil // heldLocks says whether it is done under another statement's lock
	case "AT_EnableRowSecurity", "AT_ForceRowSecurity":
		return enableRowSecurity(j, s, r, c)
	case "AT_DisableRowSecurity":
		return one("disable-row-security", Error, "-- leave it on, and change the policy that is wrong:\nALTER POLICY … ON $2 USING (…);",
			"Row-level security of %s is off: whoever may read the table reads everybody's rows.", r)
	case "AT_NoForceRowSecurity":
		return one("no-force-row-security", Error, "ALTER TABLE $2 FORCE ROW LEVEL SECURITY;",
			"The owner of %s passes over its policies from now on; where the service owns the table, that is everybody.", r)
	case "AT_DisableTrigAll":
		return one("disable-trigger", Error, "-- the triggers that are meant, by name",
			"No trigger of %s fires any longer, for any session, until somebody switches them on again. The foreign keys that it has, and those that lead to it, are among them: what breaks one stays in the table, although it counts as valid.", r)
	case "AT_DisableTrig", "AT_DisableTrigUser", "AT_DisableRule", "AT_EnableReplicaTrig", "AT_EnableReplicaRule":
		who := "any session"
		if strings.HasPrefix(c.Subtype, "AT_EnableReplica") {
			who = "the sessions of the service, but for replicated rows alone"
		}
		return one("disable-trigger", Warning, "-- SET LOCAL session_replication_role does it for one transaction and nobody else, and for foreign keys, too",
			"A trigger of %s no longer fires for %s, until somebody switches it on again.", r, who)
	case "AT_ChangeOwner":
		return changeOwner(s, r)
	case "AT_AttachPartition":
		return attach(j, s, r, c)
	case "AT_DetachPartition":
		if p := c.Def.PartitionCmd; p != nil && !p.Concurrent {
			return one("detach-partition", Error, ownFile+"ALTER TABLE $2 DETACH PARTITION "+catalog.Quote(p.Name.Relname)+" CONCURRENTLY;",
				"Nobody can read or write %s, all partitions of it, while this waits and runs. Queries of the previous release no longer see those rows.", r)
		}
	}
	return nil
}

// enableRowSecurity judges row-level security for a table in use.
func enableRowSecurity(j *File, s *Subject, r *catalog.Relation, c *syntax.AlterTableCmd) []Finding {
	was := s.Original.Relations[r.OID]
	who := "whoever is neither its owner nor a superuser"
	if c.Subtype == "AT_ForceRowSecurity" {
		who = "its owner, too,"
		if was.Forced || !was.Secured { // without policies, or said of ENABLE
			return nil
		}
	}
	if was.Secured && c.Subtype == "AT_EnableRowSecurity" {
		return nil
	}
	return []Finding{finding(s, "enable-row-security", j.proven(r, true),
		dollars("-- first a release that sets what the policies ask for, then:\n$1$2\n-- review:allow enable-row-security: since which release every statement sets it", j.timeout(), s.SQL),
		"From now on %s reads and writes only those rows of %s that a policy lets through. A previous release that does not set what the policies ask for reads nothing.%s", who, r, j.proof(r, true))}
}

func attach(j *File, s *Subject, r *catalog.Relation, c *syntax.AlterTableCmd) []Finding {
	p := c.Def.PartitionCmd
	if p == nil {
		return nil
	}
	part := s.Find(p.Name)
	var all []Finding
	if part != nil && s.scanned(part) {
		all = append(all, finding(s, "attach-partition", Error,
			dollars("$1ALTER TABLE $3 ADD CONSTRAINT $4 CHECK (…) NOT VALID; -- what the bounds say, and that the key IS NOT NULL\n"+nextFile+"ALTER TABLE $3 VALIDATE CONSTRAINT $4;\n"+nextFile+"$1ALTER TABLE $2 ATTACH PARTITION $3 …; -- which then looks at no row\nALTER TABLE $3 DROP CONSTRAINT $4;",
				j.timeout(), r.SQL(), part.SQL(), catalog.Quote(part.Name+"_bounds")),
			"All of %s is read, to see that its rows are within the bounds, while nobody can read or write it.", part))
	}
	for _, other := range s.Before.Sorted(func(o *catalog.Relation) bool { return o.Parent == r.OID && o.OID != oid(part) }) {
		if s.scanned(other) {
			all = append(all, finding(s, "attach-partition", Error,
				dollars("$1ALTER TABLE $2 ADD CONSTRAINT $3 CHECK (…) NOT VALID; -- that its rows are not in the new bounds\n"+nextFile+"ALTER TABLE $2 VALIDATE CONSTRAINT $3;", j.timeout(), other.SQL(), catalog.Quote(other.Name+"_rest")),
				"All of the default partition %s is read, to see that none of its rows belongs to the new one, while nobody can read or write it.", other))
		}
	}
	return all
}

func oid(r *catalog.Relation) uint32 {
	if r == nil {
		return 0
	}
	return r.OID
}

func truncates(_ *File, s *Subject, t syntax.Tree) []Finding {
	if t.TruncateStmt == nil {
		return nil
	}
	var all []Finding
	for _, i := range t.TruncateStmt.Relations {
		if i.RangeVar == nil {
			continue
		}
		if r := s.existing(*i.RangeVar); r != nil {
			cascade := ""
			if t.TruncateStmt.Behavior == "DROP_CASCADE" {
				cascade = " CASCADE empties every table that refers to it, too."
			}
			all = append(all, finding(s, "truncate", Error, dollars("-- in batches, until it changes no row:\n"+batch("DELETE FROM $1"), r.SQL()),
				"All rows of %s are gone, at once, for every release and without a trigger; nobody can read or write it meanwhile.%s", r, cascade))
		}
	}
	return all
}

// batch limits a statement that changes rows to one batch.
func batch(change string) string {
	return change + " WHERE ctid = ANY (ARRAY(SELECT ctid FROM $1 WHERE … LIMIT 5000));"
}

func copies(_ *File, s *Subject, t syntax.Tree) []Finding {
	var into syntax.Name
	var query any
	switch {
	case t.CreateTableAsStmt != nil && t.CreateTableAsStmt.Objtype == "OBJECT_TABLE":
		into, query = t.CreateTableAsStmt.Into.Rel, t.CreateTableAsStmt.Query
	case t.SelectStmt != nil && t.SelectStmt.IntoClause != nil:
		into, query = t.SelectStmt.IntoClause.Rel, t.Whole
	default:
		return nil
	}
	for _, n := range tablesIn(query) {
		if r := s.existing(n); r != nil && r.HoldsRows() {
			return []Finding{finding(s, "create-table-as", Warning,
				dollars("CREATE TABLE $1 (LIKE $2 INCLUDING ALL);\n-- with its policies and grants, which LIKE does not copy; then fill it in batches", into.String(), r.SQL()),
				"%s is a copy of rows of %s as they are at this moment, without its keys, checks, policies and grants: who was kept from a row there reads it here.", into, r)}
		}
	}
	return nil
}

func tablesIn(v any) []syntax.Name {
	return syntax.TablesOf(syntax.Tree{Whole: map[string]any{"query": v}})
}

func maintenance(_ *File, s *Subject, t syntax.Tree) []Finding {
	switch {
	case t.VacuumStmt != nil && t.VacuumStmt.IsVacuumcmd && syntax.Option(t.VacuumStmt.Options, "full"):
		return []Finding{finding(s, "vacuum-full", Error, "-- plain VACUUM makes the room usable again; pg_repack gives it back to the disk while others write",
			"The table is written anew while nobody can read or write it, and it needs as much disk again meanwhile.")}
	case t.ClusterStmt != nil:
		return []Finding{finding(s, "cluster", Error, "-- pg_repack orders a table while others write",
			"The table is written anew in the order of an index while nobody can read or write it.")}
	case t.RefreshMatViewStmt != nil && !t.RefreshMatViewStmt.Concurrent:
		r := s.existing(t.RefreshMatViewStmt.Relation)
		if r == nil || syntax.Contains(t.Whole, "skipData") {
			return nil
		}
		return []Finding{finding(s, "refresh-materialized-view", Error,
			dollars("-- with a unique index on it:\nREFRESH MATERIALIZED VIEW CONCURRENTLY $1;", r.SQL()),
			"Nobody can read %s until its query has run again.", r)}
	case t.VacuumStmt == nil && t.DropdbStmt != nil:
		return []Finding{finding(s, "drop-database", Error, "", "A whole database goes away.")}
	}
	return nil
}

func explicitLocks(_ *File, s *Subject, t syntax.Tree) []Finding {
	if t.LockStmt == nil {
		return nil
	}
	blocked := s.blocked()
	if len(blocked) == 0 {
		return nil
	}
	var names []string
	for _, r := range blocked {
		names = append(names, r.String())
	}
	return []Finding{finding(s, "lock-table", Error, "-- each statement takes the lock that it needs, and no stronger one",
		"It keeps others from %s until the transaction ends, whatever it does meanwhile.", strings.Join(names, " and "))}
}

// newTables reports what the new tables of a file lack.
func newTables(j *File) []Finding {
	if len(j.Subjects) == 0 {
		return nil
	}
	last := j.Subjects[len(j.Subjects)-1].After
	var all []Finding
	for _, s := range j.Subjects {
		for _, t := range s.Trees {
			if t.CreateStmt == nil {
				continue
			}
			r := found(last, t.CreateStmt.Relation)
			if r == nil || s.Original.Relations[r.OID] != nil || r.Kind != "r" || r.Parent != 0 {
				continue
			}
			if !slices.ContainsFunc(r.Constraints, func(k catalog.Constraint) bool { return k.Kind == "p" }) {
				all = append(all, finding(s, "no-primary-key", Warning, dollars("ALTER TABLE $1 ADD COLUMN id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY; -- in the CREATE TABLE", r.SQL()),
					"%s has no primary key: logical replication refuses its updates and deletes, and a row cannot be told from its copy.", r))
			}
		}
	}
	return all
}
