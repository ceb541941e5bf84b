package batch

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"github.com/go-faster/jx"
	"github.com/google/uuid"

	"github.com/entask/entask/internal/runtime/fault"
	"github.com/entask/entask/internal/runtime/problem"
	"github.com/entask/entask/internal/runtime/reply"
	"github.com/entask/entask/internal/runtime/request"
)

// Outcomes are what becomes of the items of a request, each for itself. An item is left until
// it is done or refused.
type Outcomes struct {
	apart *request.Apart
	left  []int // the indexes of the items that are left
	items []outcome
}

// outcome is what became of one item.
type outcome struct {
	status  int // 0 while the item is left
	row     *reply.JSON
	problem *problem.Problem
}

// Begin returns the outcomes of n items, of which those are refused that break rules of the
// document.
func Begin(ctx context.Context, n int) (*Outcomes, error) {
	o := &Outcomes{apart: request.ApartOf(ctx), items: make([]outcome, n)}
	for i := range n {
		o.left = append(o.left, i)
	}
	for i, broken := range o.apart.Broken {
		if broken != nil && i < n {
			if err := o.Refuse(ctx, i, broken); err != nil {
				return nil, err
			}
		}
	}
	return o, nil
}

// Left returns the indexes of the items that are left, in their order.
func (o *Outcomes) Left() []int { return slices.Clone(o.left) }

// Refuse refuses an item. It returns an error that is not that of the item alone.
func (o *Outcomes) Refuse(ctx context.Context, i int, err error) error {
	p, ok := o.apart.Problem(ctx, err)
	if !ok {
		return err
	}
	o.decide(i, outcome{status: p.Status, problem: &p})
	return nil
}

// Done says that an item is done, with the row as it is now.
func (o *Outcomes) Done(i, status int, row *reply.JSON) {
	o.decide(i, outcome{status: status, row: row})
}

func (o *Outcomes) decide(i int, of outcome) {
	o.items[i] = of
	o.left = slices.DeleteFunc(o.left, func(left int) bool { return left == i })
}

// RefuseAll refuses those of the items at these indexes that the fields of an error name, by
// their places in the list of indexes. It returns the error if it names none.
func (o *Outcomes) RefuseAll(ctx context.Context, at []int, err error) error {
	f := fault.From(err)
	if f == nil {
		return err
	}
	named := map[int]*fault.Error{}
	for _, field := range f.Fields {
		if len(field.Loc) < 2 {
			continue
		}
		n, ok := field.Loc[1].(int)
		if !ok || n >= len(at) {
			continue
		}
		if named[n] == nil {
			named[n] = &fault.Error{Kind: f.Kind}
		}
		field.Loc = slices.Concat(field.Loc[:1], []any{at[n]}, field.Loc[2:])
		named[n].Fields = append(named[n].Fields, field)
	}
	if len(named) == 0 {
		return err
	}
	for n, refused := range named {
		if err := o.Refuse(ctx, at[n], refused); err != nil {
			return err
		}
	}
	return nil
}

// RefuseFrom refuses those of the items that are left for which there is no room: all but the
// first, and at least the last.
func (o *Outcomes) RefuseFrom(ctx context.Context, room int, err error) error {
	for _, i := range o.Left()[max(0, min(room, len(o.left)-1)):] {
		if err := o.Refuse(ctx, i, err); err != nil {
			return err
		}
	}
	return nil
}

// RefuseRepeated refuses an item whose id is that of an earlier one. The id is uuid.Nil where an
// item has none.
func (o *Outcomes) RefuseRepeated(ctx context.Context, id func(i int) uuid.UUID) error {
	seen := map[uuid.UUID]bool{uuid.Nil: false}
	for _, i := range o.Left() {
		if seen[id(i)] {
			if err := o.Refuse(ctx, i, fault.NewInvalid("repeated", "must be given once", "body", i, "id")); err != nil {
				return err
			}
		}
		seen[id(i)] = id(i) != uuid.Nil
	}
	return nil
}

// Decode reads those of the items that are left into values that generated code makes.
func Decode[T any, P interface {
	*T
	Decode(d *jx.Decoder) error
}](ctx context.Context, o *Outcomes, raw []jx.Raw) ([]T, error) {
	items := make([]T, len(raw))
	for _, i := range o.Left() {
		err := P(&items[i]).Decode(jx.DecodeBytes(raw[i]))
		if v, ok := any(P(&items[i])).(interface{ Validate() error }); ok && err == nil {
			err = v.Validate()
		}
		if err != nil {
			if err := o.Refuse(ctx, i, fault.NewInvalid("value_error", "does not follow the document", "body", i)); err != nil {
				return nil, err
			}
		}
	}
	return items, nil
}

// Pick returns the items at those indexes.
func Pick[T any](items []T, at []int) []T {
	return Each(at, func(i int) T { return items[i] })
}

// Answer returns what became of every item as JSON. Those that are left are done with that
// status; write writes their rows, by their places among those that are left, and is nil where
// there are none.
func (o *Outcomes) Answer(ctx context.Context, status int, write func(w *jx.Writer, n int)) reply.JSON {
	return reply.Of(ctx, o, func(w *jx.Writer, o *Outcomes) {
		n := 0
		w.ArrStart()
		for i, of := range o.items {
			if i > 0 {
				w.Comma()
			}
			left := of.status == 0
			if left {
				of.status = status
			}
			w.RawStr(`{"status":`)
			w.Int(of.status)
			switch {
			case of.problem != nil:
				w.RawStr(`,"problem":`)
				raw, _ := json.Marshal(of.problem) // a struct of texts and numbers
				w.Raw(raw)
			case of.row != nil:
				w.RawStr(`,"row":`)
				w.Raw(of.row.Bytes())
			case left && write != nil:
				w.RawStr(`,"row":`)
				write(w, n)
			}
			if left {
				n++
			}
			w.ObjEnd()
		}
		w.ArrEnd()
	})
}

// Kept asks of the rows in outcomes what kept asks of a list of rows.
func Kept(kept func(context.Context, reply.JSON) error) func(context.Context, reply.JSON) error {
	return func(ctx context.Context, answer reply.JSON) error {
		var all []struct {
			Row json.RawMessage `json:"row"`
		}
		if err := answer.Into(&all); err != nil {
			return err
		}
		rows := []json.RawMessage{}
		for _, of := range all {
			if of.Row != nil {
				rows = append(rows, of.Row)
			}
		}
		raw, err := json.Marshal(rows)
		return errors.Join(err, kept(ctx, reply.Copy(ctx, raw)))
	}
}
