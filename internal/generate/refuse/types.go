package refuse

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"entgo.io/ent/dialect"
	"entgo.io/ent/schema/field"

	"github.com/entask/entask/internal/generate/kind"
	"github.com/entask/entask/internal/generate/plan"
	"github.com/entask/entask/internal/rest"
)

// typeRefusals are about what a field's values are.
var typeRefusals = []refusal[*plan.Field]{
	{
		untold,
		func(f *plan.Field) string {
			switch {
			case f.IsEnum():
				return "base its Go type on string, or keep it out of the API by rest.Hidden()"
			case f.IsTime():
				return "use time.Time, with Optional() and Nillable() where there may be none, or keep it out of the API by rest.Hidden()"
			case strings.HasSuffix(untold(f), "which JSON cannot hold"):
				return "choose another type, or keep it out of the API by rest.Hidden()"
			default:
				return "describe it by rest.Shape with a value of the same JSON, or keep it out of the API by rest.Hidden()"
			}
		},
	},
	{
		where(func(f *plan.Field) bool {
			return f.Optional && !f.REST.Hidden && f.Kind == kind.JSON && !empties(f)
		}, "is optional but cannot tell empty from absent"),
		func(f *plan.Field) string {
			return fmt.Sprintf("use a pointer, such as field.JSON(%q, &%s{})", f.Name, f.Type.RType.Name)
		},
	},
	{
		where(func(f *plan.Field) bool { return f.IsBytes() && kind.Own(f.Field) && f.NillableValue() },
			"is of bytes with a Go type, which Ent cannot scan by a pointer"),
		say[*plan.Field]("leave GoType out, or Optional() and Nillable()"),
	},
	{
		where(func(f *plan.Field) bool {
			return column(f, "smallint", "int2") && kind.Bits(f.Field) > 16 || column(f, "int", "integer", "int4") && kind.Bits(f.Field) > 32
		},
			"has a column too narrow for its values"),
		say[*plan.Field]("remove SchemaType(…), or use field.Int16(…) or field.Int32(…)"),
	},
	{
		where(func(f *plan.Field) bool {
			declared := f.Field.Column().SchemaType[dialect.Postgres]
			return f.IsTime() && declared != "" && !slices.Contains([]string{"timestamptz", "timestamp with time zone"}, strings.ToLower(declared))
		}, "has a column that does not keep an instant"),
		say[*plan.Field](`remove SchemaType(…), or write SchemaType(map[string]string{dialect.Postgres: "timestamptz"})`),
	},
}

// column says whether the schema declares the column to be of one of the types.
func column(f *plan.Field, types ...string) bool {
	return slices.Contains(types, strings.ToLower(f.Field.Column().SchemaType[dialect.Postgres]))
}

// untold says why nothing tells what the field's JSON is, or "".
func untold(f *plan.Field) string {
	reason, _ := f.REST.Shape[rest.ShapeError].(string)
	switch {
	case f.REST.Hidden || f.Kind != kind.None:
		return ""
	case reason != "":
		return "has a shape that JSON cannot hold: " + reason
	case f.Type.RType != nil && slices.Contains([]reflect.Kind{reflect.Chan, reflect.Func, reflect.Complex64, reflect.Complex128}, f.Type.RType.Kind):
		return "is of the type " + f.Type.RType.Ident + ", which JSON cannot hold"
	case f.Type.Type == field.TypeInvalid || f.Type.RType == nil:
		return "is of a type that JSON cannot hold"
	default:
		return "is of the Go type " + f.Type.RType.Ident + ", whose JSON nobody knows"
	}
}

// empties says whether the field's Go type has a value that encoding/json makes
// null of, so that a reply can tell NULL.
func empties(f *plan.Field) bool {
	switch f.Type.RType.Kind {
	case reflect.Slice, reflect.Map, reflect.Pointer, reflect.Interface:
		return true
	default:
		return f.NillableValue()
	}
}
