// Package schema says what it has to in Ent's own words.
package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema/field"

	entask "github.com/entask/entask/ent/schema"
)

// Note is a finished resource without another line.
type Note struct{ ent.Schema }

// Mixin of the Note.
func (Note) Mixin() []ent.Mixin {
	return []ent.Mixin{entask.Owned{}, entask.Timed{}, entask.Versioned{}}
}

// Fields of the Note.
func (Note) Fields() []ent.Field {
	return []ent.Field{
		field.String("name").NotEmpty().MaxLen(100),
		field.Bool("done"),
		field.Time("due_at").Optional().Nillable(),
	}
}
