package statement

import (
	"context"
	"errors"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
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
	id, computed := row.ID.Value.(Expression)
	question := ""
	if computed {
		w.express(row.ID.Column, id)
		if !Spreads(drv) { // no RETURNING asks other rows there
			question = id.Ask()
		}
	} else {
		w.give(row.ID.Column, row.ID.Value)
	}
	if question != "" {
		w.page = append(append(w.page, " RETURNING "...), question...)
	}
	s := w.end(t.insert, w.sets, between, w.where, closing, w.page)
	defer s.Release()
	if question == "" {
		return drv.Exec(ctx, s.Text, s.Args, nil)
	}
	answer, err := asked(ctx, drv, s)
	if err == nil {
		id.Hear(answer)
	}
	return err
}

// asked executes a statement that returns one row with the answer to a question.
func asked(ctx context.Context, drv dialect.Driver, s Statement) (answer bool, err error) {
	rows := &sql.Rows{}
	if err := drv.Query(ctx, s.Text, s.Args, rows); err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	if rows.Next() {
		err = rows.Scan(&answer)
	}
	return answer, errors.Join(err, rows.Err())
}

var between, closing = []byte(") VALUES ("), []byte(")")

// Expression is an id that is computed where the row is inserted. It is told how many arguments
// stand before its own. It may ask a question that the statement answers, in SQL.
type Expression interface {
	sql.Querier
	SetDialect(string)
	SetTotal(int)
	Ask() string
	Hear(answer bool)
}

// express makes an insert give a column the value of an expression.
func (w *Writer) express(column string, e Expression) {
	e.SetDialect(dialect.Postgres)
	e.SetTotal(len(w.args))
	text, args := e.Query()
	w.giving(column)
	w.where = append(w.where, text...)
	w.args = append(w.args, args...)
}

// give makes an insert give a column its value: the names go to sets, the values to where.
func (w *Writer) give(column string, v any) {
	w.giving(column)
	w.where = w.arg(w.where, v)
}

// giving begins what a column is given.
func (w *Writer) giving(column string) {
	if len(w.sets) > 0 {
		w.sets = append(w.sets, ", "...)
		w.where = append(w.where, ", "...)
	}
	w.sets = quote(w.sets, column)
}
