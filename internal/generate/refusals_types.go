package generate

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"entgo.io/ent/dialect"
	"entgo.io/ent/schema/field"

	"github.com/entask/entask/internal/rest"
)

// typeRefusals are about what a field's values are.
var typeRefusals = []refusal[*Field]{
	{
		(*Field).untold,
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
		where(func(f *Field) bool { return f.IsBytes() && f.own() && f.NillableValue() },
			"is of bytes with a Go type, which Ent cannot scan by a pointer"),
		say[*Field]("leave GoType out, or Optional() and Nillable()"),
	},
	{
		where(func(f *Field) bool {
			return f.IsEnum() && f.Type.RType == nil && f.Entity.Type.Package() != f.Entity.PackageDir()
		}, "is an enum of a schema that has the name of a Go package, which Ent cannot write"),
		say[*Field]("rename the schema, or give the enum a GoType"),
	},
	{
		where((*Field).clashes, "has a name that generated code needs for itself"),
		func(f *Field) string {
			return fmt.Sprintf("call it otherwise; StorageKey(%q) keeps its column", f.Name)
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

// methods are those of the types that Ent and ogen generate for a row.
var methods = []string{"String", "Update", "Unwrap", "Value", "Edges", "Encode", "Decode", "Validate", "MarshalJSON", "UnmarshalJSON"}

// clashes says whether the field would be a method too, of a row or of a body.
func (f *Field) clashes() bool {
	name := f.StructField()
	return slices.Contains(methods, name) || slices.ContainsFunc(f.Entity.Fields, func(o *Field) bool {
		return name == "Get"+o.StructField() || name == "Set"+o.StructField()
	})
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
