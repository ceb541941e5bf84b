// Package broken does not compile.
package broken

import "entgo.io/ent"

// Book is a schema.
type Book struct{ ent.Schema }

// Fields of the Book.
func (Book) Fields() []ent.Field { return nowhere }
