// Package schema has entities of which some rows are hidden: by an interceptor and by a
// rule of a policy.
package schema

import (
	"context"

	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/dialect/sql"
	"entgo.io/ent/privacy"
	entschema "entgo.io/ent/schema"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"

	"github.com/entask/entask/ent/schema"
	"github.com/entask/entask/internal/rest"
)

// Shelf is hidden once it is deleted. Its books stay.
type Shelf struct{ ent.Schema }

// Mixin of the Shelf.
func (Shelf) Mixin() []ent.Mixin {
	return []ent.Mixin{schema.Owned{}, schema.Versioned{}, SoftDelete{}}
}

// Fields of the Shelf.
func (Shelf) Fields() []ent.Field {
	return []ent.Field{rest.Field(field.String("name"), rest.Length(1, 100))}
}

// Edges of the Shelf.
func (Shelf) Edges() []ent.Edge { return []ent.Edge{edge.To("books", Book.Type)} }

// Annotations of the Shelf.
func (Shelf) Annotations() []entschema.Annotation { return []entschema.Annotation{rest.Batch()} }

// Book is hidden while it is withdrawn, which the API neither shows nor changes.
type Book struct{ ent.Schema }

// Mixin of the Book.
func (Book) Mixin() []ent.Mixin { return []ent.Mixin{schema.Owned{}, schema.Versioned{}} }

// Fields of the Book.
func (Book) Fields() []ent.Field {
	return []ent.Field{
		rest.Field(field.String("title"), rest.Length(1, 100)),
		field.Bool("finished").Default(false).Annotations(rest.Toggle("toggle")),
		field.Bool("withdrawn").Default(false).Annotations(rest.Hidden()),
	}
}

// Edges of the Book.
func (Book) Edges() []ent.Edge {
	return []ent.Edge{
		edge.From("shelf", Shelf.Type).Ref("books").Unique(),
		edge.To("labels", Label.Type),
		edge.To("notes", Note.Type).Annotations(entsql.OnDelete(entsql.Cascade)),
	}
}

// Policy of the Book. It says nothing of mutations: they reach what queries show.
func (Book) Policy() ent.Policy {
	return privacy.Policy{Query: privacy.QueryPolicy{hideWithdrawn{}}}
}

// hideWithdrawn is a rule that narrows a query, whatever of.
type hideWithdrawn struct{}

// EvalQuery implements privacy.QueryRule.
func (hideWithdrawn) EvalQuery(_ context.Context, q ent.Query) error {
	f, ok := q.(interface{ WhereP(...func(*sql.Selector)) })
	if !ok {
		return privacy.Denyf("schema: %T cannot be filtered", q)
	}
	f.WhereP(sql.FieldEQ("withdrawn", false))
	return privacy.Skip
}

// Annotations of the Book. Withdrawn ones count.
func (Book) Annotations() []entschema.Annotation {
	return []entschema.Annotation{rest.Batch(), rest.Quota(500), rest.UserData()}
}

// Label is hidden once it is deleted, and was on any number of books.
type Label struct{ ent.Schema }

// Mixin of the Label.
func (Label) Mixin() []ent.Mixin { return []ent.Mixin{schema.Owned{}, SoftDelete{}} }

// Fields of the Label.
func (Label) Fields() []ent.Field {
	return []ent.Field{rest.Field(field.String("name"), rest.Length(1, 100))}
}

// Edges of the Label.
func (Label) Edges() []ent.Edge {
	return []ent.Edge{edge.From("books", Book.Type).Ref("labels")}
}

// Note belongs to a book for good.
type Note struct{ ent.Schema }

// Mixin of the Note.
func (Note) Mixin() []ent.Mixin { return []ent.Mixin{schema.Owned{}, schema.Versioned{}} }

// Fields of the Note.
func (Note) Fields() []ent.Field {
	return []ent.Field{rest.Field(field.String("text"), rest.Length(1, 1000))}
}

// Edges of the Note.
func (Note) Edges() []ent.Edge {
	return []ent.Edge{edge.From("book", Book.Type).Ref("notes").Unique().Required()}
}
