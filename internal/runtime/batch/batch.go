// Package batch is what operations on many rows of one kind share: all of the rows
// are there and the viewer's, or nothing is done.
//
// Generated code calls it; it knows no entity. Start with All.
package batch

import (
	"cmp"
	"slices"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
	"github.com/google/uuid"

	"github.com/entask/entask/internal/runtime/fault"
)

// All narrows a statement on a table to the case that exactly n of its rows pass
// the predicates, so that it reaches all of them or none, without a transaction.
// Rows are locked in the order of their ids before the first is written: of two
// batches over the same rows, one waits for the other, in whatever order each names
// them, and a row that is deleted meanwhile is one that is not there.
func All[P ~func(*sql.Selector)](s *sql.Selector, table, id string, n int, predicates []P) {
	rows := sql.Dialect(s.Dialect()).Select(id).From(sql.Table(table))
	for _, p := range predicates {
		p(rows)
	}
	if s.Dialect() == dialect.Postgres { // SQLite has one writer at a time
		rows.OrderBy(rows.C(id)).ForUpdate()
	}
	count := sql.Dialect(s.Dialect()).Select(sql.Count("*")).From(rows.As("them"))
	s.Where(sql.P(func(b *sql.Builder) {
		b.Wrap(func(b *sql.Builder) { b.Join(count) }).WriteOp(sql.OpEQ).Arg(n)
	}))
}

// InOrder sorts rows as their ids are listed.
func InOrder[R any](rows []R, ids []uuid.UUID, id func(R) uuid.UUID) {
	place := make(map[uuid.UUID]int, len(ids))
	for i, id := range ids {
		place[id] = i
	}
	slices.SortFunc(rows, func(a, b R) int { return cmp.Compare(place[id(a)], place[id(b)]) })
}

// Refuse says why not all of the rows with the ids were found among the viewer's:
// owners has who owns those that exist. Each that is in the way is named by its
// index below loc, and the first decides what kind of fault it is.
func Refuse(ids []uuid.UUID, owners map[uuid.UUID]string, viewer string, loc ...any) error {
	refused := &fault.Error{}
	for i, id := range ids {
		kind, field := fault.NotFound, fault.Field{Loc: append(slices.Clone(loc), i), Msg: "does not exist", Type: "not_found"}
		if owner, ok := owners[id]; ok {
			if owner == viewer {
				continue
			}
			kind, field.Msg, field.Type = fault.Forbidden, "belongs to somebody else", "forbidden"
		}
		refused.Kind = cmp.Or(refused.Kind, kind)
		refused.Fields = append(refused.Fields, field)
	}
	if refused.Kind == 0 { // a rule of the schema's own policy
		refused.Kind = fault.Forbidden
	}
	return refused
}

// Each converts rows.
func Each[R, T any](rows []R, convert func(R) T) []T {
	all := make([]T, len(rows))
	for i, row := range rows {
		all[i] = convert(row)
	}
	return all
}
