// Package schema is refused: see message.txt.
package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
	"github.com/google/uuid"

	base "github.com/entask/entask/ent/schema"
)

// Vendor has a name that Go keeps for itself.
type Vendor struct{ ent.Schema }

// Mixin of the Vendor.
func (Vendor) Mixin() []ent.Mixin { return []ent.Mixin{base.Owned{}} }

// Book has all that Ent refuses.
type Book struct{ ent.Schema }

// Mixin of the Book.
func (Book) Mixin() []ent.Mixin { return []ent.Mixin{base.Owned{}, base.Timed{}} }

// Fields of the Book.
func (Book) Fields() []ent.Field {
	return []ent.Field{
		field.Time("created_at"),
		field.String("title").Unique().Default("a"),
		field.Enum("state"),
		field.Enum("color").Values("red").Default("blue"),
		field.UUID("shelf_id", uuid.UUID{}),
		field.UUID("room_id", uuid.UUID{}).Optional().Nillable(),
		field.UUID("house_id", uuid.UUID{}).Immutable(),
		field.String("pages"),
	}
}

// Edges of the Book.
func (Book) Edges() []ent.Edge {
	return []ent.Edge{
		edge.To("pages", Page.Type),
		edge.To("nothing", leaf.Type),
		edge.To("shelf", Shelf.Type).Unique().Field("shelf_id"),
		edge.To("room", Shelf.Type).Unique().Required().Field("room_id"),
		edge.To("house", Shelf.Type).Unique().Required().Field("house_id"),
		edge.To("attic", Shelf.Type).Unique().Field("attic_id"),
		edge.To("covers", Page.Type).Required(),
	}
}

// Indexes of the Book.
func (Book) Indexes() []ent.Index { return []ent.Index{index.Fields("user_id", "titel")} }

// Page is of a book.
type Page struct{ ent.Schema }

// Mixin of the Page.
func (Page) Mixin() []ent.Mixin { return []ent.Mixin{base.Owned{}} }

// Edges of the Page.
func (Page) Edges() []ent.Edge {
	return []ent.Edge{
		edge.From("whose", Book.Type),
		edge.From("volume", Book.Type).Ref("leaves").Unique(),
		edge.From("cover_of", Book.Type).Ref("covers").Unique().Required(),
	}
}

// Shelf is of books.
type Shelf struct{ ent.Schema }

// Mixin of the Shelf.
func (Shelf) Mixin() []ent.Mixin { return []ent.Mixin{base.Owned{}} }

// leaf is not exported, so Ent does not read it.
type leaf struct{ ent.Schema }
