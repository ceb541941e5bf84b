// Package page cuts lists into pages by keyset: a page begins after the last row
// of the one before, so rows written meanwhile never shift it.
//
// Start with New; a generated list handler applies the Page to its query.
package page

import (
	"net/url"
	"strings"
	"time"

	"entgo.io/ent/dialect/sql"
	"github.com/google/uuid"

	"github.com/entask/entask/internal/runtime/fault"
	"github.com/entask/entask/internal/runtime/statement"
)

// idColumn holds the id, by which ties are broken.
const idColumn = "id"

// Column is a column that a list can be ordered by.
type Column struct {
	Name     string
	Time     bool // its values are times
	Int      int  // its values are integers of so many bits
	Float    int  // its values are floats of so many bits; where none of these is said, strings
	Nullable bool // rows without a value come after every value, so first when descending
}

// Key is where a row stands in an order: its value, a string, an int64, a float64 or a time, nil for
// NULL; and its id, by which ties are broken.
type Key struct {
	Value any
	ID    uuid.UUID
}

// Request is what a client asks of a list.
type Request struct {
	Sort   string // a column's name, with "-" in front for descending
	Limit  int
	Offset int
	Cursor string // "" for the first page
	// HasOffset says that the client gave an offset, be it 0.
	HasOffset bool
}

// Page is one page of a list.
type Page struct {
	Request
	column Column
	desc   bool
	after  *Key
}

// New returns the page that is asked for. It returns a fault.Invalid error for a
// cursor that is none, that belongs to another order, or that comes with an offset.
func New(columns map[string]Column, r Request) (*Page, error) {
	name, desc := strings.CutPrefix(r.Sort, "-")
	p := &Page{Request: r, column: columns[name], desc: desc}
	if r.Cursor == "" {
		return p, nil
	}
	if r.HasOffset {
		return nil, fault.NewInvalid("cursor_with_offset", "must not come together with offset", "query", "cursor")
	}
	key, err := decode(r.Cursor, r.Sort, p.column)
	if err != nil {
		return nil, fault.NewInvalid("cursor_invalid", err.Error(), "query", "cursor")
	}
	p.after = &key
	return p, nil
}

// Apply has a query, which is complete but for this, return the rows of the page in
// order, and one more if another follows. The page takes the place of a limit that the
// query has, of an interceptor: rows that a page leaves out are on the next one.
func (p *Page) Apply(s *sql.Selector) {
	if statement.IsLimited(s) {
		s.Limit(p.Limit + 1)
	}
	if p.Offset > 0 {
		p.skip(s)
		return
	}
	if w := statement.Of(s); w != nil && p.write(w) {
		return
	}
	p.orderBy(s)
	p.thenByID(s, true)
	switch after := p.following(s); len(after) {
	case 1:
		s.Where(after[0])
	case 2:
		union(s, after)
	}
}

// skip has a query return the rows after the offset, whose ids a query within it finds:
// that one reads of what it skips no more than the order's index has.
func (p *Page) skip(s *sql.Selector) {
	p.orderBy(s)
	ids := s.Clone().SetP(s.P()).Select(s.C(idColumn)) // the copy of a predicate loses its operator
	p.thenByID(ids, true)
	p.thenByID(s, false)
	s.SetP(sql.In(s.C(idColumn), ids.Offset(p.Offset)))
}

// following are predicates of the rows after the cursor, each of which an index has as
// one range. There are two, which no row passes both of, where rows with a value and
// rows without one follow: to PostgreSQL, an OR is a filter on all that comes before.
func (p *Page) following(s *sql.Selector) []*sql.Predicate {
	if p.after == nil {
		return nil
	}
	column, id := s.C(p.column.Name), s.C(idColumn)
	beyond, idBeyond := sql.CompositeGT, sql.GT
	if p.desc {
		beyond, idBeyond = sql.CompositeLT, sql.LT
	}
	switch {
	case p.column.Name == idColumn:
		return []*sql.Predicate{idBeyond(id, p.after.ID)}
	case p.after.Value == nil:
		after := []*sql.Predicate{sql.And(sql.IsNull(column), idBeyond(id, p.after.ID))}
		if p.desc {
			after = append(after, sql.NotNull(column))
		}
		return after
	default:
		after := []*sql.Predicate{beyond([]string{column, id}, p.after.Value, p.after.ID)}
		if p.column.Nullable && !p.desc {
			after = append(after, sql.IsNull(column))
		}
		return after
	}
}

// union has a query choose from the rows that pass each of the predicates. All that
// the query had stands in each side, the policy and the limit too, so that no side
// reads more than a page of what the viewer may see.
func union(s *sql.Selector, sides []*sql.Predicate) {
	build, table := sql.Dialect(s.Dialect()), s.TableName()
	var all *sql.Selector
	where := s.P() // as it is: a copy of a predicate loses its operator
	for _, p := range sides {
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

// orderBy orders a query by the column; thenByID is to follow.
func (p *Page) orderBy(s *sql.Selector) {
	var by []sql.OrderTermOption
	if p.desc {
		by = append(by, sql.OrderDesc())
	}
	if p.column.Nullable {
		by = append(by, sql.OrderNullsLast())
		if p.desc {
			by = []sql.OrderTermOption{sql.OrderDesc(), sql.OrderNullsFirst()}
		}
	}
	if p.column.Name != idColumn {
		sql.OrderByField(p.column.Name, by...).ToFunc()(s)
	}
}

// thenByID ends the order of a query by id, in the same direction, and the query after
// the page and one row more. The limit is an argument, as a statement.Writer's is, for
// which Ent has no other place.
func (p *Page) thenByID(s *sql.Selector, limit bool) {
	id := s.C(idColumn)
	limit = limit && !statement.IsLimited(s)
	s.OrderExpr(sql.ExprFunc(func(b *sql.Builder) {
		b.Ident(id)
		if p.desc {
			b.WriteString(" DESC")
		}
		if limit {
			b.WriteString(" LIMIT ").Arg(p.Limit + 1)
		}
	}))
}

// Cut tells the rows of a page from the one that only says that more follow.
type Cut[T any] struct {
	page  *Page
	keyOf func(row T, column string) Key
	rows  int
	last  Key
}

// NewCut returns a Cut of the page; keyOf returns where a row stands in the order of
// the column named.
func NewCut[T any](p *Page, keyOf func(row T, column string) Key) *Cut[T] {
	return &Cut[T]{page: p, keyOf: keyOf}
}

// Has says whether the next row is on the page. Rows must come in order.
func (c *Cut[T]) Has(row T) bool {
	c.rows++
	if c.rows == c.page.Limit {
		c.last = c.keyOf(row, c.page.column.Name)
	}
	return c.rows <= c.page.Limit
}

// Next returns the cursor of the next page; where no more rows follow, "".
func (c *Cut[T]) Next() string {
	if c.rows <= c.page.Limit {
		return ""
	}
	return encode(c.last, c.page.Sort)
}

// Link returns the value of a Link header (RFC 8288) that leads from u to the
// page after the cursor.
func Link(u *url.URL, cursor string) string {
	query := u.Query()
	query.Del("offset")
	query.Set("cursor", cursor)
	next := url.URL{Path: u.Path, RawQuery: query.Encode()}
	return "<" + next.String() + `>; rel="next"`
}

// Time returns t as a Key's value: nil for nil.
func Time(t *time.Time) any {
	if t == nil {
		return nil
	}
	return *t
}

// String returns s as a Key's value: nil for nil.
func String[T ~string](s *T) any {
	if s == nil {
		return nil
	}
	return string(*s)
}

// Int returns n as a Key's value: nil for nil.
func Int[T ~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64](n *T) any {
	if n == nil {
		return nil
	}
	return int64(*n) // the databases hold no greater one
}

// Float returns n as a Key's value: nil for nil.
func Float[T ~float32 | ~float64](n *T) any {
	if n == nil {
		return nil
	}
	return float64(*n)
}
