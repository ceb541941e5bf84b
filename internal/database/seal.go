package database

import (
	"context"

	"github.com/entask/entask/internal/runtime/rows"
	"github.com/entask/entask/internal/runtime/seal"
)

// sealOf returns what the query of a context asks for ahead of its rows, or nil.
func sealOf(ctx context.Context) *seal.Asked {
	a := rows.BoundOf(ctx).Asked()
	if a != nil {
		a.Found = "" // by another attempt
	}
	return a
}

// ahead returns the statement that sets the viewer ahead of c, in one flush with it. It finds
// the seal too, where c asks for it. Its snapshot is no later than that of c.
func (c call) ahead(id string) call {
	if c.seal == nil {
		return viewerIs(id)
	}
	return call{query: seal.Statement, args: []any{id}, row: func(values [][]byte) { c.seal.Found = string(values[1]) }}
}
