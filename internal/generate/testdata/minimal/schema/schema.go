// Package schema is the least that a schema can say.
package schema

import (
	"entgo.io/ent"
	entschema "entgo.io/ent/schema"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"

	"github.com/entask/entask/ent/schema"
	"github.com/entask/entask/internal/rest"
)

// Note is text and whose it is.
type Note struct{ ent.Schema }

// Mixin of the Note.
func (Note) Mixin() []ent.Mixin { return []ent.Mixin{schema.Owned{}} }

// Fields of the Note.
func (Note) Fields() []ent.Field {
	return []ent.Field{field.Text("text")}
}

// Annotations of the Note.
func (Note) Annotations() []entschema.Annotation {
	return []entschema.Annotation{rest.Handle("countNotes", "GET count", "Count the Notes.", rest.Returns(0))}
}

// Country is what every user may read.
type Country struct{ ent.Schema }

// Mixin of the Country.
func (Country) Mixin() []ent.Mixin { return []ent.Mixin{schema.Public{}} }

// Fields of the Country.
func (Country) Fields() []ent.Field {
	return []ent.Field{
		rest.Field(field.String("name").
			Annotations(rest.Sortable(), rest.Searchable(), rest.Filterable(rest.Equal(), rest.Prefix())),
			rest.Length(1, 100)),
	}
}

// Indexes of the Country.
func (Country) Indexes() []ent.Index { return []ent.Index{index.Fields("name", "id")} }

// Annotations of the Country.
func (Country) Annotations() []entschema.Annotation {
	return []entschema.Annotation{
		entschema.Comment("A country of this world."),
		rest.Handle("listLaterCountries", "GET {id}/later", "List later Countries. Those whose names come later.", rest.Returns([]rest.Row[Country]{})),
	}
}
