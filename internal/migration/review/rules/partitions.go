package rules

import (
	"strings"

	"github.com/entask/entask/internal/migration/catalog"
)

// A partitioned table knows no CONCURRENTLY, no USING INDEX and, for a foreign key, no NOT
// VALID. Each step is taken partition by partition, and the table takes over what its
// partitions have.

// partitionsOf returns the partitions of a table.
func partitionsOf(c *catalog.Catalog, table *catalog.Relation) []*catalog.Relation {
	return c.Sorted(func(r *catalog.Relation) bool { return r.Parent == table.OID && (r.Kind == "r" || r.Kind == "p") })
}

// partitionedIndex is the SQL that builds the index of a partitioned table while others
// write: on the table alone, on each partition, and then together.
func partitionedIndex(j *File, s *Subject, table *catalog.Relation, name, create, on string) string {
	var each, attach strings.Builder
	for _, p := range partitionsOf(s.Before, table) {
		own := catalog.Quote(p.Name + "_" + name)
		each.WriteString(dollars("$1 CONCURRENTLY $2 ON $3 $4;\n", create, own, p.SQL(), on))
		attach.WriteString(dollars("ALTER INDEX $1 ATTACH PARTITION $2;\n", catalog.Quote(name), own))
	}
	return dollars("$1$2 $3 ON ONLY $4 $5; -- INVALID until all partitions are attached\n", j.timeout(), create, catalog.Quote(name), table.SQL(), on) +
		"-- in a file of its own, which begins with -- atlas:txmode none and a blank line:\n" + each.String() + nextFile + j.timeout() + attach.String()
}

// partitionedKey is the same for a unique or primary key.
func partitionedKey(j *File, s *Subject, table *catalog.Relation, name, kind, columns string) string {
	var each, own, attach strings.Builder
	for _, p := range partitionsOf(s.Before, table) {
		key := catalog.Quote(p.Name + "_" + name)
		each.WriteString(dollars("CREATE UNIQUE INDEX CONCURRENTLY $1 ON $2 ($3);\n", key, p.SQL(), columns))
		own.WriteString(dollars("ALTER TABLE $1 ADD CONSTRAINT $2 $3 USING INDEX $2;\n", p.SQL(), key, kind))
		attach.WriteString(dollars("ALTER INDEX $1 ATTACH PARTITION $2;\n", catalog.Quote(name), key))
	}
	return dollars("$1ALTER TABLE ONLY $2 ADD CONSTRAINT $3 $4 ($5); -- INVALID until all partitions are attached\n", j.timeout(), table.SQL(), catalog.Quote(name), kind, columns) +
		"-- in a file of its own, which begins with -- atlas:txmode none and a blank line:\n" + each.String() + nextFile + j.timeout() + own.String() + attach.String()
}

// partitionedReference is the same for a foreign key.
func partitionedReference(j *File, s *Subject, table *catalog.Relation, name, references string) string {
	var each, validate strings.Builder
	for _, p := range partitionsOf(s.Before, table) {
		key := catalog.Quote(p.Name + "_" + name)
		each.WriteString(dollars("ALTER TABLE $1 ADD CONSTRAINT $2 $3 NOT VALID;\n", p.SQL(), key, references))
		validate.WriteString(dollars("ALTER TABLE $1 VALIDATE CONSTRAINT $2;\n", p.SQL(), key))
	}
	return "-- for each partition, in a file of its own:\n" + j.timeout() + each.String() + nextFile + validate.String() + nextFile +
		dollars("$1ALTER TABLE $2 ADD CONSTRAINT $3 $4; -- it takes over those of the partitions, and reads no row", j.timeout(), table.SQL(), catalog.Quote(name), references)
}
