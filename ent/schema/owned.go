package schema

import (
	"context"
	"fmt"

	"entgo.io/ent"
	"entgo.io/ent/privacy"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/mixin"
	"github.com/google/uuid"

	"github.com/entask/entask/internal/rest"
	"github.com/entask/entask/internal/runtime/rule"
	"github.com/entask/entask/internal/runtime/viewer"
)

// ownerField holds the id of the viewer to whom a row belongs.
const ownerField = "user_id"

// Owned makes a row belong to the viewer who creates it, and makes the schema a resource
// of the API. Id, owner, hook and policy come together: a schema cannot have one without
// the others. Indexes of the schema must begin with the owner.
type Owned struct{ mixin.Schema }

// Fields of Owned.
func (Owned) Fields() []ent.Field {
	return []ent.Field{
		idField(),
		rest.Field(field.String(ownerField).
			Immutable().
			Comment("The subject of the owner's token.").
			Annotations(rest.ReadOnly(), rest.Example("k3GZ5cVgkLRE7pIVkGWTsUmi8dGMVzDh")),
			rest.Length(1, 255)),
	}
}

// Hooks of Owned.
func (Owned) Hooks() []ent.Hook { return []ent.Hook{setOwner, rule.KeepLinks} }

// Policy of Owned: only the owner reaches a row.
func (Owned) Policy() ent.Policy {
	return privacy.Policy{
		Query: privacy.QueryPolicy{
			rule.DenyIfNoViewer(),
			rule.FilterOwner(ownerField),
		},
		Mutation: privacy.MutationPolicy{
			rule.DenyIfNoViewer(),
			rule.FilterOwner(ownerField),
			rule.DenyForeignLinks(),
		},
	}
}

// Annotations of Owned.
func (Owned) Annotations() []schema.Annotation {
	return []schema.Annotation{rest.Owner(ownerField)}
}

// setOwner sets the owner of a new row to the viewer, whatever the caller set.
func setOwner(next ent.Mutator) ent.Mutator {
	return ent.MutateFunc(func(ctx context.Context, m ent.Mutation) (ent.Value, error) {
		if m.Op().Is(ent.OpCreate) {
			v, ok := viewer.FromContext(ctx)
			if !ok {
				return nil, privacy.Denyf("schema: no viewer to own a new %s", m.Type())
			}
			if err := m.SetField(ownerField, v.ID); err != nil {
				return nil, fmt.Errorf("set owner of %s: %w", m.Type(), err)
			}
		}
		return next.Mutate(ctx, m)
	})
}

// idField is the id of every entity.
func idField() ent.Field {
	return field.UUID("id", uuid.UUID{}).
		Default(newID).
		Immutable().
		Comment("A UUID of version 7, made by the server.").
		Annotations(rest.ReadOnly(), rest.Example("01957f3e-8d4c-7b2a-9c1e-5f6a7b8c9d0e"))
}

// newID returns a UUID of version 7 (RFC 9562): ids of later rows are greater.
func newID() uuid.UUID { return uuid.Must(uuid.NewV7()) }
