// Package library has schemas, and what is none.
package library

import (
	"regexp"

	"entgo.io/ent"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/mixin"

	"github.com/entask/entask/internal/rest"
)

// Shelf is declared after what is declared on it.
type Shelf struct{ base }

// Book is a schema.
type Book struct{ ent.Schema }

// Mixin of the Book.
func (Book) Mixin() []ent.Mixin { return []ent.Mixin{Coded{}} }

// Fields of the Book.
func (Book) Fields() []ent.Field {
	return []ent.Field{
		field.String("title").NotEmpty().MaxLen(80),
		rest.Field(field.Int("pages").Positive(), rest.Max(9999)),
		field.Int("pairs").Validate(func(int) error { return nil }).Annotations(rest.Checked("must be even", rest.Refuses(1)), rest.Example(2)),
	}
}

// Coded is a mixin.
type Coded struct{ mixin.Schema }

// Fields of Coded.
func (Coded) Fields() []ent.Field {
	return []ent.Field{field.String("code").Match(regexp.MustCompile(`^\d+$`))}
}

// base makes a schema of what embeds it.
type base struct{ ent.Schema }

// These are no schemas.
type (
	Level       string
	Opener      interface{ Open() error }
	Pair[T any] struct{ First, Second T }
	Other       = Book
)
