package schema

import (
	"context"

	"entgo.io/ent"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/mixin"

	"github.com/entask/entask/internal/rest"
)

// versionField counts the writes of a row.
const versionField = "version"

// Versioned counts the writes of a row, so that no update is lost: ETag carries the
// version, and If-Match names the expected one.
type Versioned struct{ mixin.Schema }

// Fields of Versioned.
func (Versioned) Fields() []ent.Field {
	return []ent.Field{
		field.Int(versionField).
			Default(1).
			Comment("Goes up by one with every write.").
			Annotations(rest.ReadOnly(), rest.Example(1)),
	}
}

// Hooks of Versioned.
func (Versioned) Hooks() []ent.Hook { return []ent.Hook{raiseVersion} }

// Annotations of Versioned.
func (Versioned) Annotations() []schema.Annotation {
	return []schema.Annotation{rest.Version(versionField)}
}

// raiseVersion adds one to the version in the same statement that writes.
func raiseVersion(next ent.Mutator) ent.Mutator {
	return ent.MutateFunc(func(ctx context.Context, m ent.Mutation) (ent.Value, error) {
		if m.Op().Is(ent.OpUpdate | ent.OpUpdateOne) {
			if err := m.AddField(versionField, 1); err != nil {
				return nil, err
			}
		}
		return next.Mutate(ctx, m)
	})
}
