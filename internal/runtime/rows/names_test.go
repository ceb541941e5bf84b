package rows_test

import (
	"slices"
	"testing"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
	"entgo.io/ent/dialect/sql/sqlgraph"

	"github.com/entask/entask/internal/runtime/rows"
)

func TestNames(t *testing.T) {
	columns := []string{"id", "title"}
	names := rows.NamesOf("task", columns)
	for name, c := range map[string]struct {
		dialect string
		change  func(*sqlgraph.QuerySpec)
		want    []string
	}{
		"PostgreSQL":    {dialect.Postgres, func(*sqlgraph.QuerySpec) {}, []string{`"task"."id"`, `"task"."title"`}},
		"SQLite":        {dialect.SQLite, func(*sqlgraph.QuerySpec) {}, []string{"`task`.`id`", "`task`.`title`"}},
		"another":       {dialect.MySQL, func(*sqlgraph.QuerySpec) {}, columns},
		"some columns":  {dialect.Postgres, func(s *sqlgraph.QuerySpec) { s.Node.Columns = []string{"id"} }, []string{"id"}},
		"more columns":  {dialect.Postgres, func(s *sqlgraph.QuerySpec) { s.Node.Columns = []string{"id", "title", "list_id"} }, []string{"id", "title", "list_id"}},
		"from a query":  {dialect.Postgres, func(s *sqlgraph.QuerySpec) { s.From = sql.Select() }, columns},
		"with a schema": {dialect.Postgres, func(s *sqlgraph.QuerySpec) { s.Node.Schema = "other" }, columns},
	} {
		t.Run(name, func(t *testing.T) {
			spec := sqlgraph.NewQuerySpec("task", columns, nil)
			c.change(spec)
			names.Use(spec, c.dialect)
			if !slices.Equal(spec.Node.Columns, c.want) {
				t.Errorf("got %v, want %v", spec.Node.Columns, c.want)
			}
		})
	}
}
