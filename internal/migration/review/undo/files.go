package undo

import (
	"fmt"
	"iter"
	"maps"
	"regexp"
	"strings"

	"github.com/entask/entask/internal/migration/catalog"
)

// File is a migration.
type File struct{ Name, Text string }

// Files divides steps into migrations: a transaction for each table, and a file without one
// for what is built or dropped while others write. next gives each a version.
func Files(steps []Step, name string, next func() string) []File {
	var files []File
	for i := 0; i < len(steps); {
		first := steps[i]
		text := "SET LOCAL lock_timeout = '3s';\n"
		if first.phase == concurrently {
			text = "-- atlas:txmode none\n\n"
		}
		for ; i < len(steps) && steps[i].phase == first.phase && (steps[i].table == first.table || first.phase == concurrently); i++ {
			text += steps[i].sql + "\n"
		}
		files = append(files, File{fmt.Sprintf("%s_undo_%s.sql", next(), name), text})
	}
	return files
}

// constrains says whether an index is that of a constraint.
func constrains(c *catalog.Catalog, index *catalog.Relation) bool {
	t := c.Relations[index.Table]
	return t != nil && t.Constraint(index.Name) != nil
}

func concurrent(definition string) string {
	return regexp.MustCompile(`^CREATE (UNIQUE )?INDEX `).ReplaceAllString(definition, "CREATE ${1}INDEX CONCURRENTLY ")
}

func numbered(r *catalog.Relation, number int) *catalog.Column {
	for i := range r.Columns {
		if r.Columns[i].Number == number {
			return &r.Columns[i]
		}
	}
	return nil
}

func literals(values []string) string {
	all := make([]string, len(values))
	for i, v := range values {
		all[i] = catalog.Literal(v)
	}
	return strings.Join(all, ", ")
}

func keys[V any](a, b map[string]V) iter.Seq[string] {
	all := maps.Clone(a)
	maps.Copy(all, b)
	return maps.Keys(all)
}

func either(yes bool, a, b string) string {
	if yes {
		return a
	}
	return b
}

func orElse(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
