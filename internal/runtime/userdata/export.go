package userdata

import (
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"entgo.io/ent/dialect/sql"
	"github.com/go-faster/jx"

	"github.com/entask/entask/internal/runtime/reply"
)

// Bounds of an export.
const (
	first  = 10      // rows of the first page
	page   = 100     // rows of every other one at most
	budget = 1 << 20 // bytes of a page if all its rows are as large as the largest before
)

// Export writes all rows of a user as lines of JSON, and returns how many of each table. The
// first line says whose rows they are and what there is; the last has the counts, so that an
// export that was cut is told from a whole one. Rows are read in pages: what is written
// meanwhile may be part of it or not.
func (d Data) Export(ctx context.Context, user string, to io.Writer) (Counts, error) {
	x := &export{Data: d, ctx: as(ctx, user), user: user, to: to, counts: d.counts()}
	if err := x.line(x.head); err != nil {
		return x.counts, err
	}
	for _, e := range d.Entities {
		if err := x.entity(e); err != nil {
			return x.counts, fmt.Errorf("export %s: %w", e.Table, err)
		}
	}
	return x.counts, x.line(x.end)
}

// export is one that goes on.
type export struct {
	Data

	ctx    context.Context //nolint:containedctx // it lives as long as the call
	user   string
	to     io.Writer
	w      jx.Writer
	counts Counts
}

// line writes one line.
func (x *export) line(write func(*jx.Writer)) error {
	x.w.Reset()
	write(&x.w)
	_, err := x.to.Write(append(x.w.Buf, '\n'))
	return err
}

// head is the first line.
func (x *export) head(w *jx.Writer) {
	w.RawStr(`{"kind":"export","format":1,"subject":`)
	w.Str(x.user)
	w.RawStr(`,"exported_at":`)
	reply.Time(w, time.Now())
	w.RawStr(`,"entities":`)
	reply.List(w, x.Entities, func(w *jx.Writer, e Entity) { w.Str(e.Name) })
	w.RawStr(`,"links":`)
	reply.List(w, x.Joins, func(w *jx.Writer, j Join) { w.Str(j.Name) })
	var omitted []string
	for _, e := range x.Entities {
		for _, field := range e.Omitted {
			omitted = append(omitted, e.Name+"."+field)
		}
	}
	w.RawStr(`,"omitted":`)
	reply.List(w, omitted, func(w *jx.Writer, name string) { w.Str(name) })
	w.ObjEnd()
}

// end is the last line.
func (x *export) end(w *jx.Writer) {
	w.RawStr(`{"kind":"end","rows":`)
	w.Int64(x.counts.Total())
	w.RawStr(`,"counts":{`)
	for i, c := range x.counts {
		if i > 0 {
			w.Comma()
		}
		w.Str(c.Name)
		w.RawStr(":")
		w.Int64(c.Rows)
	}
	w.RawStr(`}}`)
}

// entity writes the rows of an entity, and their links.
func (x *export) entity(e Entity) error {
	var after []any
	for n, largest := first, 1; ; n = max(1, min(2*n, page, budget/largest)) {
		var ids []any
		err := e.Each(x.ctx, func(s *sql.Selector) {
			s.Where(sql.EQ(s.C(e.Owner), x.user)).OrderBy(e.Order...).Limit(n)
			if after != nil {
				s.Where(sql.CompositeGT(e.Order, after...))
			}
		}, func(row Row) error {
			after, ids = slices.Clone(row.Order), append(ids, row.ID)
			err := x.line(func(w *jx.Writer) {
				w.RawStr(`{"kind":"row","entity":`)
				w.Str(e.Name)
				w.RawStr(`,"row":`)
				row.Write(w)
				w.ObjEnd()
			})
			largest = max(largest, len(x.w.Buf))
			return err
		})
		if err != nil {
			return err
		}
		x.counts.add(e.Table, int64(len(ids)))
		if err := x.links(e, ids); err != nil {
			return err
		}
		if len(ids) < n {
			return nil
		}
	}
}

// links writes the rows of join tables that are read by rows of an entity.
func (x *export) links(e Entity, ids []any) error {
	for _, j := range x.Joins {
		for _, r := range x.readings(j, x.user) {
			if r.by.Table != e.Table || len(ids) == 0 {
				continue
			}
			if err := x.linksBy(r, ids); err != nil {
				return fmt.Errorf("%s: %w", j.Table, err)
			}
		}
	}
	return nil
}

func (x *export) linksBy(r reading, ids []any) error {
	columns := r.columns()
	if r.by == r.Ends[1] {
		slices.Reverse(columns)
	}
	var after []any
	for {
		s := x.build().Select().From(sql.Table(r.Table)).Where(sql.In(columns[0], ids...)).Limit(page)
		s.OrderBy(s.C(columns[0]), s.C(columns[1])) // by the columns, and not by their text
		for _, column := range r.columns() {
			s.AppendSelectExpr(sql.ExprFunc(func(b *sql.Builder) {
				b.WriteString("CAST(").Ident(column).WriteString(" AS text)")
			}))
		}
		if r.where != nil {
			s.Where(r.where)
		}
		if after != nil {
			s.Where(sql.CompositeGT(columns, after...))
		}
		n, last, err := x.pairs(r.Join, s)
		if err != nil || n < page {
			return err
		}
		after = []any{last[0], last[1]}
		if r.by == r.Ends[1] {
			slices.Reverse(after)
		}
	}
}

// pairs writes the rows of a join table that a query selects, and returns how many there are
// and the last.
func (x *export) pairs(j Join, s *sql.Selector) (n int, last [2]string, err error) {
	query, args := s.Query()
	var rows sql.Rows
	if err := x.Driver.Query(x.ctx, query, args, &rows); err != nil {
		return 0, last, err
	}
	defer func() { _ = rows.Close() }()
	for ; rows.Next(); n++ {
		if err := rows.Scan(&last[0], &last[1]); err != nil {
			return n, last, err
		}
		err := x.line(func(w *jx.Writer) {
			w.RawStr(`{"kind":"link","edge":`)
			w.Str(j.Name)
			w.RawStr(`,"row":{`)
			for i, end := range j.Ends {
				if i > 0 {
					w.Comma()
				}
				w.Str(end.Column)
				w.RawStr(":")
				w.Str(last[i])
			}
			w.RawStr(`}}`)
		})
		if err != nil {
			return n, last, err
		}
	}
	x.counts.add(j.Table, int64(n))
	return n, last, rows.Err()
}
