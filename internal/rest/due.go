package rest

import (
	"entgo.io/ent/schema/field"

	"github.com/entask/entask/internal/runtime/due"
)

// Due asks for what says when something is due: a day without a time, a local time with its
// time zone, or an instant. It is stored as text, which is ordered by what it says. See
// package due.
//
//	rest.Field(field.String("due").Optional().Nillable(), rest.Due())
func Due() Rule {
	return func(d *field.Descriptor) Bounds {
		most := due.MaxLength
		if d.Info.Type == field.TypeString {
			d.Size = most
			if d.SchemaType == nil {
				d.SchemaType = Column(most)
			}
			d.Validators = append(d.Validators, due.Check)
		} // another type is refused when the code is generated
		return Bounds{MaxLength: &most, Pattern: due.Pattern, Due: true}
	}
}
