package relation

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/entask/entask/internal/runtime/fault"
	"github.com/entask/entask/internal/runtime/viewer"
)

// Missed is the error of mutations that the database refused because a row that they link to
// is missing: to a key that carries the owner, the rows of others are. Explain says which one.
type Missed struct {
	err   error
	items [][]Links // of each mutation, in their order
}

// Error implements error.
func (m *Missed) Error() string { return m.err.Error() }

// Unwrap returns what the database said.
func (m *Missed) Unwrap() error { return m.err }

// Keep returns err with the links of the mutation that it is about, if it is about a link.
// The mutations of one statement keep theirs one after the other, the last one first.
func Keep(err error, links []Links) error {
	if m, ok := errors.AsType[*Missed](err); ok {
		m.items = slices.Insert(m.items, 0, links)
		return err
	}
	if !Broken(err) && (err == nil || !strings.Contains(err.Error(), "is already connected to a different")) { // as Ent says it
		return err
	}
	return &Missed{err, [][]Links{links}}
}

// Explain returns why a link is refused, where err is *Missed: for the first mutation that has
// such a link, with its index. Any other error is returned as it is, with the index -1.
func Explain(ctx context.Context, err error, owners func(_ context.Context, entity string, _ []uuid.UUID) (map[uuid.UUID]string, error)) (at int, _ error) {
	refused, err := ExplainEach(ctx, err, owners)
	if len(refused) == 0 {
		return -1, err
	}
	at = slices.Min(slices.Collect(maps.Keys(refused)))
	return at, refused[at]
}

// ExplainEach returns why links are refused, where err is *Missed, by the index of each mutation
// that has such a link. Otherwise it returns the error that remains.
// It takes one statement for each entity, which runs outside of the transaction that failed.
func ExplainEach(ctx context.Context, err error, owners func(_ context.Context, entity string, _ []uuid.UUID) (map[uuid.UUID]string, error)) (map[int]error, error) {
	missed, ok := errors.AsType[*Missed](err)
	if !ok {
		return nil, err
	}
	ids := map[string][]uuid.UUID{}
	for _, links := range slices.Concat(missed.items...) {
		ids[links.To] = append(ids[links.To], links.IDs...)
	}
	if len(ids) == 0 {
		return nil, err // what leads to the row, and not what the row leads to
	}
	found := map[string]map[uuid.UUID]string{}
	for entity, ids := range ids {
		slices.SortFunc(ids, func(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) })
		of, failed := owners(ctx, entity, slices.Compact(ids))
		if failed != nil {
			return nil, failed
		}
		found[entity] = of
	}
	v, _ := viewer.FromContext(ctx)
	all := map[int]error{}
	for at, item := range missed.items {
		var refused Refused
		for _, links := range item {
			refused.add(links, found[links.To], v.ID)
		}
		if len(refused.broken) > 0 {
			all[at] = &refused
		}
	}
	if len(all) > 0 {
		return all, nil
	}
	return nil, fault.New(fault.Conflict, "What the request links to has changed since: send it again")
}
