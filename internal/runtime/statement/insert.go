package statement

import (
	"context"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql/sqlgraph"
	"entgo.io/ent/schema/field"
)

// Insert adds a row as sqlgraph.CreateNode does, which does it itself where the database is
// not PostgreSQL, or the row is more than plain values.
func Insert(ctx context.Context, t *Table, drv dialect.Driver, row *sqlgraph.CreateSpec) error {
	w := Write(t, drv.Dialect())
	if w == nil || row.ID.Value == nil || row.Schema != "" || len(row.Edges)+len(row.OnConflict) > 0 {
		return sqlgraph.CreateNode(ctx, drv, row)
	}
	for _, f := range row.Fields {
		if f.Type == field.TypeJSON || !writable(f.Value) {
			return sqlgraph.CreateNode(ctx, drv, row)
		}
		w.give(f.Column, f.Value)
	}
	w.give(row.ID.Column, row.ID.Value)
	s := w.end(t.insert, w.sets, between, w.where, closing)
	defer s.Release()
	return drv.Exec(ctx, s.Text, s.Args, nil)
}

var between, closing = []byte(") VALUES ("), []byte(")")

// give makes an insert give a column its value: the names go to sets, the values to where.
func (w *Writer) give(column string, v any) {
	if len(w.sets) > 0 {
		w.sets = append(w.sets, ", "...)
		w.where = append(w.where, ", "...)
	}
	w.sets = quote(w.sets, column)
	w.where = w.arg(w.where, v)
}
