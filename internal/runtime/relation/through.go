package relation

import (
	"entgo.io/ent/dialect/sql"
	"entgo.io/ent/dialect/sql/sqlgraph"
	"github.com/google/uuid"
)

// Through is a join table as a query sees it whose rows it links to rows of another query.
type Through struct {
	Table string
	Own   string // its column for the query's rows
	Other string // its column for the rows that they are linked to
	// Owner and RowOwner are the columns with the owner in the table and in the query's rows,
	// which are the same where nobody links rows of others; "" where somebody may. They keep
	// together what a database spreads by the owner.
	Owner, RowOwner string
}

// Joined narrows a query to the rows that are linked to one.
func (t Through) Joined(id uuid.UUID) func(*sql.Selector) {
	return func(s *sql.Selector) {
		table := sql.Dialect(s.Dialect()).Table(t.Table)
		linked := sql.Dialect(s.Dialect()).Select(table.C(t.Own)).From(table).Where(sql.EQ(table.C(t.Other), id))
		if t.Owner == "" {
			s.Where(sql.In(s.C("id"), linked))
			return
		}
		linked.Select(table.C(t.Owner), table.C(t.Own))
		s.Where(sql.P(func(b *sql.Builder) {
			b.WriteByte('(').IdentComma(s.C(t.RowOwner), s.C("id")).WriteString(") IN ").Wrap(func(b *sql.Builder) { b.Join(linked) })
		}))
	}
}

// Latest is Latest of a query that Ent has joined with the table.
func (t Through) Latest(most int) func(*sql.Selector) {
	latest := Latest(t.Other, most)
	return func(s *sql.Selector) {
		if table, joined := s.JoinedTable(t.Table); joined && t.Owner != "" {
			s.OnP(sql.ColumnsEQ(s.C(t.RowOwner), table.C(t.Owner)))
		}
		latest(s)
	}
}

// Latest limits a query for the neighbours of many rows to most for each of them, the
// latest first. The column tells whose neighbour a row is.
func Latest(column string, most int) func(*sql.Selector) {
	limit := sqlgraph.LimitNeighbors(column, most, sql.ExprFunc(func(b *sql.Builder) { b.Ident("id").WriteString(" DESC") }))
	return func(s *sql.Selector) {
		limit(s)
		s.OrderBy(sql.Desc(s.C("id")))
	}
}
