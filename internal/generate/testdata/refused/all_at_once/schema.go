// Package schema is refused: see message.txt.
package schema

import (
	"errors"

	"entgo.io/ent"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
	"github.com/google/uuid"

	base "github.com/entask/entask/ent/schema"
	"github.com/entask/entask/internal/rest"
)

// Note is what is refused.
type Note struct{ ent.Schema }

// Mixin of the Note.
func (Note) Mixin() []ent.Mixin { return []ent.Mixin{base.Owned{}} }

// Fields of the Note.
func (Note) Fields() []ent.Field {
	return []ent.Field{
		field.String("isbn").Validate(isbn),
		field.Bool("done").Annotations(rest.Sortable()),
		field.UUID("shelf_id", uuid.UUID{}),
	}
}

func isbn(s string) error {
	if len(s) != 13 {
		return errors.New("no ISBN")
	}
	return nil
}

// Edges of the Note: the key of one is taken.
func (Note) Edges() []ent.Edge { return []ent.Edge{edge.To("shelf", Shelf.Type).Unique()} }

// Shelf is refused too.
type Shelf struct{ ent.Schema }

// Mixin of the Shelf.
func (Shelf) Mixin() []ent.Mixin { return []ent.Mixin{base.Owned{}} }

// Fields of the Shelf.
func (Shelf) Fields() []ent.Field {
	return []ent.Field{field.Int("number").Annotations(rest.Searchable())}
}
