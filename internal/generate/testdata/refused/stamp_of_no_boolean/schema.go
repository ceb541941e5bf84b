// Package schema is refused: see message.txt.
package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema"
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
		rest.Field(field.String("text"), rest.Length(1, 10)),
		field.Bool("done").Default(false),
		field.Time("at").Optional().Nillable().Annotations(rest.ReadOnly()),
	}
}

// Annotations of the Note.
func (Note) Annotations() []schema.Annotation { return []schema.Annotation{rest.Stamp("text", "at")} }
