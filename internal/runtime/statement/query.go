package statement

import "entgo.io/ent/dialect/sql"

// Query is a query that is narrowed and ordered by functions which are given its
// Selector: On returns it. It is the Writer of a statement or a query of Ent's, so what
// is done to it is written once for both.
type Query interface {
	// Where narrows the query to the rows for which the expression holds.
	Where(Expr)
	// Order orders the rows, and ends after limit of them where that is not 0.
	Order(limit int, by ...Term)
	// Wrote ends what a function does to the query.
	Wrote()
}

// Expr writes an expression.
type Expr func(Text)

// Text is where an expression is written.
type Text interface {
	Text(sql string) Text
	// Column adds a column of the table, Arg an argument, which must not be nil.
	Column(name string) Text
	Arg(v any) Text
}

// Term is a column that rows are ordered by, and how: what follows its name, such as
// " DESC".
type Term struct{ Column, How string }

var (
	_ Query = (*Writer)(nil)
	_ Query = Ent{}
)

// On returns what a function that is given s narrows and orders.
func On(s *sql.Selector) Query {
	if w := writerOf(s); w != nil {
		return w
	}
	return Ent{s}
}

// Where implements Query.
func (w *Writer) Where(e Expr) { e(w.and()) }

// Order implements Query. The limit is an argument, lest PostgreSQL, where it plans for
// any viewer, find more rows asked for than most have, and so read and sort all that
// somebody has.
func (w *Writer) Order(limit int, by ...Term) {
	for _, t := range by {
		before := ", "
		if len(w.order) == 0 {
			before = " ORDER BY "
		}
		w.order = append(w.table.quote(append(w.order, before...), t.Column), t.How...)
	}
	if limit > 0 {
		w.page = w.arg(append(w.page, " LIMIT "...), limit)
	}
}

// Ent is a query that Ent writes.
type Ent struct{ *sql.Selector }

// Where implements Query.
func (q Ent) Where(e Expr) { q.Selector.Where(q.Predicate(e)) }

// Predicate returns an expression as Ent's predicates are.
func (q Ent) Predicate(e Expr) *sql.Predicate {
	return sql.P(func(b *sql.Builder) { e(entText{q.Selector, b}) })
}

// Order implements Query. The limit is an argument, as a Writer's is, for which Ent has no
// place but behind the order.
func (q Ent) Order(limit int, by ...Term) {
	columns := make([]string, len(by))
	for i, t := range by {
		columns[i] = q.C(t.Column)
	}
	q.OrderExpr(sql.ExprFunc(func(b *sql.Builder) {
		for i, t := range by {
			if i > 0 {
				b.Comma()
			}
			b.Ident(columns[i]).WriteString(t.How)
		}
		if limit > 0 {
			b.WriteString(" LIMIT ").Arg(limit)
		}
	}))
}

// Wrote implements Query: Ent sees what was done.
func (Ent) Wrote() {}

// entText is the text of a statement that Ent writes.
type entText struct {
	of *sql.Selector
	*sql.Builder
}

func (t entText) Text(s string) Text {
	t.WriteString(s)
	return t
}

func (t entText) Column(name string) Text {
	t.Ident(t.of.C(name))
	return t
}

func (t entText) Arg(v any) Text {
	t.Builder.Arg(v)
	return t
}
