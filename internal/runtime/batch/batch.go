// Package batch is what operations on many rows of one kind share: all rows exist and
// belong to the viewer, or nothing is done; or each row is written or refused for itself.
//
// Generated code calls it; it knows no entity. Start with All, and with Outcomes for the others:
// they write all that is left of the items by one statement, or find out which must not be left.
package batch

import (
	"cmp"
	"maps"
	"slices"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
	"github.com/google/uuid"

	"github.com/entask/entask/internal/runtime/fault"
)

// All narrows a statement so that it has an effect only if exactly n rows of its table
// pass the predicates: it reaches all of them or none, without a transaction. It locks
// the rows in the order of their ids before it writes the first. So two batches over the
// same rows wait for each other and cannot deadlock, in whatever order they name the
// rows. A row that is deleted meanwhile counts as missing.
func All[P ~func(*sql.Selector)](s *sql.Selector, table, id string, n int, predicates []P) {
	rows := sql.Dialect(s.Dialect()).Select(id).From(sql.Table(table)).WithContext(s.Context())
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

// Refuse says why not all rows with the ids were found among the viewer's: owners maps
// each row that exists to its owner. Each offending row is named by its index below loc,
// and the first decides the kind of fault.
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

// Among returns owners, of which of the viewer's rows those alone are there that are found.
func Among(found map[uuid.UUID]int, owners map[uuid.UUID]string, viewer string) map[uuid.UUID]string {
	among := maps.Clone(owners)
	maps.DeleteFunc(among, func(_ uuid.UUID, owner string) bool { return owner == viewer })
	for id := range found {
		among[id] = viewer
	}
	return among
}

// Each converts rows.
func Each[R, T any](rows []R, convert func(R) T) []T {
	all := make([]T, len(rows))
	for i, row := range rows {
		all[i] = convert(row)
	}
	return all
}

// IDs are those of rows.
func IDs[R any](rows []R, id func(R) uuid.UUID) []uuid.UUID {
	ids := make([]uuid.UUID, len(rows))
	for i, row := range rows {
		ids[i] = id(row)
	}
	return ids
}
