// Package schema has what is unique among one owner's rows, operations on many rows,
// and resources that have only some operations.
package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"

	entask "github.com/entask/entask/ent/schema"
	"github.com/entask/entask/internal/rest"
)

// Label has a name that no other label of its owner has.
type Label struct{ ent.Schema }

// Mixin of the Label.
func (Label) Mixin() []ent.Mixin {
	return []ent.Mixin{entask.Owned{}, entask.Timed{}, entask.Versioned{}}
}

// Fields of the Label.
func (Label) Fields() []ent.Field {
	return []ent.Field{
		rest.Field(field.String("name"), rest.Length(1, 40)),
		field.Bool("starred").Default(false).Annotations(rest.Toggle("star")),
	}
}

// Indexes of the Label.
func (Label) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("user_id", "name").Unique(),
	}
}

// Annotations of the Label.
func (Label) Annotations() []schema.Annotation { return []schema.Annotation{rest.Batch()} }

// Seat has a row and a number, which no other seat of its owner has, and may have a
// ticket, which no other seat has either. It has no version, and nobody removes it.
type Seat struct{ ent.Schema }

// Mixin of the Seat.
func (Seat) Mixin() []ent.Mixin { return []ent.Mixin{entask.Owned{}} }

// Fields of the Seat.
func (Seat) Fields() []ent.Field {
	return []ent.Field{
		rest.Field(field.String("row"), rest.Length(1, 5)),
		field.Int("number").Optional().Nillable(),
		rest.Field(field.String("ticket").Optional().Nillable(), rest.Length(1, 20)),
		field.Bool("free").Default(true).Annotations(rest.Toggle("free")),
	}
}

// Indexes of the Seat.
func (Seat) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("user_id", "row", "number").Unique(),
		index.Fields("user_id", "ticket").Unique(),
	}
}

// Annotations of the Seat.
func (Seat) Annotations() []schema.Annotation {
	return []schema.Annotation{rest.Batch(), rest.Operations(rest.List, rest.Create, rest.Update)}
}

// Receipt is written once, and read.
type Receipt struct{ ent.Schema }

// Mixin of the Receipt.
func (Receipt) Mixin() []ent.Mixin { return []ent.Mixin{entask.Owned{}, entask.Timed{}} }

// Fields of the Receipt.
func (Receipt) Fields() []ent.Field {
	return []ent.Field{rest.Field(field.String("text"), rest.Length(1, 100))}
}

// Annotations of the Receipt.
func (Receipt) Annotations() []schema.Annotation {
	return []schema.Annotation{rest.Batch(), rest.Operations(rest.Read, rest.Create)}
}
