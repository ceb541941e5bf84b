package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"

	"github.com/entask/entask/internal/rest"
)

// Task is something to do.
type Task struct{ ent.Schema }

// Mixin of the Task.
func (Task) Mixin() []ent.Mixin {
	return []ent.Mixin{Owned{}, Timed{}, Versioned{}, SoftDeleted{}}
}

// Fields of the Task.
func (Task) Fields() []ent.Field {
	return []ent.Field{
		rest.Field(field.String("title").
			Comment("What is to be done.").
			Annotations(rest.Sortable(), rest.Searchable(), rest.Example("Buy milk")),
			rest.Length(1, 255), rest.NotBlank()),
		rest.Field(field.String("description").
			Optional().
			Nillable().
			Comment("Anything more there is to say.").
			Annotations(rest.Searchable(), rest.Example("Two litres, and none of the oat kind.")),
			rest.MaxLength(10_000)),
		field.Bool("completed").
			Default(false).
			Comment("Whether it is done.").
			Annotations(rest.Filterable(rest.Equal()), rest.Toggle("toggle"), rest.Example(false)),
		field.Enum("priority").
			Values("low", "medium", "high").
			Default("medium").
			Comment("How much it matters.").
			Annotations(rest.Filterable(rest.In()), rest.Example("high")),
		field.Time("due_date").
			Optional().
			Nillable().
			Comment("When it is due.").
			Annotations(rest.Sortable(),
				rest.Filterable(rest.Until("due_before"), rest.After("due_after")),
				rest.Example("2026-03-08T17:00:00.000000Z")),
	}
}

// Indexes of the Task. Each begins with the owner and ends with the id, so that a page
// of a list is one range of it.
func (Task) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields(ownerField, "completed", "created_at", "id"),
		index.Fields(ownerField, "due_date", "id"),
		index.Fields(ownerField, "title", "id"),
	}
}

// Annotations of the Task.
func (Task) Annotations() []schema.Annotation {
	return []schema.Annotation{
		entsql.WithComments(false),
		rest.Batch(),
		rest.ClientIDs(),
		rest.DefaultSort("-created_at"),
		rest.UserData(),
		rest.Quota(100_000),
		rest.Syncable(),
	}
}
