// Package schema is refused: see message.txt.
package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/privacy"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"
	"github.com/google/uuid"

	"github.com/entask/entask/internal/rest"
)

// Note is what is refused.
type Note struct{ ent.Schema }

// Fields of the Note.
func (Note) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("id", uuid.UUID{}).Annotations(rest.ReadOnly()).Default(uuid.New),
		rest.Field(field.String("user_id").Annotations(rest.ReadOnly()), rest.MaxLength(255)),
	}
}

// Policy of the Note.
func (Note) Policy() ent.Policy {
	return privacy.Policy{
		Query:    privacy.QueryPolicy{privacy.AlwaysAllowRule()},
		Mutation: privacy.MutationPolicy{privacy.AlwaysAllowRule()},
	}
}

// Annotations of the Note.
func (Note) Annotations() []schema.Annotation { return []schema.Annotation{rest.Owner("user_id")} }
