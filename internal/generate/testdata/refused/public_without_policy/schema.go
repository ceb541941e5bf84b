// Package schema is refused: see message.txt.
package schema

import (
	"entgo.io/ent"
	entschema "entgo.io/ent/schema"
	"entgo.io/ent/schema/field"
	"github.com/google/uuid"

	"github.com/entask/entask/internal/rest"
)

// Note is what is refused.
type Note struct{ ent.Schema }

// Fields of the Note.
func (Note) Fields() []ent.Field {
	return []ent.Field{field.UUID("id", uuid.UUID{}).Annotations(rest.ReadOnly()).Default(uuid.New)}
}

// Annotations of the Note.
func (Note) Annotations() []entschema.Annotation { return []entschema.Annotation{rest.Public()} }
