package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/privacy"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/mixin"

	"github.com/entask/entask/internal/rest"
	"github.com/entask/entask/internal/runtime/rule"
)

// Public lets every signed-in user read all rows and nobody write them. The rows come
// from a migration, or from code that bypasses the policy with privacy.Allow.
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
