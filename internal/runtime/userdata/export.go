package userdata

import (
	"context"
	"fmt"
	"io"
	"math"
	"slices"
	"time"

	"entgo.io/ent/dialect/sql"
	"github.com/go-faster/jx"

	"github.com/entask/entask/internal/runtime/memory"
	"github.com/entask/entask/internal/runtime/reply"
	"github.com/entask/entask/internal/runtime/rows"
)

// page is how many rows a statement of an export reads at most. They have no more than
// memory.Page bytes, unless the first alone has more.
const page = 100

// Export writes all rows of a user as lines of JSON, and returns how many of each table. The
// first line says whose rows they are and what there is; the last has the counts, so that an
// export that was cut is told from a whole one. Rows are read in pages: what is written
// meanwhile may be part of it or not.
func (d Data) Export(ctx context.Context, user string, to io.Writer) (Counts, error) {
	x := d.newExport(ctx, user, place{Counts: d.counts()}, func(line []byte) error {
		_, err := to.Write(line)
		return err
	})
	_, err := x.part(math.MaxInt, math.MaxInt)
	return x.at.Counts, err
}

// export is one that goes on.
type export struct {
	Data

	ctx   context.Context //nolint:containedctx // it lives as long as the call
	user  string
	write func(line []byte) error
	w     jx.Writer
	at    place
	// What the part that is being written may still have. Its first row may have any number
	// of bytes.
	lines, bytes int
	any          bool // row is in it
}

func (d Data) newExport(ctx context.Context, user string, at place, write func([]byte) error) *export {
	return &export{Data: d, ctx: as(ctx, user), user: user, write: write, at: at}
}

// part writes the next lines, so many and with so many bytes at most, besides the first and
// the last of the export. It says whether more follow.
func (x *export) part(lines, bytes int) (more bool, err error) {
	x.lines, x.bytes, x.any = lines, bytes, false
	if err := x.complete(x.ctx); err != nil {
		return false, err
	}
	if x.at.begins() {
		if err := x.line(x.head); err != nil {
			return false, err
		}
	}
	for x.at.Entity < len(x.Entities) {
		e := x.Entities[x.at.Entity]
		if more, err = x.entity(e); err != nil {
			return false, fmt.Errorf("export %s: %w", e.Table, err)
		}
		if more {
			return true, nil
		}
		x.at = place{Entity: x.at.Entity + 1, Counts: x.at.Counts}
	}
	return false, x.line(x.end)
}

// full says that the part ends.
func (x *export) full() bool { return x.lines <= 0 || x.bytes <= 0 }

// line writes one line, whatever room there is.
func (x *export) line(write func(*jx.Writer)) error {
	x.w.Reset()
	write(&x.w)
	x.w.Buf = append(x.w.Buf, '\n')
	return x.write(x.w.Buf)
}

// row writes the line of a row of a table, or returns rows.Enough where the part has no room
// for it.
func (x *export) row(table string, write func(*jx.Writer)) error {
	x.w.Reset()
	write(&x.w)
	x.w.Buf = append(x.w.Buf, '\n')
	if x.any && len(x.w.Buf) > x.bytes {
		x.bytes = 0
		return rows.Enough
	}
	x.any = true
	x.lines--
	x.bytes -= len(x.w.Buf)
	x.at.Counts.add(table, 1)
	return x.write(x.w.Buf)
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
	w.Int64(x.at.Counts.Total())
	w.RawStr(`,"counts":{`)
	for i, c := range x.at.Counts {
		if i > 0 {
			w.Comma()
		}
		w.Str(c.Name)
		w.RawStr(":")
		w.Int64(c.Rows)
	}
	w.RawStr(`}}`)
}

// entity writes the rows of an entity, and their links, and says whether more follow.
func (x *export) entity(e Entity) (more bool, err error) {
	var ids []any
	if x.at.Links != "" {
		if ids, err = x.ids(e); err != nil {
			return false, err
		}
	}
	for whole := false; ; {
		if more, err := x.links(e, ids); more || err != nil {
			return more, err
		}
		switch {
		case whole:
			return false, nil
		case x.full():
			return true, nil
		}
		if ids, whole, err = x.rows(e); err != nil {
			return false, err
		}
	}
}

// rows writes the next rows of an entity, and returns their ids, and whether they are the
// last.
func (x *export) rows(e Entity) (ids []any, whole bool, err error) {
	limit, bound := min(page, x.lines), rows.Bound{Bytes: min(memory.Page, x.bytes)}
	x.at.From, x.at.Links, x.at.Link = x.at.After, "", nil
	err = e.Each(x.ctx, &bound, x.after(e, x.at.From, limit), func(row Row) error {
		err := x.row(e.Table, func(w *jx.Writer) {
			w.RawStr(`{"kind":"row","entity":`)
			w.Str(e.Name)
			w.RawStr(`,"row":`)
			row.Write(w)
			w.ObjEnd()
		})
		if err == nil {
			x.at.After, ids = slices.Clone(row.Order), append(ids, row.ID)
		}
		return err
	})
	return ids, len(ids) < limit && !bound.Cut && !x.full(), err
}

// ids are those of the rows whose links are being written.
func (x *export) ids(e Entity) (ids []any, err error) {
	err = e.Each(x.ctx, nil, func(s *sql.Selector) {
		x.after(e, x.at.From, page)(s)
		s.Where(sql.Not(sql.CompositeGT(e.Order, x.at.After...)))
	}, func(row Row) error {
		ids = append(ids, row.ID)
		return nil
	})
	return ids, err
}

// after selects the user's rows of an entity that come after a place in their order.
func (x *export) after(e Entity, at []any, limit int) func(*sql.Selector) {
	return func(s *sql.Selector) {
		s.Where(sql.EQ(s.C(e.Owner), x.user)).OrderBy(e.Order...).Limit(limit)
		if at != nil {
			s.Where(sql.CompositeGT(e.Order, at...))
		}
	}
}
