// Package schema is refused: see message.txt.
package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema/field"

	base "github.com/entask/entask/ent/schema"
)

// Note is what is refused.
type Note struct{ ent.Schema }

// Title has a rule that nobody else knows.
type Title string

// Validate the Title.
func (Title) Validate() error { return nil }

// Mixin of the Note.
func (Note) Mixin() []ent.Mixin { return []ent.Mixin{base.Owned{}} }

// Fields of the Note.
func (Note) Fields() []ent.Field {
	return []ent.Field{
		field.String("title").GoType(Title("")),
	}
}
