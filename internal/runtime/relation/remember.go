package relation

import (
	"context"
	"slices"

	"github.com/google/uuid"
)

type key struct{}

// memory maps the rows that several mutations link to, to their owners.
type memory struct {
	ids    map[string][]uuid.UUID
	owners map[string]map[uuid.UUID]string
	looks  map[string]bool
}

// Remember returns a context in which Check finds the owners of all ids of an edge, such
// as "Task.project_id", at the first mutation that needs one. It is for the mutations of
// one request, which run one after the other.
func Remember(ctx context.Context, ids map[string][]uuid.UUID) context.Context {
	return context.WithValue(ctx, key{}, &memory{ids, map[string]map[uuid.UUID]string{}, map[string]bool{}})
}

// edge is how an edge is remembered.
func (l Links) edge() string { return l.Entity + "." + l.Field }

// looks says whether rows are looked at before they are linked to.
func (l Links) looks(ctx context.Context) (bool, error) {
	if l.Looks {
		return true, nil
	}
	m, _ := ctx.Value(key{}).(*memory)
	if m == nil {
		return l.Hides(ctx)
	}
	looks, ok := m.looks[l.edge()]
	if ok {
		return looks, nil
	}
	looks, err := l.Hides(ctx)
	if err == nil {
		m.looks[l.edge()] = looks
	}
	return looks, err
}

// owners returns the owners of rows, from memory if they are remembered.
func (l Links) owners(ctx context.Context) (map[uuid.UUID]string, error) {
	m, _ := ctx.Value(key{}).(*memory)
	if m == nil || slices.ContainsFunc(l.IDs, func(id uuid.UUID) bool { return !slices.Contains(m.ids[l.edge()], id) }) {
		return l.Owners(ctx, l.IDs)
	}
	if owners, ok := m.owners[l.edge()]; ok {
		return owners, nil
	}
	owners, err := l.Owners(ctx, m.ids[l.edge()])
	if err == nil {
		m.owners[l.edge()] = owners
	}
	return owners, err
}
