package batch

import (
	"context"
	"errors"

	"entgo.io/ent/dialect/sql"
	"github.com/go-faster/jx"
	"github.com/google/uuid"

	"github.com/entask/entask/internal/runtime/fault"
	"github.com/entask/entask/internal/runtime/reply"
	"github.com/entask/entask/internal/runtime/viewer"
)

// ErrApart is returned by Rows.All if the database refuses the rows for what only one of them
// may break, such as a unique rule: each is then done by itself.
var ErrApart = errors.New("a row is refused among others")

// Rows are existing rows of which each is written or refused for itself.
type Rows struct {
	IDs []uuid.UUID
	// Versions are those that the rows must have, in the order of the ids; empty for any.
	Versions []int
	// Loc is where the request lists the ids, and Status what is said of a row that is written.
	Loc    []any
	Status int
	// All writes all of the rows in one statement, or none: then it returns false. Write writes
	// the rows as they are then, and is nil where there are none.
	All func(ids []uuid.UUID, versions []int) (write func(w *jx.Writer, n int), all bool, err error)
	// Seen returns the versions of those of the rows that the viewer has.
	Seen func(ids []uuid.UUID) (map[uuid.UUID]int, error)
	// Owners returns the owners of rows.
	Owners func(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID]string, error)
	// One writes one row. The version is nil for any.
	One func(id uuid.UUID, version *int) (*reply.JSON, error)
}

// Do writes the rows. It is one statement if all can be written. Otherwise it asks which rows
// cannot, and writes the others in one statement; where that is refused too, each by itself.
func (r Rows) Do(ctx context.Context) (reply.JSON, error) {
	if len(r.Versions) > 0 && len(r.Versions) != len(r.IDs) {
		return reply.JSON{}, fault.NewInvalid("versions", "must be as many as ids", r.Loc[0], "versions")
	}
	o, err := Begin(ctx, len(r.IDs))
	if err != nil {
		return reply.JSON{}, err
	}
	for asked := false; len(o.left) > 0; asked = true {
		write, all, err := r.All(r.of(o.left))
		switch {
		case err == nil && all:
			return o.Answer(ctx, r.Status, write), nil
		case errors.Is(err, ErrApart), err == nil && asked:
			err = r.apart(ctx, o)
			return o.Answer(ctx, r.Status, nil), err
		case err != nil:
			return reply.JSON{}, err
		}
		if err := r.refuse(ctx, o); err != nil {
			return reply.JSON{}, err
		}
	}
	return o.Answer(ctx, r.Status, nil), nil
}

// of returns the rows at those indexes.
func (r Rows) of(at []int) (ids []uuid.UUID, versions []int) {
	if ids = Pick(r.IDs, at); len(r.Versions) > 0 {
		versions = Pick(r.Versions, at)
	}
	return ids, versions
}

// refuse refuses the rows that are missing, belong to others or have another version.
func (r Rows) refuse(ctx context.Context, o *Outcomes) error {
	ids, versions := r.of(o.left)
	seen, err := r.Seen(ids)
	if err != nil {
		return err
	}
	var unseen []uuid.UUID
	for _, id := range ids {
		if _, ok := seen[id]; !ok {
			unseen = append(unseen, id)
		}
	}
	var owners map[uuid.UUID]string
	if len(unseen) > 0 {
		if owners, err = r.Owners(ctx, unseen); err != nil {
			return err
		}
	}
	v, _ := viewer.FromContext(ctx)
	for n, i := range o.Left() {
		version, mine := seen[ids[n]]
		owner, there := owners[ids[n]]
		var refused *fault.Error
		switch {
		case mine && versions != nil && version != versions[n]:
			refused = fault.New(fault.Precondition, "")
		case mine:
			continue
		case there && owner != v.ID:
			refused = &fault.Error{Kind: fault.Forbidden, Fields: []fault.Field{{Loc: append(r.Loc[:2:2], i), Msg: "belongs to somebody else", Type: "forbidden"}}}
		default:
			refused = &fault.Error{Kind: fault.NotFound, Fields: []fault.Field{{Loc: append(r.Loc[:2:2], i), Msg: "does not exist", Type: "not_found"}}}
		}
		if err := o.Refuse(ctx, i, refused); err != nil {
			return err
		}
	}
	return nil
}

// apart writes the rows that are left, each by itself. It stops at an error that is not that
// of one row.
func (r Rows) apart(ctx context.Context, o *Outcomes) error {
	for _, i := range o.Left() {
		var version *int
		if len(r.Versions) > 0 {
			version = &r.Versions[i]
		}
		row, err := r.One(r.IDs[i], version)
		if err == nil {
			o.Done(i, r.Status, row)
			continue
		}
		if err := o.Refuse(ctx, i, err); err != nil {
			return err
		}
	}
	return nil
}

// Ints returns integers as Go has them.
func Ints[I ~int | ~int64 | ~int32](all []I) []int {
	return Each(all, func(i I) int { return int(i) })
}

// Versions passes the rows that have these versions, in the order of their ids; any row where
// there are none.
func Versions[P ~func(*sql.Selector)](id, version string, ids []uuid.UUID, versions []int) []P {
	if len(versions) == 0 {
		return nil
	}
	return []P{func(s *sql.Selector) {
		some := make([]*sql.Predicate, len(ids))
		for i := range ids {
			some[i] = sql.And(sql.EQ(s.C(id), ids[i]), sql.EQ(s.C(version), versions[i]))
		}
		s.Where(sql.Or(some...))
	}}
}
