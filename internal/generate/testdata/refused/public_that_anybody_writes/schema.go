// Package schema is refused: see message.txt.
package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/privacy"
	entschema "entgo.io/ent/schema"
	"entgo.io/ent/schema/field"
	"github.com/google/uuid"

	"github.com/entask/entask/internal/rest"
	"github.com/entask/entask/internal/runtime/rule"
)

// Note is what is refused.
type Note struct{ ent.Schema }

// Fields of the Note.
func (Note) Fields() []ent.Field {
	return []ent.Field{field.UUID("id", uuid.UUID{}).Annotations(rest.ReadOnly()).Default(uuid.New)}
}

// Policy of the Note.
func (Note) Policy() ent.Policy {
	return privacy.Policy{
		Query:    privacy.QueryPolicy{rule.DenyIfNoViewer()},
		Mutation: privacy.MutationPolicy{rule.DenyIfNoViewer()},
	}
}

// Annotations of the Note.
func (Note) Annotations() []entschema.Annotation { return []entschema.Annotation{rest.Public()} }
