// Package statement writes the statements that a service sends most, without what it
// costs Ent to write each of them again.
//
// Its predicates are Ent's own kind, func(*sql.Selector), and do as Ent's where they
// are given a Selector. Given a Writer's, they write themselves down. Any other
// predicate cannot, and then the statement is Ent's to write: so a policy of any kind
// holds, whoever writes. Start with Read.
package statement

import (
	"context"
	"strconv"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
)

// Writer is a statement that is being written, for PostgreSQL.
type Writer struct {
	table    *Table
	selector *sql.Selector // what functions are given that may write
	wrote    int           // functions that did
	unknown  bool          // something could not be written
	sets     []byte
	where    []byte
	order    []byte
	page     []byte
	text     []byte
	args     []any
}

// to is the context of a Writer's Selector.
type to struct {
	context.Context
	writer *Writer
}

func newWriter(t *Table) *Writer {
	w := &Writer{table: t}
	w.selector = sql.Dialect(dialect.Postgres).Select().From(sql.Dialect(dialect.Postgres).Table(t.name)).
		WithContext(to{context.Background(), w})
	return w
}

// writerOf returns the Writer that a function which is given s may write to, and nil where
// it must narrow s: s is a statement of Ent, or only a part of one is asked for, such
// as what stands behind a NOT.
func writerOf(s *sql.Selector) *Writer {
	c, ok := s.Context().(to)
	if !ok || c.writer.selector != s || s.P() != nil || s.CollectedPredicates() != nil {
		return nil
	}
	s.Where(probe) // it comes out otherwise where it would be negated
	as := s.P()
	s.SetP(nil)
	if as != probe {
		return nil
	}
	return c.writer
}

var probe = sql.P()

// Wrote says that a function has written all that it would do to a Selector.
func (w *Writer) Wrote() { w.wrote++ }

// ask runs functions in turn, until one does not write.
func ask[F ~func(*sql.Selector)](w *Writer, functions []F) bool {
	for _, f := range functions {
		before := w.wrote
		f(w.selector)
		if w.wrote != before+1 || w.selector.P() != nil {
			return false
		}
	}
	return true
}

// and begins a predicate.
func (w *Writer) and() Text {
	if len(w.where) == 0 {
		return w.Text(" WHERE ")
	}
	return w.Text(" AND ")
}

// Text adds to the predicate.
func (w *Writer) Text(s string) Text {
	w.where = append(w.where, s...)
	return w
}

// Column adds a column of the table to the predicate.
func (w *Writer) Column(name string) Text {
	w.where = w.table.quote(w.where, name)
	return w
}

// Arg adds an argument to the predicate, of which writable says that it can be.
func (w *Writer) Arg(v any) Text {
	w.where = w.arg(w.where, v)
	return w
}

func (w *Writer) arg(text []byte, v any) []byte {
	w.args = append(w.args, v)
	return strconv.AppendInt(append(text, '$'), int64(len(w.args)), 10)
}

// writable says whether a value is an argument and no SQL.
func writable(v any) bool {
	switch v.(type) {
	case nil, sql.Querier, sql.ParamFormatter:
		return false
	}
	return true
}
