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
}

// Remember returns a context in which Check finds the owners of all ids of an edge, such
// as "Task.project_id", at the first mutation that needs one. It is for the mutations of
// one request, which run one after the other.
func Remember(ctx context.Context, ids map[string][]uuid.UUID) context.Context {
	return context.WithValue(ctx, key{}, &memory{ids, map[string]map[uuid.UUID]string{}})
}

// owners returns the owners of rows, from memory if they are remembered.
func (l Links) owners(ctx context.Context) (map[uuid.UUID]string, error) {
	m, _ := ctx.Value(key{}).(*memory)
	edge := l.Entity + "." + l.Field
	if m == nil || slices.ContainsFunc(l.IDs, func(id uuid.UUID) bool { return !slices.Contains(m.ids[edge], id) }) {
		return l.Owners(ctx, l.IDs)
	}
	if owners, ok := m.owners[edge]; ok {
		return owners, nil
	}
	owners, err := l.Owners(ctx, m.ids[edge])
	if err == nil {
		m.owners[edge] = owners
	}
	return owners, err
}
