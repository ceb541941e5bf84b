// Package schema is refused: see message.txt.
package schema

import (
	"entgo.io/ent"
	entschema "entgo.io/ent/schema"
	"entgo.io/ent/schema/field"

	"github.com/entask/entask/ent/schema"
	"github.com/entask/entask/internal/rest"
)

// Note is what is refused.
type Note struct{ ent.Schema }

// Mixin of the Note.
func (Note) Mixin() []ent.Mixin { return []ent.Mixin{schema.Published{}} }

// Fields of the Note.
func (Note) Fields() []ent.Field {
	return []ent.Field{rest.Field(field.String("text"), rest.Length(1, 100))}
}

// Annotations of the Note.
func (Note) Annotations() []entschema.Annotation {
	return []entschema.Annotation{rest.Syncable()}
}
