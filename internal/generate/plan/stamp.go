package plan

import (
	"slices"

	"entgo.io/ent/entc/gen"

	"github.com/entask/entask/internal/rest"
)

// Stamp is a boolean field, and the field with the time since when it is true.
type Stamp struct{ Is, At *gen.Field }

// Stamps are those that the annotations of a schema say of its fields.
func Stamps(annotations gen.Annotations, fields []*gen.Field) (all []Stamp) {
	ant, err := rest.Decode(annotations)
	if err != nil {
		return nil
	}
	field := func(name string) *gen.Field {
		if i := slices.IndexFunc(fields, func(f *gen.Field) bool { return f.Name == name }); i >= 0 {
			return fields[i]
		}
		return nil
	}
	for _, s := range ant.Stamps {
		if stamp := (Stamp{field(s.Field), field(s.At)}); stamp.Is != nil && stamp.At != nil {
			all = append(all, stamp)
		}
	}
	return all
}
