package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/privacy"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/mixin"

	"github.com/entask/entask/internal/rest"
	"github.com/entask/entask/internal/runtime/rule"
)

// Public makes rows everybody's to read who has signed in, and nobody's to write:
// they come from a migration, or from code that says privacy.Allow.
type Public struct{ mixin.Schema }

// Fields of Public.
func (Public) Fields() []ent.Field { return []ent.Field{idField()} }

// Policy of Public.
func (Public) Policy() ent.Policy {
	return privacy.Policy{
		Query:    privacy.QueryPolicy{rule.DenyIfNoViewer()},
		Mutation: privacy.MutationPolicy{privacy.AlwaysDenyRule()},
	}
}

// Annotations of Public.
func (Public) Annotations() []schema.Annotation { return []schema.Annotation{rest.Public()} }
