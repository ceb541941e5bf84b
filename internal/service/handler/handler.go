// Package handler implements every operation of the document: the generated
// ones, and beside them those that are written by hand.
package handler

import (
	"github.com/entask/entask/ent"
	"github.com/entask/entask/internal/runtime/app"
	"github.com/entask/entask/ogent"
)

// Handler implements every operation. One that is written by hand is a method
// here; it takes the place of the generated one.
type Handler struct {
	*ogent.CRUD
}

var _ ogent.Handler = (*Handler)(nil)

// New returns the handler. Client reaches the entities, under their privacy
// policy; once remembers what was answered to an Idempotency-Key.
func New(client *ent.Client, once app.Once) *Handler {
	return &Handler{CRUD: &ogent.CRUD{Client: client, Once: once}}
}
