package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/privacy"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
	"entgo.io/ent/schema/mixin"

	"github.com/entask/entask/internal/rest"
	"github.com/entask/entask/internal/runtime/rule"
)

// Published makes a row everybody's to read who has signed in, and its owner's alone to
// write: the viewer who creates it. Readers see whose a row is, by the subject of the
// owner's token, and can list the rows of one owner. Indexes of the schema need not begin
// with the owner, since lists have the rows of all.
type Published struct{ mixin.Schema }

// Fields of Published.
func (Published) Fields() []ent.Field {
	return []ent.Field{
		idField(),
		rest.Field(field.String(ownerField).
			Immutable().
			Comment("The subject of the owner's token.").
			Annotations(rest.ReadOnly(), rest.Filterable(rest.Equal()), rest.Example("k3GZ5cVgkLRE7pIVkGWTsUmi8dGMVzDh")),
			rest.Length(1, 255)),
	}
}

// Indexes of Published.
func (Published) Indexes() []ent.Index { return []ent.Index{index.Fields(ownerField, "id")} }

// Hooks of Published.
func (Published) Hooks() []ent.Hook { return []ent.Hook{setOwner, rule.KeepLinks} }

// Policy of Published.
func (Published) Policy() ent.Policy {
	return privacy.Policy{
		Query: privacy.QueryPolicy{rule.DenyIfNoViewer()},
		Mutation: privacy.MutationPolicy{
			rule.DenyIfNoViewer(),
			rule.FilterOwner(ownerField),
			rule.DenyForeignLinks(),
		},
	}
}

// Annotations of Published.
func (Published) Annotations() []schema.Annotation {
	return []schema.Annotation{rest.Owner(ownerField), rest.Published()}
}
