package statement

import (
	"sync"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
)

// Table is what is written of a table again and again.
type Table struct {
	name      string
	rows      []byte // SELECT … FROM
	insert    []byte // INSERT INTO … (
	update    []byte // UPDATE … SET
	returning []byte // RETURNING …
	writers   sync.Pool
}

// NewTable returns the table of that name, of which these columns are read.
func NewTable(name string, columns ...string) *Table {
	build := sql.Dialect(dialect.Postgres)
	from := build.Table(name)
	rows, _ := build.Select(from.Columns(columns...)...).From(from).Query()
	t := &Table{
		name: name, rows: []byte(rows),
		insert: append(quote([]byte("INSERT INTO "), name), " ("...),
		update: append(quote([]byte("UPDATE "), name), " SET "...),
	}
	for i, column := range columns {
		before := ", "
		if i == 0 {
			before = " RETURNING "
		}
		t.returning = quote(append(t.returning, before...), column)
	}
	return t
}

// quote adds a name to a text. Names are those of Ent's schema, which has none with quotes.
func quote(text []byte, name string) []byte {
	return append(append(append(text, '"'), name...), '"')
}

func (t *Table) quote(text []byte, column string) []byte {
	return quote(append(quote(text, t.name), '.'), column)
}

// Write returns the Writer of a statement on t, and nil where the database is not PostgreSQL.
// It is no method, so that formatting a generated file needs none of those beside it.
func Write(t *Table, name string) *Writer {
	if name != dialect.Postgres {
		return nil
	}
	w, ok := t.writers.Get().(*Writer)
	if !ok {
		w = newWriter(t)
	}
	return w
}

// Statement is SQL with its arguments, until Release.
type Statement struct {
	Text string
	Args []any
	w    *Writer
}

// Read returns the statement that reads the rows which pass predicates and modifiers,
// as Ent would write it. It returns false where the database is not PostgreSQL, or one
// of them cannot write.
func Read[P ~func(*sql.Selector)](t *Table, name string, predicates []P, modifiers []func(*sql.Selector)) (Statement, bool) {
	w := Write(t, name)
	if w == nil || !ask(w, predicates) || !ask(w, modifiers) {
		return Statement{}, false // what has been done to the Selector is not known: it is not used again
	}
	return w.end(t.rows, w.where, w.order, w.page), true
}

// Update returns the statement that changes the row of an id as w says and returns it,
// if it passes the predicates. It returns false where one of them cannot write.
func Update[P ~func(*sql.Selector)](w *Writer, column string, id any, predicates []P) (Statement, bool) {
	t := w.table
	if len(w.sets) == 0 {
		w.set(column) // as it is: the row is returned all the same
		w.sets = quote(w.sets, column)
	}
	w.and().Column(column).Text(" = ").Arg(id)
	if w.unknown || !ask(w, predicates) {
		return Statement{}, false
	}
	return w.end(t.update, w.sets, w.where, t.returning), true
}

// end puts the parts of a statement together.
func (w *Writer) end(parts ...[]byte) Statement {
	for _, part := range parts {
		w.text = append(w.text, part...)
	}
	return Statement{string(w.text), w.args, w}
}

// Release ends the use of the statement and its arguments.
func (s Statement) Release() {
	w := s.w
	clear(w.args)
	w.sets, w.where, w.order, w.page, w.text, w.args, w.wrote = w.sets[:0], w.where[:0], w.order[:0], w.page[:0], w.text[:0], w.args[:0], 0
	w.table.writers.Put(w)
}
