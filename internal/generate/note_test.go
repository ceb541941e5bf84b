package generate

import (
	"time"

	"entgo.io/ent"
	"entgo.io/ent/privacy"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
	"github.com/google/uuid"

	"github.com/entask/entask/internal/rest"
	"github.com/entask/entask/internal/runtime/rule"
)

// note is a schema that a test writes.
type note struct {
	ent.Schema
	fields      []ent.Field
	indexes     []ent.Index
	annotations []schema.Annotation
}

func (n note) Fields() []ent.Field              { return n.fields }
func (n note) Indexes() []ent.Index             { return n.indexes }
func (n note) Annotations() []schema.Annotation { return n.annotations }
func (n note) Policy() ent.Policy {
	return privacy.Policy{Query: privacy.QueryPolicy{rule.FilterOwner("user_id")}}
}

// owned returns a schema that keeps every promise, with more fields.
func owned(fields ...ent.Field) note {
	return note{
		fields: append([]ent.Field{
			field.UUID("id", uuid.UUID{}).Default(uuid.New).Annotations(rest.ReadOnly()),
			rest.Field(field.String("user_id").Annotations(rest.ReadOnly()), rest.MaxLength(255)),
			field.Time("created_at").Default(time.Now).Annotations(rest.ReadOnly(), rest.Sortable()),
			field.Int("version").Default(1).Annotations(rest.ReadOnly()),
		}, fields...),
		indexes: []ent.Index{index.Fields("user_id", "created_at", "id")},
		annotations: []schema.Annotation{
			rest.Owner("user_id"), rest.Version("version"), rest.DefaultSort("-created_at"),
		},
	}
}

func (n note) with(annotations ...schema.Annotation) note {
	n.annotations = annotations
	return n
}

func (n note) and(annotations ...schema.Annotation) note {
	n.annotations = append(n.annotations, annotations...)
	return n
}

func (n note) index(indexes ...ent.Index) note {
	n.indexes = append(n.indexes, indexes...)
	return n
}
