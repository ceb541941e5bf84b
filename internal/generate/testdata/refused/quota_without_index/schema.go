// Package schema is refused: see message.txt.
package schema

import (
	"entgo.io/ent"
	entschema "entgo.io/ent/schema"

	"github.com/entask/entask/ent/schema"
	"github.com/entask/entask/internal/rest"
)

// Note is what is refused: it has all of Published but its index.
type Note struct{ ent.Schema }

// Fields of the Note.
func (Note) Fields() []ent.Field { return schema.Published{}.Fields() }

// Hooks of the Note.
func (Note) Hooks() []ent.Hook { return schema.Published{}.Hooks() }

// Policy of the Note.
func (Note) Policy() ent.Policy { return schema.Published{}.Policy() }

// Annotations of the Note.
func (Note) Annotations() []entschema.Annotation {
	return append(schema.Published{}.Annotations(), rest.Operations(rest.Read, rest.List, rest.Create), rest.Quota(100))
}
