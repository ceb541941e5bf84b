package codegen

import (
	"reflect"
	"slices"
	"strings"

	"entgo.io/ent/dialect"
	"entgo.io/ent/schema/field"

	"github.com/entask/entask/internal/rest"
)

// typeRules are about what a field's values are.
var typeRules = []rule[*Field]{
	{
		func(f *Field) string { return f.untold() },
		func(f *Field) string {
			switch {
			case f.IsEnum():
				return "base its Go type on string, or keep it out of the API by rest.Hidden()"
			case f.IsTime():
				return "use time.Time, with Optional() and Nillable() where there may be none, or keep it out of the API by rest.Hidden()"
			case strings.HasSuffix(f.untold(), "which JSON cannot hold"):
				return "choose another type, or keep it out of the API by rest.Hidden()"
			default:
				return "describe it by rest.Shape with a value of the same JSON, or keep it out of the API by rest.Hidden()"
			}
		},
	},
	{
		where(func(f *Field) bool {
			return f.Optional && !f.REST.Hidden && !f.NillableValue() && f.kind() != jsonKind && f.kind() != noKind
		}, "is optional but cannot tell empty from absent"),
		say[*Field]("add Nillable()"),
	},
	{
		where(func(f *Field) bool {
			return f.Optional && !f.REST.Hidden && f.kind() == jsonKind && !f.empties()
		}, "is optional but cannot tell empty from absent"),
		func(f *Field) string {
			if f.IsJSON() {
				return "use a pointer, such as field.JSON(" + `"` + f.Name + `", &` + f.Type.RType.Name + "{})"
			}
			return "add Nillable()"
		},
	},
	{
		where(func(f *Field) bool {
			return f.column("smallint", "int2") && f.bits() > 16 || f.column("int", "integer", "int4") && f.bits() > 32
		},
			"has a column too narrow for its values"),
		say[*Field]("leave SchemaType out, or use field.Int16 or field.Int32"),
	},
	{
		where(func(f *Field) bool {
			declared := f.Field.Column().SchemaType[dialect.Postgres]
			return f.IsTime() && declared != "" && !slices.Contains([]string{"timestamptz", "timestamp with time zone"}, strings.ToLower(declared))
		}, "has a column that does not keep an instant"),
		say[*Field](`leave SchemaType out, or use "timestamptz"`),
	},
}

// column says whether the schema declares the column to be of one of the types.
func (f *Field) column(types ...string) bool {
	return slices.Contains(types, strings.ToLower(f.Field.Column().SchemaType[dialect.Postgres]))
}

// untold says why nothing tells what the field's JSON is, or "".
func (f *Field) untold() string {
	reason, _ := f.REST.Shape[rest.ShapeError].(string)
	switch {
	case f.REST.Hidden || f.kind() != noKind:
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
