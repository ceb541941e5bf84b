package plan

import (
	"maps"
	"slices"
	"strings"

	"entgo.io/ent/entc/gen"
	"entgo.io/ent/entc/load"

	"github.com/entask/entask/internal/generate/kind"
	"github.com/entask/entask/internal/rest"
)

// Field is a field with what it says of its API. The id is one of them.
type Field struct {
	*gen.Field
	REST   rest.Annotation
	Entity *Entity
	Kind   kind.Kind
	schema map[string]any

	toggle, toggleBody string // what the API calls them
}

func newField(e *Entity, f *gen.Field) (*Field, error) {
	ant, err := rest.Decode(f.Annotations)
	if err != nil {
		return nil, err
	}
	of := &Field{Field: f, REST: ant, Entity: e}
	of.Kind, of.schema, err = kind.Of(f, ant)
	return of, err
}

// Required says whether a create request must have the field.
func (f *Field) Required() bool { return !f.Optional && !f.Default }

// Schema returns the schema of the field's type, without what the field itself asks for.
func (f *Field) Schema() map[string]any { return maps.Clone(f.schema) }

// Nullable says whether the field may be without a value, which is null.
func (f *Field) Nullable() bool { return f.Optional }

// Nulls says whether null is something else than nothing sent to a create request: the field
// has a default, which null forgoes.
func (f *Field) Nulls() bool { return f.Optional && f.Default }

// Unknown says whether a validator of the field is known to its own code alone, or its Go
// type has one.
func (f *Field) Unknown() bool {
	return f.Validators != f.REST.Bounds.Validators || kind.Has(f.Field, "Validate")
}

// Hooked says whether a hook of the schema, or of the mixin that declares the field, may
// check it.
func (f *Field) Hooked() bool {
	return f.Position != nil && slices.ContainsFunc(f.Entity.HookPositions(), func(h *load.Position) bool {
		return h.MixedIn == f.Position.MixedIn && h.MixinIndex == f.Position.MixinIndex
	})
}

// Settable says whether a create request may set the field.
func (f *Field) Settable() bool { return !f.REST.ReadOnly && !f.REST.Hidden }

// Raw says whether ogen leaves the field's values as they came, for encoding/json.
// It cannot tell that there are no bytes from that there is no value, and reads
// some floats as their neighbours.
func (f *Field) Raw() bool {
	return f.Kind == kind.JSON || f.Kind == kind.Bytes || f.Kind == kind.Float
}

// Param returns the name of a filter's parameter.
func (f *Field) Param(filter rest.Filter) string { return filter.Name(f.Name) }

// ToggleVerb is the path segment in lower camel case.
func (f *Field) ToggleVerb() string {
	first, others, _ := strings.Cut(f.REST.Toggle, "-")
	for word := range strings.FieldsFuncSeq(others, func(r rune) bool { return r == '-' }) {
		first += strings.ToUpper(word[:1]) + word[1:]
	}
	return first
}

// SharesToggle says whether a field before it is toggled at the same path, which is refused.
func (f *Field) SharesToggle() bool {
	for _, other := range f.Entity.Toggles() {
		if other == f {
			return false
		}
		if other.REST.Toggle == f.REST.Toggle {
			return true
		}
	}
	return false
}
