package request

import (
	"context"

	"github.com/entask/entask/internal/runtime/fault"
	"github.com/entask/entask/internal/runtime/problem"
)

// Apart is what an operation needs that answers with an outcome for each item.
type Apart struct {
	// Broken says of each item which rules of the document it breaks: nil where it breaks none.
	Broken []*fault.Error
	// Problem returns the problem of an error, and false if the error is not that of one item.
	Problem func(ctx context.Context, err error) (problem.Problem, bool)
}

// SetApart makes the items of the request be handled apart.
func (c *Context) SetApart(a *Apart) { c.apart = a }

// ApartOf returns how the items of a request are handled apart.
func ApartOf(ctx context.Context) *Apart {
	if a := Of(ctx).apart; a != nil {
		return a
	}
	return &Apart{Problem: func(context.Context, error) (problem.Problem, bool) { return problem.Problem{}, false }}
}
