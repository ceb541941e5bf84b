package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	entschema "entgo.io/ent/schema"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
	"github.com/google/uuid"

	"github.com/entask/entask/ent/schema"
	"github.com/entask/entask/internal/rest"
)

// Person is linked to others of its kind, one way and both ways.
type Person struct{ ent.Schema }

// Mixin of the Person.
func (Person) Mixin() []ent.Mixin {
	return []ent.Mixin{schema.Owned{}, schema.Versioned{}, schema.SoftDeleted{}}
}

// Fields of the Person.
func (Person) Fields() []ent.Field {
	return []ent.Field{rest.Field(field.String("name"), rest.Length(1, 100))}
}

// Edges of the Person.
func (Person) Edges() []ent.Edge {
	return []ent.Edge{
		edge.To("friends", Person.Type),
		edge.To("following", Person.Type).From("followers"),
		edge.To("card", Card.Type).Unique().
			Annotations(entsql.OnDelete(entsql.Cascade)),
		edge.From("written", Letter.Type).Ref("author"),
		edge.From("checked", Letter.Type).Ref("reviewer"),
		edge.To("admirers", Person.Type).Annotations(rest.Cyclic()).From("idol").Unique(),
	}
}

// Card is somebody's only one.
type Card struct{ ent.Schema }

// Mixin of the Card.
func (Card) Mixin() []ent.Mixin {
	return []ent.Mixin{schema.Owned{}, schema.Versioned{}, schema.SoftDeleted{}}
}

// Fields of the Card.
func (Card) Fields() []ent.Field {
	return []ent.Field{rest.Field(field.String("number"), rest.Length(1, 20))}
}

// Indexes of the Card.
func (Card) Indexes() []ent.Index {
	return []ent.Index{index.Fields("user_id", "number").Unique()}
}

// Edges of the Card.
func (Card) Edges() []ent.Edge {
	return []ent.Edge{edge.From("holder", Person.Type).Ref("card").Unique().Required()}
}

// Letter leads to two people by fields of its own, and keeps its author from being deleted.
type Letter struct{ ent.Schema }

// Mixin of the Letter.
func (Letter) Mixin() []ent.Mixin {
	return []ent.Mixin{schema.Owned{}, schema.Versioned{}, schema.SoftDeleted{}}
}

// Fields of the Letter.
func (Letter) Fields() []ent.Field {
	return []ent.Field{
		rest.Field(field.String("text"), rest.Length(1, 1000)),
		field.UUID("written_by", uuid.UUID{}).Annotations(rest.Filterable(rest.Equal())),
		field.UUID("reviewer_id", uuid.UUID{}).Optional().Nillable().Annotations(rest.Accept("reviewerId")),
	}
}

// Edges of the Letter.
func (Letter) Edges() []ent.Edge {
	return []ent.Edge{
		edge.To("author", Person.Type).Unique().Required().Field("written_by").
			Annotations(entsql.OnDelete(entsql.Restrict)),
		edge.To("reviewer", Person.Type).Unique().Field("reviewer_id").StorageKey(edge.Column("checker")),
	}
}

// Annotations of the Letter.
func (Letter) Annotations() []entschema.Annotation {
	return []entschema.Annotation{rest.Deprecated("2026-01-31")}
}

// Folder is a tree, of which a branch is deleted as a whole.
type Folder struct{ ent.Schema }

// Mixin of the Folder.
func (Folder) Mixin() []ent.Mixin {
	return []ent.Mixin{schema.Owned{}, schema.Versioned{}, schema.SoftDeleted{}}
}

// Fields of the Folder.
func (Folder) Fields() []ent.Field {
	return []ent.Field{rest.Field(field.String("name"), rest.Length(1, 100))}
}

// Edges of the Folder.
func (Folder) Edges() []ent.Edge {
	return []ent.Edge{
		edge.To("children", Folder.Type).
			Annotations(entsql.OnDelete(entsql.Cascade)).
			From("parent").Unique().Annotations(rest.Accept("parentId"), rest.AcceptEmpty()),
	}
}

// Annotations of the Folder.
func (Folder) Annotations() []entschema.Annotation {
	return []entschema.Annotation{rest.Batch(), rest.UserData(), rest.Syncable()}
}

// Note hangs in a folder, and stays when it is gone.
type Note struct{ ent.Schema }

// Mixin of the Note.
func (Note) Mixin() []ent.Mixin { return []ent.Mixin{schema.Owned{}, schema.Versioned{}} }

// Fields of the Note.
func (Note) Fields() []ent.Field {
	return []ent.Field{rest.Field(field.String("text"), rest.Length(1, 1000))}
}

// Edges of the Note.
func (Note) Edges() []ent.Edge {
	return []ent.Edge{edge.To("folder", Folder.Type).Unique()}
}

// Draft leads to what the API does not show of it.
type Draft struct{ ent.Schema }

// Mixin of the Draft.
func (Draft) Mixin() []ent.Mixin { return []ent.Mixin{schema.Owned{}} }

// Fields of the Draft.
func (Draft) Fields() []ent.Field {
	return []ent.Field{
		field.Text("text"),
		field.UUID("audit_id", uuid.UUID{}).Optional().Nillable(),
	}
}

// Edges of the Draft.
func (Draft) Edges() []ent.Edge {
	return []ent.Edge{edge.To("audit", Audit.Type).Unique().Field("audit_id")}
}

// Audit has no API, so neither have edges to it.
type Audit struct{ ent.Schema }

// Fields of the Audit.
func (Audit) Fields() []ent.Field {
	return []ent.Field{field.UUID("id", uuid.UUID{}).Default(uuid.New)}
}

// Annotations of the Audit.
func (Audit) Annotations() []entschema.Annotation { return []entschema.Annotation{rest.Internal()} }
