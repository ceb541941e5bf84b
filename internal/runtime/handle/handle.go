// Package handle runs the operations that are written by hand: see rest.Handle.
//
// Generated code calls it; it knows no entity. Start with OnRow.
package handle

import (
	"context"

	"github.com/entask/entask/internal/runtime/fault"
	"github.com/entask/entask/internal/runtime/request"
)

// most is how often a row can change under an operation before that gives up.
const most = 100

// Row is how the row of an operation is found, and how it is known that it has changed.
type Row[R any] struct {
	// Read returns the row. Its error is returned as it is.
	Read func() (R, error)
	// Version counts the writes of the row. Nil where nothing does.
	Version func(R) int
	// Missed says whether an error means that a statement found no row.
	Missed func(error) bool
}

// OnRow runs do on a row as it is. Where do has written nothing, because somebody else
// wrote the row in between and its statement missed the version that it was handed, the
// row is read again and do runs again.
func OnRow[R, A any](ctx context.Context, on Row[R], do func(R) (A, error)) (A, error) {
	var none A
	tried := 0 // the version that was missed
	for range most {
		row, err := on.Read()
		if err != nil {
			return none, err
		}
		if on.Version != nil && on.Version(row) == tried {
			return none, fault.New(fault.NotFound, "") // another row was missed
		}
		answer, err := do(row)
		switch {
		case err == nil || !on.Missed(err):
			return answer, err
		case on.Version == nil || request.AttemptsOf(ctx).Wrote():
			return none, fault.New(fault.NotFound, "")
		}
		tried = on.Version(row)
	}
	return none, fault.New(fault.Unavailable, "The resource is written too often by others, try again")
}
