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

// ahead returns the statements that come before c and after the viewer, in one flush with them: one
// that finds the seal, where c asks for it. Its snapshot is no later than that of c.
func (c call) ahead() []call {
	if c.seal == nil {
		return nil
	}
	return []call{{query: seal.Statement, row: func(values [][]byte) { c.seal.Found = string(values[0]) }}}
}
