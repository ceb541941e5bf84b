package codec

import (
	"context"

	"github.com/entask/entask/internal/runtime/memory"
	"github.com/entask/entask/internal/runtime/rows"
)

// Limit is how many bytes of a result are kept. The zero Limit keeps all of them.
type Limit struct {
	ctx     context.Context //nolint:containedctx // of the one query
	bound   *rows.Bound
	claimed int
	refused error
}

// LimitOf returns the limit of a query without effects: its bound, and the memory that the
// request may have.
func LimitOf(ctx context.Context) Limit {
	bound := rows.BoundOf(ctx)
	if bound != nil {
		bound.Cut = false // of another attempt
	}
	return Limit{ctx: ctx, bound: bound}
}

// admits says whether a row is kept, after so many, with which they have so many bytes.
func (l *Limit) admits(rows, bytes int) bool {
	switch {
	case bytes <= memory.Free, l.ctx == nil:
		return true
	case l.bound != nil && rows > 0 && bytes > l.bound.Bytes:
		l.bound.Cut = true
		return false
	case bytes-l.claimed > memory.Free:
		l.refused = memory.Of(l.ctx).Need(2 * int64(bytes-l.claimed)) // they are copied to be scanned
		l.claimed = bytes
	}
	return l.refused == nil
}
