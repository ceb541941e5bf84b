// Package relation is what generated code shares about edges: what a row may be linked to,
// why the database refused a link, join tables, and how many rows an expansion shows.
//
// It knows no entity. Start with Check, which a mutation's policy asks before the statement,
// and Explain, which a handler asks after one that failed.
package relation

import (
	"context"
	"slices"

	"entgo.io/ent/privacy"
	"github.com/google/uuid"

	"github.com/entask/entask/internal/runtime/fault"
	"github.com/entask/entask/internal/runtime/viewer"
)

// Owners returns the owners of the rows that exist; "" for one that everybody reads.
type OwnersFunc func(context.Context, []uuid.UUID) (map[uuid.UUID]string, error)

// Links are the rows that a mutation links to by one edge.
type Links struct {
	// Entity is what the mutation is of, such as "Task".
	Entity string
	// Field is the property of requests that sets the edge, such as "project_id".
	Field string
	// To is the entity of the rows, such as "Project".
	To     string
	IDs    []uuid.UUID
	Owners OwnersFunc
	// Published says that the rows may be those of others.
	Published bool
	// Looks says that no key of the database keeps a row from being somebody else's.
	Looks bool
	// Hides says whether rows may be hidden from their owner, which no key knows. It is nil
	// where Looks is true.
	Hides func(context.Context) (bool, error)
}

// Refused is a link to a row that is missing or is not the viewer's. It is a
// *fault.Error, and also privacy.Deny if the row is somebody else's.
type Refused struct {
	broken []broken
}

type broken struct {
	field   string
	id      uuid.UUID
	foreign bool
}

// Check returns a *Refused error where the database would let a mutation link to a row that
// is neither the viewer's nor everybody's nor published, or that is hidden.
// It takes one statement for each edge of that kind, and none for any other: the key of those
// carries the owner, and a statement that violates it is explained by Explain. No policy
// narrows what Owners finds, so that the row of somebody else can be told from a missing one.
func Check(ctx context.Context, all ...Links) error {
	if len(all) == 0 {
		return nil
	}
	v, ok := viewer.FromContext(ctx)
	if !ok {
		return privacy.Denyf("relation: no viewer to link for")
	}
	var refused Refused
	for _, links := range all {
		if looks, err := links.looks(ctx); err != nil {
			return err
		} else if !looks {
			continue
		}
		owners, err := links.owners(ctx)
		if err != nil {
			return err
		}
		refused.add(links, owners, v.ID)
	}
	if len(refused.broken) == 0 {
		return nil
	}
	return &refused
}

// add adds those of the links that are refused to a viewer.
func (r *Refused) add(links Links, owners map[uuid.UUID]string, viewer string) {
	for _, id := range links.IDs {
		if owner, found := owners[id]; !found || owner != "" && owner != viewer && !links.Published {
			r.broken = append(r.broken, broken{links.Field, id, found})
		}
	}
}

// Error implements error.
func (r *Refused) Error() string { return r.fault(nil).Error() }

// Is says that a link to somebody else's row is denied.
func (r *Refused) Is(target error) bool { return target == privacy.Deny && r.foreign() }

// As makes it a *fault.Error.
func (r *Refused) As(target any) bool {
	f, ok := target.(**fault.Error)
	if ok {
		*f = r.fault(nil)
	}
	return ok
}

func (r *Refused) foreign() bool {
	return slices.ContainsFunc(r.broken, func(b broken) bool { return b.foreign })
}

// fault says which links are refused. The lists are the ids of a request by property; the
// index of an id is part of the place.
func (r *Refused) fault(lists map[string][]uuid.UUID) *fault.Error {
	f := &fault.Error{Kind: fault.Invalid}
	if r.foreign() {
		f.Kind = fault.Forbidden
	}
	for _, b := range r.broken {
		field := fault.Field{Loc: []any{"body", b.field}, Type: "unknown_reference", Msg: "must be the id of one that exists"}
		if b.foreign {
			field.Type, field.Msg = "forbidden_reference", "must be the id of one of yours"
		}
		if i := slices.Index(lists[b.field], b.id); i >= 0 {
			field.Loc = append(field.Loc, i)
		}
		f.Fields = append(f.Fields, field)
	}
	slices.SortStableFunc(f.Fields, func(a, b fault.Field) int { return index(a) - index(b) })
	return f
}

// index is the index that a place ends with, or -1.
func index(f fault.Field) int {
	if i, ok := f.Loc[len(f.Loc)-1].(int); ok {
		return i
	}
	return -1
}
