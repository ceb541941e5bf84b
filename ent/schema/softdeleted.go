package schema

import (
	"time"

	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/privacy"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
	"entgo.io/ent/schema/mixin"

	"github.com/entask/entask/internal/rest"
	"github.com/entask/entask/internal/runtime/rule"
)

// deletedField holds when a row was moved to the trash.
const deletedField = "deleted_at"

// SoftDeleted gives an owned schema a trash: DELETE moves a row there, from where it can be
// restored until rest.TrashFor is over. The policy hides what is in the trash from every
// query that does not ask for it, and unique indexes count the living alone.
type SoftDeleted struct{ mixin.Schema }

// Fields of SoftDeleted.
func (SoftDeleted) Fields() []ent.Field {
	return []ent.Field{
		field.Time(deletedField).
			Optional().
			Nillable().
			Comment("When it was moved to the trash; null for what is not in it.").
			Annotations(rest.ReadOnly()),
	}
}

// Indexes of SoftDeleted: what is in the trash of an owner. It costs the living nothing.
func (SoftDeleted) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields(ownerField, deletedField, "id").
			Annotations(entsql.IndexWhere(deletedField + " IS NOT NULL")),
	}
}

// Policy of SoftDeleted: a query that does not ask for the trash does not see it.
func (SoftDeleted) Policy() ent.Policy {
	return privacy.Policy{Query: privacy.QueryPolicy{rule.FilterTrash(deletedField)}}
}

// Annotations of SoftDeleted.
func (SoftDeleted) Annotations() []schema.Annotation {
	return []schema.Annotation{rest.Trash(deletedField), rest.TrashFor(30 * 24 * time.Hour)}
}
