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
		field.Bool("done").Annotations(rest.Toggle("read-all")),
	}
}

// Annotations of the Note.
func (Note) Annotations() []schema.Annotation {
	return []schema.Annotation{
		rest.Operations(rest.Create),
	}
}

// AllNote is beside it.
type AllNote struct{ ent.Schema }

// Mixin of the AllNote.
func (AllNote) Mixin() []ent.Mixin { return []ent.Mixin{base.Owned{}} }

// Annotations of the AllNote.
func (AllNote) Annotations() []schema.Annotation {
	return []schema.Annotation{
		rest.Operations(rest.Read),
	}
}

// AllOfNote takes the id that would be left.
type AllOfNote struct{ ent.Schema }

// Mixin of the AllOfNote.
func (AllOfNote) Mixin() []ent.Mixin { return []ent.Mixin{base.Owned{}} }

// Annotations of the AllOfNote.
func (AllOfNote) Annotations() []schema.Annotation {
	return []schema.Annotation{
		rest.Operations(rest.Read),
	}
}
