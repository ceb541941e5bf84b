package rows

import (
	"slices"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
	"entgo.io/ent/dialect/sql/sqlgraph"
)

// Names are the columns of a table as a query selects them, such as "task"."id". Ent
// would build them for each query.
type Names struct {
	columns []string
	quoted  map[string][]string // by dialect
}

// NamesOf returns the names of a table's columns.
func NamesOf(table string, columns []string) Names {
	n := Names{columns, map[string][]string{}}
	for _, name := range []string{dialect.Postgres, dialect.SQLite} {
		n.quoted[name] = sql.Dialect(name).Select().From(sql.Dialect(name).Table(table)).Columns(columns...)
	}
	return n
}

// Use gives the names to a query that selects all these columns from their own table.
func (n Names) Use(spec *sqlgraph.QuerySpec, name string) {
	quoted, ok := n.quoted[name]
	if ok && spec.From == nil && spec.Node.Schema == "" && slices.Equal(spec.Node.Columns, n.columns) {
		spec.Node.Columns = quoted
	}
}
