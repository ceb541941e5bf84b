package page

import (
	"math"

	"entgo.io/ent/dialect/sql"

	"github.com/entask/entask/internal/runtime/statement"
)

// Apply has a query, which is complete but for this, return the rows of the page in
// order, and one more if another follows. The page takes the place of a limit that the
// query has, of an interceptor: rows that a page leaves out are on the next one.
func (p *Page) Apply(s *sql.Selector) {
	after := p.following()
	switch {
	case p.Offset > 0:
		p.skip(s)
	case len(after) > 1:
		statement.Ent{Selector: s}.Order(p.Limit+1, p.order()...)
		union(s, after)
	default:
		q := statement.On(s)
		for _, e := range after {
			q.Where(e)
		}
		q.Order(p.Limit+1, p.order()...)
		q.Wrote()
	}
}

// order is that of the column, and by id among rows that are alike, in the same direction.
func (p *Page) order() []statement.Term {
	how, ofColumn := "", ""
	if p.desc {
		how, ofColumn = " DESC", " DESC"
	}
	if p.column.Nullable {
		ofColumn = " NULLS LAST"
		if p.desc {
			ofColumn = " DESC NULLS FIRST"
		}
	}
	byID := statement.Term{Column: idColumn, How: how}
	if p.column.Name == idColumn {
		return []statement.Term{byID}
	}
	return []statement.Term{{Column: p.column.Name, How: ofColumn}, byID}
}

// following are the rows after the cursor, in ranges each of which an index has as one.
// There are two, which no row is in both of, where rows with a value and rows without one
// follow: to PostgreSQL, an OR is a filter on all that comes before.
func (p *Page) following() []statement.Expr {
	if p.after == nil {
		return nil
	}
	column, id, value := p.column.Name, p.after.ID, p.after.Value
	beyond := " > "
	if p.desc {
		beyond = " < "
	}
	switch {
	case column == idColumn:
		return []statement.Expr{func(t statement.Text) { t.Column(idColumn).Text(beyond).Arg(id) }}
	case value == nil:
		after := []statement.Expr{func(t statement.Text) {
			t.Text("(").Column(column).Text(" IS NULL AND ").Column(idColumn).Text(beyond).Arg(id).Text(")")
		}}
		if p.desc {
			after = append(after, func(t statement.Text) { t.Column(column).Text(" IS NOT NULL") })
		}
		return after
	default:
		after := []statement.Expr{func(t statement.Text) {
			t.Text("(").Column(column).Text(", ").Column(idColumn).Text(")" + beyond + "(").Arg(value).Text(", ").Arg(id).Text(")")
		}}
		if p.column.Nullable && !p.desc {
			after = append(after, func(t statement.Text) { t.Column(column).Text(" IS NULL") })
		}
		return after
	}
}

// farthest is an offset that no table reaches. A database that asks several servers adds the
// limit to it, and must not leave its integers.
const farthest = math.MaxInt / 2

// skip has a query return the rows after the offset, whose ids a query within it finds:
// that one reads of what it skips no more than the order's index has.
func (p *Page) skip(s *sql.Selector) {
	ids := s.Clone().SetP(s.P()).Select(s.C(idColumn)) // the copy of a predicate loses its operator
	statement.Ent{Selector: ids}.Order(p.Limit+1, p.order()...)
	if statement.IsLimited(s) {
		s.Limit(p.Limit + 1)
	}
	statement.Ent{Selector: s}.Order(0, p.order()...)
	s.SetP(sql.In(s.C(idColumn), ids.Offset(min(p.Offset, farthest))))
}

// union has a query choose from the rows of each of the ranges. All that the query had
// stands in each side, the policy and the limit too, so that no side reads more than a
// page of what the viewer may see.
func union(s *sql.Selector, ranges []statement.Expr) {
	build, table := sql.Dialect(s.Dialect()), s.TableName()
	var all *sql.Selector
	where := s.P() // as it is: a copy of a predicate loses its operator
	for _, e := range ranges {
		p := statement.Ent{Selector: s}.Predicate(e)
		if where != nil {
			p = sql.And(where, p)
		}
		side := build.Select().From(s.Clone().SetP(p).As(table))
		if all == nil {
			all = side
		} else {
			all.UnionAll(side)
		}
	}
	s.FromSelect(build.Select()).From(all.As(table)) // nothing is left to narrow
}
