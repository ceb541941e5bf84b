package rows

import (
	"context"
	"errors"

	"github.com/entask/entask/internal/runtime/seal"
)

// Enough is what a function that is given rows returns when it wants no more of them.
var Enough = errors.New("enough rows") //nolint:errname,revive,staticcheck // it is a signal, as io.EOF is

// Ended returns why rows ended, if that is an error.
func Ended(err error) error {
	if errors.Is(err, Enough) {
		return nil
	}
	return err
}

// Bound is how much is read of the result of one query.
type Bound struct {
	// Bytes is how many bytes the rows may have, unless the first alone has more.
	Bytes int
	// Cut says that there were more, and the rest was not read.
	Cut bool
	// Seal is what is asked for ahead of the rows; nil for nothing.
	Seal *seal.Asked
}

// Unseal has nothing asked for ahead of the rows: they are not what the seal is of.
func (b *Bound) Unseal() {
	if b != nil {
		b.Seal = nil
	}
}

// Asked returns what is asked for ahead of the rows, and nil for nothing.
func (b *Bound) Asked() *seal.Asked {
	if b == nil {
		return nil
	}
	return b.Seal
}

// bounded is the context of one query, so that the bound is that of no other.
type bounded struct {
	context.Context
	bound *Bound
}

// BoundOf returns the bound of the query that is executed with this very ctx, or nil.
func BoundOf(ctx context.Context) *Bound {
	if c, ok := ctx.(*bounded); ok {
		return c.bound
	}
	return nil
}
