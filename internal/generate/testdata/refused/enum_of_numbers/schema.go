// Package schema is refused: see message.txt.
package schema

import (
	"database/sql/driver"
	"entgo.io/ent"
	"entgo.io/ent/schema/field"

	base "github.com/entask/entask/ent/schema"
)

// Note is what is refused.
type Note struct{ ent.Schema }

// Level is an enum that is no string.
type Level int

// Values of a Level.
func (Level) Values() []string { return []string{"low", "high"} }

// String of a Level.
func (l Level) String() string { return l.Values()[l] }

// Value of a Level in the database.
func (l Level) Value() (driver.Value, error) { return l.String(), nil }

// Scan a Level from the database.
func (l *Level) Scan(any) error { return nil }

// Mixin of the Note.
func (Note) Mixin() []ent.Mixin { return []ent.Mixin{base.Owned{}} }

// Fields of the Note.
func (Note) Fields() []ent.Field {
	return []ent.Field{
		field.Enum("level").GoType(Level(0)),
	}
}
