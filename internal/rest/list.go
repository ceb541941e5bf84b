package rest

import (
	"fmt"

	"entgo.io/ent/schema/field"
)

// Items asks for at least least and at most most items of a list.
//
//	rest.Field(field.Strings("tags"), rest.Items(0, 20))
func Items(least, most int) Rule {
	return func(d *field.Descriptor) Bounds {
		b := Bounds{MaxItems: &most}
		if least > 0 {
			b.MinItems = &least
		}
		switch d.Info.Ident {
		case "[]string":
			d.Validators = append(d.Validators, items[string](least, most))
		case "[]int":
			d.Validators = append(d.Validators, items[int](least, most))
		case "[]float64":
			d.Validators = append(d.Validators, items[float64](least, most))
		} // Ent cannot validate a list of another type; the document does
		return b
	}
}

func items[T any](least, most int) func([]T) error {
	return func(list []T) error {
		switch n := len(list); {
		case n < least:
			return fmt.Errorf("must be at least %d items", least)
		case n > most:
			return fmt.Errorf("must be at most %d items", most)
		}
		return nil
	}
}

// Bytes asks for at most most bytes. They travel as base64, whose length can say a
// multiple of three and no other bound.
//
//	rest.Field(field.Bytes("thumbnail"), rest.Bytes(12288))
func Bytes(most int) Rule {
	return func(d *field.Descriptor) Bounds {
		if d.Info.Type == field.TypeBytes {
			d.Validators = append(d.Validators, func(b []byte) error {
				if len(b) > most {
					return fmt.Errorf("must be at most %d bytes", most)
				}
				return nil
			})
		} // another type is refused when the code is generated
		return Bounds{MaxBytes: &most}
	}
}
