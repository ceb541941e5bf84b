// Package schema is refused: see message.txt.
package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema/edge"

	base "github.com/entask/entask/ent/schema"
)

// Book is what is refused.
type Book struct{ ent.Schema }

// Mixin of the Book.
func (Book) Mixin() []ent.Mixin { return []ent.Mixin{base.Owned{}} }

// Edges of the Book.
func (Book) Edges() []ent.Edge {
	return []ent.Edge{
		edge.To("books", Book.Type),
	}
}
