// Package schema is refused: see message.txt.
package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema/field"

	base "github.com/entask/entask/ent/schema"
)

// Note is what is refused.
type Note struct{ ent.Schema }

// Mixin of the Note.
func (Note) Mixin() []ent.Mixin { return []ent.Mixin{base.Owned{}} }

// Fields of the Note.
func (Note) Fields() []ent.Field {
	return []ent.Field{field.Int("price"), field.Int("old_price"), field.Int("update"), field.Int("unit_id"), field.Int("Unit_id"), field.Int("edge"), field.Int("field_price")}
}
