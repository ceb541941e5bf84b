// Package schema has every kind of edge between entities that a user owns.
package schema

import (
	"time"

	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	entschema "entgo.io/ent/schema"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"

	"github.com/entask/entask/ent/schema"
	"github.com/entask/entask/internal/rest"
)

// Project declares an edge that Task knows nothing of. Without it a task stays.
type Project struct{ ent.Schema }

// Mixin of the Project.
func (Project) Mixin() []ent.Mixin { return []ent.Mixin{schema.Owned{}} }

// Fields of the Project.
func (Project) Fields() []ent.Field {
	return []ent.Field{rest.Field(field.String("name"), rest.Length(1, 100))}
}

// Annotations of the Project.
func (Project) Annotations() []entschema.Annotation { return []entschema.Annotation{rest.Batch()} }

// Edges of the Project.
func (Project) Edges() []ent.Edge {
	return []ent.Edge{
		edge.To("tasks", Task.Type),
		edge.To("audits", Audit.Type),
		edge.To("drafts", Draft.Type).Annotations(rest.Internal()),
	}
}

// Task is linked to from everywhere.
type Task struct{ ent.Schema }

// Mixin of the Task.
func (Task) Mixin() []ent.Mixin {
	return []ent.Mixin{schema.Owned{}, schema.Timed{}, schema.Versioned{}}
}

// Fields of the Task.
func (Task) Fields() []ent.Field {
	return []ent.Field{
		rest.Field(field.String("title").Annotations(rest.Searchable()), rest.Length(1, 100)),
		field.Enum("priority").Values("low", "high").Default("low").
			Annotations(rest.Filterable(rest.In()), rest.Deprecated("2026-12-01", rest.Guide("https://example.org/priorities"))),
		field.Bool("completed").Default(false).Annotations(rest.Toggle("toggle")),
		field.Time("completed_at").Optional().Nillable().Annotations(rest.ReadOnly()),
	}
}

// Edges of the Task.
func (Task) Edges() []ent.Edge {
	return []ent.Edge{edge.To("tags", Tag.Type)}
}

// Annotations of the Task.
func (Task) Annotations() []entschema.Annotation {
	return []entschema.Annotation{rest.Batch(), rest.Syncable(), rest.Stamp("completed", "completed_at")}
}

// Tag knows its tasks too.
type Tag struct{ ent.Schema }

// Mixin of the Tag.
func (Tag) Mixin() []ent.Mixin { return []ent.Mixin{schema.Owned{}} }

// Fields of the Tag.
func (Tag) Fields() []ent.Field {
	return []ent.Field{rest.Field(field.String("name"), rest.Length(1, 100))}
}

// Edges of the Tag.
func (Tag) Edges() []ent.Edge {
	return []ent.Edge{edge.From("tasks", Task.Type).Ref("tags")}
}

// Comment belongs to one task for good, and is gone with it.
type Comment struct{ ent.Schema }

// Mixin of the Comment.
func (Comment) Mixin() []ent.Mixin { return []ent.Mixin{schema.Owned{}, schema.Versioned{}} }

// Fields of the Comment.
func (Comment) Fields() []ent.Field {
	return []ent.Field{rest.Field(field.String("text"), rest.Length(1, 1000))}
}

// Edges of the Comment.
func (Comment) Edges() []ent.Edge {
	return []ent.Edge{
		edge.To("task", Task.Type).Unique().Required().Immutable().
			Annotations(entsql.OnDelete(entsql.Cascade)),
		edge.To("answer_to", Task.Type).Unique().StorageKey(edge.Column("reply")).
			Annotations(rest.Internal()),
	}
}

// Annotations of the Comment.
func (Comment) Annotations() []entschema.Annotation {
	return []entschema.Annotation{
		rest.Syncable(48 * time.Hour),
		rest.Deprecated("2026-12-01", rest.Sunset("2027-06-01"), rest.Guide("https://example.org/comments")),
	}
}
