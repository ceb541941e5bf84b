// Package schema is refused: see message.txt.
package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema/field"

	base "github.com/entask/entask/ent/schema"
	"github.com/entask/entask/internal/rest"
)

// Note is what is refused.
type Note struct{ ent.Schema }

// Mixin of the Note.
func (Note) Mixin() []ent.Mixin { return []ent.Mixin{base.Owned{}} }

// Fields of the Note.
func (Note) Fields() []ent.Field {
	return []ent.Field{
		rest.Field(field.String("at").Default("2026-03-08T10:00[Europe/Lisbon]"), rest.Due()),
		rest.Field(field.String("until").Annotations(rest.Example("2026-02-30")), rest.Due()),
	}
}
