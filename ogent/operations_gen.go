// Code generated from ent/schema, DO NOT EDIT.

package ogent

// Operations are those that are written by hand: a method for each rest.Handle of
// ent/schema. The client is that of the request: what is done through it is done under
// the viewer's policy, and where there is an Idempotency-Key in one transaction with it.
type Operations interface {
}
