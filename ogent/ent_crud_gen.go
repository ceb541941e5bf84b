// Code generated from ent/schema, DO NOT EDIT.

package ogent

import (
	"context"
	_ "embed"

	"github.com/entask/entask/ent"
)

// Document is the OpenAPI document of the API.
//
//go:embed openapi.json
var Document []byte

// CRUD implements every operation that can be generated. Embed it in a Handler
// that adds the rest.
type CRUD struct {
	Client *ent.Client
	// Once runs what creates something, at most once for an Idempotency-Key.
	Once Once
}

// Once keeps a create from being run again for the key that it was run for.
type Once interface {
	// Do runs create with a client of one transaction and remembers the answer that
	// it fills in, a pointer. When the same operation was done for the key with the
	// same request before, Do fills in the answer of then and creates nothing.
	Do(ctx context.Context, key, operation string, request, answer any, create func(context.Context, *ent.Client) error) error
}

// create runs fn, at most once where there is a key.
func (h *CRUD) create(ctx context.Context, key OptString, operation string, request, answer any, fn func(context.Context, *ent.Client) error) error {
	if key, ok := key.Get(); ok {
		return h.Once.Do(ctx, key, operation, request, answer, fn)
	}
	return fn(ctx, h.Client)
}
