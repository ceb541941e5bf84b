package schema

import (
	"context"

	"entgo.io/ent"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/mixin"

	"github.com/entask/entask/internal/rest"
	"github.com/entask/entask/internal/runtime/instant"
)

// Timed records when a row was created and when it was last written.
type Timed struct{ mixin.Schema }

// Fields of Timed.
func (Timed) Fields() []ent.Field {
	return []ent.Field{
		field.Time("created_at").
			Default(instant.Now).
			Immutable().
			Comment("When the row was created.").
			Annotations(rest.ReadOnly(), rest.Sortable(), rest.Example("2026-03-01T09:30:00.000000Z")),
		field.Time("updated_at").
			Default(instant.Now).
			UpdateDefault(instant.Now).
			Comment("When the row was last written.").
			Annotations(rest.ReadOnly(), rest.Sortable(), rest.Example("2026-03-01T09:30:00.000000Z")),
	}
}

// Hooks of Timed.
func (Timed) Hooks() []ent.Hook { return []ent.Hook{createdIsUpdated} }

// createdIsUpdated gives both times of a new row the same value.
func createdIsUpdated(next ent.Mutator) ent.Mutator {
	return ent.MutateFunc(func(ctx context.Context, m ent.Mutation) (ent.Value, error) {
		if created, ok := m.Field("created_at"); ok && m.Op().Is(ent.OpCreate) {
			if err := m.SetField("updated_at", created); err != nil {
				return nil, err
			}
		}
		return next.Mutate(ctx, m)
	})
}
