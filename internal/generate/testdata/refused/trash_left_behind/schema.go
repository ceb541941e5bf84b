// Package schema is refused: see message.txt.
package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema/edge"

	base "github.com/entask/entask/ent/schema"
)

// Page is what is refused.
type Page struct{ ent.Schema }

// Mixin of the Page.
func (Page) Mixin() []ent.Mixin { return []ent.Mixin{base.Owned{}} }

// Edges of the Page.
func (Page) Edges() []ent.Edge {
	return []ent.Edge{
		edge.To("book", Book.Type).Unique().Required().Annotations(entsql.OnDelete(entsql.Cascade)),
	}
}

// Book is beside it.
type Book struct{ ent.Schema }

// Mixin of the Book.
func (Book) Mixin() []ent.Mixin { return []ent.Mixin{base.Owned{}, base.SoftDeleted{}} }
