// Package schema is refused: see message.txt.
package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema/edge"

	base "github.com/entask/entask/ent/schema"
	"github.com/entask/entask/internal/rest"
)

// Shelf is one end of what is refused.
type Shelf struct{ ent.Schema }

// Mixin of the Shelf.
func (Shelf) Mixin() []ent.Mixin { return []ent.Mixin{base.Owned{}} }

// Edges of the Shelf.
func (Shelf) Edges() []ent.Edge {
	return []ent.Edge{
		edge.To("books", Book.Type).Annotations(rest.Cyclic()),
	}
}

// Book is the other end.
type Book struct{ ent.Schema }

// Mixin of the Book.
func (Book) Mixin() []ent.Mixin { return []ent.Mixin{base.Owned{}} }
