package rules

import (
	"regexp"
	"slices"
	"strings"

	"github.com/entask/entask/internal/migration/catalog"
	"github.com/entask/entask/internal/migration/review/syntax"
)

const ownFile = "-- in a file of its own, which begins with these two lines, the second one blank:\n-- atlas:txmode none\n\n"

func indexes(j *File, s *Subject, t syntax.Tree) []Finding {
	if t.IndexStmt == nil {
		return nil
	}
	x := t.IndexStmt
	r := s.existing(x.Relation)
	if r == nil {
		return nil
	}
	var all []Finding
	switch {
	case r.Kind == "p" && !x.Relation.Inh: // ONLY, which builds nothing
	case r.Kind == "p":
		create := "CREATE INDEX"
		if x.Unique {
			create = "CREATE UNIQUE INDEX"
		}
		all = append(all, finding(s, "create-index", Error,
			partitionedIndex(j, s, r, orElse(x.Idxname, r.Name+"_idx"), create, afterTable(s.SQL)),
			"No partition of %s takes writes until the indexes of all are built; a partitioned table has no CONCURRENTLY.", r))
	case !x.Concurrent:
		all = append(all, finding(s, "create-index", Error, ownFile+concurrently(s.SQL),
			"%s takes no writes until the index is built.", r))
	}
	if x.Concurrent && x.IfNotExists {
		all = append(all, finding(s, "concurrent-if-not-exists", Warning,
			dollars(ownFile+"DROP INDEX CONCURRENTLY IF EXISTS $1;\n$2", catalog.Quote(x.Idxname), strings.Replace(s.SQL, "IF NOT EXISTS ", "", 1)),
			"A concurrent build that failed leaves an INVALID index of this name. IF NOT EXISTS then takes it for done, and no query will ever use it."))
	}
	if x.Unique {
		all = append(all, finding(s, "old-writes", Info,
			dollars("-- before: does production have duplicates?\nSELECT $1, count(*) FROM $2 GROUP BY $1 HAVING count(*) > 1;", orElse(columnList(syntax.Words(x.IndexParams)), "…"), r.SQL()),
			"Duplicates make the build fail, and writes of the previous release that bring some in fail from then on."))
	}
	return all
}

// afterTable is what stands behind the table in a CREATE INDEX.
func afterTable(sql string) string {
	sql = strings.TrimSuffix(strings.TrimSpace(sql), ";")
	if at := strings.Index(sql, "("); at >= 0 {
		on := sql[at:]
		if using := regexp.MustCompile(`(?i)USING\s+\w+\s*$`).FindString(sql[:at]); using != "" {
			on = using + on
		}
		return on
	}
	return "(…)"
}

// concurrently adds CONCURRENTLY to a statement about an index.
func concurrently(sql string) string {
	upper := strings.ToUpper(sql)
	if at := strings.Index(upper, "INDEX"); at >= 0 {
		return sql[:at+5] + " CONCURRENTLY" + sql[at+5:]
	}
	return sql
}

func reindexes(_ *File, s *Subject, t syntax.Tree) []Finding {
	if t.ReindexStmt == nil || syntax.Option(t.ReindexStmt.Params, "concurrently") {
		return nil
	}
	if n := t.ReindexStmt.Relation; n.Relname != "" && s.existing(n) == nil {
		return nil
	}
	_, what, _ := strings.Cut(s.SQL, " ")
	kind, rest, _ := strings.Cut(strings.TrimSpace(what), " ")
	return []Finding{finding(s, "reindex", Error, ownFile+"REINDEX "+kind+" CONCURRENTLY "+rest,
		"The table takes no writes, and no reads that would use the index, until it is built anew.")}
}

// mixedConcurrent reports files that a failure leaves half done.
func mixedConcurrent(j *File) []Finding {
	if j.InTransaction {
		return nil
	}
	var bare, other *Subject
	for _, s := range j.Subjects {
		for _, t := range s.Trees {
			switch {
			case concurrent(t):
				bare = s
			case t.VariableSetStmt == nil && t.ReindexStmt == nil && !s.Bare && len(s.Taken) > 0:
				other = s
			}
		}
	}
	if bare == nil || other == nil {
		return nil
	}
	return []Finding{finding(other, "concurrent-not-alone", Warning, "-- give the statements about indexes a file of their own",
		"This file is no transaction, because of line %d: where one statement fails, those before it stay, and this one is not undone.", bare.Line)}
}

func concurrent(t syntax.Tree) bool {
	return t.IndexStmt != nil && t.IndexStmt.Concurrent || t.DropStmt != nil && t.DropStmt.Concurrent
}

// NotInTransaction reports the statements of a file that cannot be in its transaction.
func NotInTransaction(file string, subjects []*Subject) []Finding {
	var all []Finding
	for _, s := range subjects {
		if s.SQLState("25001") {
			all = append(all, finding(s, "not-in-transaction", Error, "-- the file begins with these two lines, the second one blank:\n-- atlas:txmode none\n\n"+s.SQL,
				"It fails: %s, and %s is one. The directive counts only in the first comment of the file, followed by a blank line.", s.Refusal.Message, file))
		}
	}
	return all
}

func invalidIndexes(_ *File, s *Subject) []Finding {
	var all []Finding
	for _, i := range s.Invalid {
		if s.Refusal != nil {
			all = append(all, finding(s, "invalid-index", Warning, dollars("-- before the next try:\nDROP INDEX CONCURRENTLY $1;", i),
				"The build failed on the rows that the review made (%s), and left the INVALID index %s: writes maintain it, no query uses it, and a second try fails on its name.", s.Refusal.Message, i))
		}
	}
	return all
}

// dropIndex judges one index of a DROP INDEX.
func dropIndex(j *File, s *Subject, x *syntax.DropStmt, n syntax.Name) []Finding {
	i := s.existing(n)
	if i == nil {
		return nil
	}
	var all []Finding
	switch table := s.Original.Relations[i.Table]; {
	case table == nil:
	case i.Kind == "I":
		all = append(all, finding(s, "drop-index", Warning, j.timeout()+s.SQL,
			"It waits for whoever reads or writes any partition of %s, and everybody who comes later waits behind it. The index of a partitioned table cannot be dropped concurrently: a lock_timeout bounds the wait.", table))
	case !x.Concurrent:
		all = append(all, finding(s, "drop-index", Error, ownFile+concurrently(s.SQL),
			"It waits for whoever reads or writes %s, and everybody who comes later waits behind it.", table))
	}
	if i.Unique && !slices.ContainsFunc(s.After.Sorted(func(o *catalog.Relation) bool { return o.Table == i.Table && o.Unique && o.Valid }), func(o *catalog.Relation) bool {
		return onColumns(o) == onColumns(i)
	}) {
		all = append(all, finding(s, "drop-unique", Error, "-- keep it until no release relies on it; ON CONFLICT in the previous release names these columns",
			"%s keeps duplicates out. Without it they come in, and an INSERT … ON CONFLICT of the previous release on these columns fails.", i))
	}
	return all
}

func onColumns(i *catalog.Relation) string {
	_, on, _ := strings.Cut(i.Definition, " USING ")
	return on
}
