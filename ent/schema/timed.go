package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/mixin"

	"github.com/entask/entask/internal/instant"
	"github.com/entask/entask/internal/rest"
)

// Timed says when a row was created and when it was last written.
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
