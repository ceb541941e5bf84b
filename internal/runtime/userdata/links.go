package userdata

import (
	"fmt"
	"slices"

	"entgo.io/ent/dialect/sql"
	"github.com/go-faster/jx"

	"github.com/entask/entask/internal/runtime/rows"
)

// links writes the rows of join tables that are read by rows of an entity, and says whether
// more follow.
func (x *export) links(e Entity, ids []any) (more bool, err error) {
	if len(ids) == 0 {
		return false, nil
	}
	for _, r := range x.readingsBy(e, x.user) {
		if x.at.Links != "" && x.at.Links != r.name() {
			continue // written already
		}
		x.at.Links = r.name()
		if more, err := x.linksBy(r, ids); err != nil {
			return false, fmt.Errorf("%s: %w", r.Table, err)
		} else if more {
			return true, nil
		}
		x.at.Links, x.at.Link = "", nil
	}
	return false, nil
}

// readingsBy are how the user's rows of join tables are read by rows of an entity.
func (d Data) readingsBy(e Entity, user string) (all []reading) {
	for _, j := range d.Joins {
		for _, r := range d.readings(j, user) {
			if r.by.Table == e.Table {
				all = append(all, r)
			}
		}
	}
	return all
}

// name tells a reading from every other.
func (r reading) name() string { return r.Name + "." + r.by.Column }

func (x *export) linksBy(r reading, ids []any) (more bool, err error) {
	columns := r.columns()
	if r.by == r.Ends[1] {
		slices.Reverse(columns)
	}
	for {
		if x.full() {
			return true, nil
		}
		limit := min(page, x.lines)
		s := x.build().Select().From(sql.Table(r.Table)).Where(sql.In(columns[0], ids...)).Limit(limit)
		s.OrderBy(s.C(columns[0]), s.C(columns[1])) // by the columns, and not by their text
		for _, column := range r.columns() {
			s.AppendSelectExpr(sql.ExprFunc(func(b *sql.Builder) {
				b.WriteString("CAST(").Ident(column).WriteString(" AS text)")
			}))
		}
		if r.where != nil {
			s.Where(r.where)
		}
		if after := x.at.Link; after != nil {
			s.Where(sql.CompositeGT(columns, after[0], after[1]))
		}
		n, err := x.pairs(r, s)
		if err != nil || n < limit && !x.full() {
			return false, err
		}
	}
}

// pairs writes the rows of a join table that a query selects, and returns how many there are.
func (x *export) pairs(r reading, s *sql.Selector) (n int, err error) {
	query, args := s.Query()
	var found sql.Rows
	if err := x.Driver.Query(x.ctx, query, args, &found); err != nil {
		return 0, err
	}
	defer func() { _ = found.Close() }()
	for pair := [2]string{}; found.Next(); n++ {
		if err := found.Scan(&pair[0], &pair[1]); err != nil {
			return n, err
		}
		err := x.row(r.Table, func(w *jx.Writer) {
			w.RawStr(`{"kind":"link","edge":`)
			w.Str(r.Name)
			w.RawStr(`,"row":{`)
			for i, end := range r.Ends {
				if i > 0 {
					w.Comma()
				}
				w.Str(end.Column)
				w.RawStr(":")
				w.Str(pair[i])
			}
			w.RawStr(`}}`)
		})
		if err != nil {
			return n, rows.Ended(err)
		}
		if r.by == r.Ends[1] {
			x.at.Link = []string{pair[1], pair[0]}
		} else {
			x.at.Link = []string{pair[0], pair[1]}
		}
	}
	return n, found.Err()
}
