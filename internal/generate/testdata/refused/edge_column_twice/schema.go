// Package schema is refused: see message.txt.
package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"

	base "github.com/entask/entask/ent/schema"
)

// Book is what is refused.
type Book struct{ ent.Schema }

// Mixin of the Book.
func (Book) Mixin() []ent.Mixin { return []ent.Mixin{base.Owned{}} }

// Edges of the Book.
func (Book) Edges() []ent.Edge {
	return []ent.Edge{
		edge.To("pages", Page.Type),
	}
}

// Page is beside it.
type Page struct{ ent.Schema }

// Mixin of the Page.
func (Page) Mixin() []ent.Mixin { return []ent.Mixin{base.Owned{}} }

// Fields of the Page.
func (Page) Fields() []ent.Field {
	return []ent.Field{
		field.String("book_id"),
	}
}

// Edges of the Page.
func (Page) Edges() []ent.Edge {
	return []ent.Edge{
		edge.From("books", Book.Type).Ref("pages"),
	}
}
