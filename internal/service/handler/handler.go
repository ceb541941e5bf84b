// Package handler has the operations that are written by hand: a method of Operations
// for each rest.Handle in ent/schema. docs/add-an-operation.md writes one.
//
// It imports the generated code; no other package of the service. Start with Operations.
package handler

import (
	"github.com/entask/entask/ent"
	"github.com/entask/entask/internal/runtime/app"
	"github.com/entask/entask/internal/runtime/userdata"
	"github.com/entask/entask/ogent"
)

// Operations are the operations that are written by hand.
type Operations struct{}

var _ ogent.Operations = Operations{}

// New returns the handler of every operation. Client reaches the entities, under their
// privacy policy; once remembers what was answered to an Idempotency-Key; data is what is
// kept of users.
func New(client *ent.Client, once app.Once, data userdata.Data) *ogent.CRUD {
	return &ogent.CRUD{Client: client, Once: once, Operations: Operations{}, UserData: data}
}
