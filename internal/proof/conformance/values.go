package conformance

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"pgregory.net/rapid"
)

// most is how many items or members a generated array or object has at most,
// where the schema allows more.
const most = 4

// maker generates values that a schema accepts. A new type of value needs a case here, in
// boundaries.go and in broken.go.
type maker struct {
	// full sets every property that a schema has, and makes none null.
	full bool
	// bare sets only the required properties.
	bare bool
}

var (
	anything = maker{}
	full     = maker{full: true}
	bare     = maker{bare: true}
)

// value returns a generator of values that the schema accepts in a request.
func (m maker) value(s *openapi3.Schema) *rapid.Generator[any] {
	return rapid.Custom(func(t *rapid.T) any {
		rapid.Bool().Draw(t, "anything") // rapid wants it of every generator, and some values leave no choice
		return m.draw(t, s)
	})
}

// object returns a generator of bodies.
func (m maker) object(s *openapi3.Schema) *rapid.Generator[map[string]any] {
	return rapid.Custom(func(t *rapid.T) map[string]any {
		rapid.Bool().Draw(t, "anything") // as above
		return m.drawObject(t, s)
	})
}

func (m maker) draw(t *rapid.T, s *openapi3.Schema) any {
	if s.Nullable && !m.full && rapid.IntRange(0, 3).Draw(t, "null") == 0 {
		if readsEmpty(s) && rapid.Bool().Draw(t, "empty") {
			return ""
		}
		return nil
	}
	if choices := slices.Concat(s.OneOf, s.AnyOf); len(choices) > 0 {
		return m.draw(t, rapid.SampledFrom(choices).Draw(t, "choice").Value)
	}
	if len(s.AllOf) == 1 {
		return m.draw(t, s.AllOf[0].Value)
	}
	if _, checked := ruleOf(s); checked {
		return s.Example
	}
	if values := enum(s); len(values) > 0 {
		return rapid.SampledFrom(values).Draw(t, "enum")
	}
	switch kind(s) {
	case "boolean":
		return rapid.Bool().Draw(t, "boolean")
	case "integer":
		least, greatest := integerRange(s)
		return rapid.Int64Range(least, greatest).Draw(t, "integer")
	case "number":
		least, greatest := numberRange(s)
		return rounded(s, rapid.Float64Range(least, greatest).Draw(t, "number"))
	case "string":
		return drawText(t, s)
	case "array":
		return m.drawArray(t, s)
	case "object":
		return m.drawObject(t, s)
	default:
		return rapid.SampledFrom([]any{true, "text", int64(1), []any{}, map[string]any{"k": "v"}}).Draw(t, "any")
	}
}

func (m maker) leavesOut(t *rapid.T, name string) bool {
	return m.bare || !m.full && rapid.Bool().Draw(t, "leave out "+name)
}

func (m maker) drawArray(t *rapid.T, s *openapi3.Schema) []any {
	least, greatest := itemRange(s)
	items := m.value(s.Items.Value)
	if s.UniqueItems {
		return rapid.SliceOfNDistinct(items, least, greatest, func(v any) string { return fmt.Sprint(v) }).Draw(t, "items")
	}
	return rapid.SliceOfN(items, least, greatest).Draw(t, "items")
}

func (m maker) drawObject(t *rapid.T, s *openapi3.Schema) map[string]any {
	o := map[string]any{}
	for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
		p := s.Properties[name].Value
		if p.ReadOnly || !slices.Contains(s.Required, name) && m.leavesOut(t, name) {
			continue
		}
		o[name] = m.draw(t, p)
	}
	extra := s.AdditionalProperties.Schema
	if extra == nil && len(s.Properties) == 0 && (s.AdditionalProperties.Has == nil || *s.AdditionalProperties.Has) {
		extra = openapi3.NewSchemaRef("", openapi3.NewSchema())
	}
	if extra != nil {
		for i := range rapid.IntRange(0, most).Draw(t, "members") {
			o[fmt.Sprintf("key %d", i)] = m.draw(t, extra.Value)
		}
	}
	return o
}

// kindOf is the type of a schema that may be missing.
func kindOf(s *openapi3.Schema) string {
	if s == nil {
		return ""
	}
	return kind(s)
}

// kind is the one type of a schema, or "".
func kind(s *openapi3.Schema) string {
	if types := s.Type.Slice(); len(types) > 0 {
		return types[0]
	}
	return ""
}

// enum are the values of a schema's enum, without null.
func enum(s *openapi3.Schema) []any {
	return slices.DeleteFunc(slices.Clone(s.Enum), func(v any) bool { return v == nil })
}

// integerRange are the least and the greatest integer that the schema and its format
// allow. Bounds are floats in the document, exact up to 2^53.
func integerRange(s *openapi3.Schema) (least, greatest int64) {
	least, greatest = math.MinInt64, math.MaxInt64
	switch s.Format {
	case "int8":
		least, greatest = math.MinInt8, math.MaxInt8
	case "int16":
		least, greatest = math.MinInt16, math.MaxInt16
	case "int32":
		least, greatest = math.MinInt32, math.MaxInt32
	case "uint8":
		least, greatest = 0, math.MaxUint8
	case "uint16":
		least, greatest = 0, math.MaxUint16
	case "uint32":
		least, greatest = 0, math.MaxUint32
	case "uint", "uint64":
		least = 0
	}
	if s.Min != nil && *s.Min > -(1<<63) {
		least = max(least, int64(math.Ceil(*s.Min)))
		if isExclusive(s.ExclusiveMin) && float64(least) == *s.Min {
			least++
		}
	}
	if s.Max != nil && *s.Max < 1<<63 {
		greatest = min(greatest, int64(math.Floor(*s.Max)))
		if isExclusive(s.ExclusiveMax) && float64(greatest) == *s.Max {
			greatest--
		}
	}
	return least, greatest
}

func numberRange(s *openapi3.Schema) (least, greatest float64) {
	least, greatest = -math.MaxFloat64, math.MaxFloat64
	if s.Format == "float" {
		least, greatest = -math.MaxFloat32, math.MaxFloat32
	}
	if s.Min != nil {
		least = *s.Min
		if isExclusive(s.ExclusiveMin) {
			least = math.Nextafter(least, math.Inf(1))
		}
	}
	if s.Max != nil {
		greatest = *s.Max
		if isExclusive(s.ExclusiveMax) {
			greatest = math.Nextafter(greatest, math.Inf(-1))
		}
	}
	return least, greatest
}

// rounded returns a number that the schema's format can hold.
func rounded(s *openapi3.Schema, v float64) float64 {
	if s.Format == "float" {
		return float64(float32(v))
	}
	return v
}

func isExclusive(b openapi3.ExclusiveBound) bool { return b.Bool != nil && *b.Bool }

// itemRange is how many items to generate: few if the schema allows many.
func itemRange(s *openapi3.Schema) (least, greatest int) {
	least = int(s.MinItems) //nolint:gosec // a length
	greatest = least + most
	if s.MaxItems != nil {
		greatest = min(greatest, int(*s.MaxItems)) //nolint:gosec // a length
	}
	return least, greatest
}

// isTextual says whether only length and pattern restrict the strings of a schema.
func isTextual(s *openapi3.Schema) bool {
	return kind(s) == "string" && len(s.Enum) == 0 && (s.Format == "" || strings.HasPrefix(s.Format, "password"))
}
