// Package schema is refused: see message.txt.
package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
	"github.com/google/uuid"

	base "github.com/entask/entask/ent/schema"
)

// Book is what is refused.
type Book struct{ ent.Schema }

// Mixin of the Book.
func (Book) Mixin() []ent.Mixin { return []ent.Mixin{base.Owned{}} }

// Fields of the Book.
func (Book) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("page_id", uuid.UUID{}).Optional().Nillable(),
	}
}

// Edges of the Book.
func (Book) Edges() []ent.Edge {
	return []ent.Edge{
		edge.To("page", Page.Type).Unique(),
	}
}

// Page is beside it.
type Page struct{ ent.Schema }

// Mixin of the Page.
func (Page) Mixin() []ent.Mixin { return []ent.Mixin{base.Owned{}} }
