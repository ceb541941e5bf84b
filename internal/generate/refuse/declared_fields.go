package refuse

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"entgo.io/ent/entc/load"
	"entgo.io/ent/schema/field"

	"github.com/entask/entask/internal/generate/plan"
)

var declaredFields = []mendable[declaredField]{
	{refusal[declaredField]{
		where(func(f declaredField) bool {
			return f.Name != plan.ID && slices.ContainsFunc(f.of.Fields[:f.index], func(o *load.Field) bool { return o.Name == f.Name })
		}, "is declared twice, by the schema or its mixins"),
		func(f declaredField) string {
			return fmt.Sprintf("remove one of both, or call it otherwise: %s(%q)", constructor(f.Field), "own_"+f.Name)
		},
	}, declaredField.leaveOut},
	{refusal[declaredField]{
		where(func(f declaredField) bool { return f.Unique && f.Default && f.DefaultKind != reflect.Func },
			"is unique, and has one default for all rows"),
		say[declaredField]("remove Default(…), or Unique()"),
	}, declaredField.forgetDefault},
	{refusal[declaredField]{
		where(func(f declaredField) bool { return f.Info.Type == field.TypeEnum && len(f.Enums) == 0 }, "is an enum without values"),
		func(f declaredField) string {
			return fmt.Sprintf("name them: field.Enum(%q).Values(\"new\", \"old\")", f.Name)
		},
	}, func(f declaredField) { f.Enums = []struct{ N, V string }{{"New", "new"}} }},
	{refusal[declaredField]{
		where(func(f declaredField) bool {
			return f.Info.Type == field.TypeEnum && f.Default && !hasValue(f.Field, fmt.Sprint(f.DefaultValue))
		},
			"has a default that is none of its values"),
		func(f declaredField) string {
			return fmt.Sprintf("add it to them: Values(…, %q)", fmt.Sprint(f.DefaultValue))
		},
	}, declaredField.forgetDefault},
}

var declaredIndexes = []mendable[declaredIndex]{{refusal[declaredIndex]{
	func(i declaredIndex) string {
		if name := i.unknown(); name != "" {
			return fmt.Sprintf("has an index on %s, an unknown field", name)
		}
		return ""
	},
	func(i declaredIndex) string {
		known := slices.DeleteFunc(slices.Clone(i.Fields), func(name string) bool { return name == i.unknown() })
		return fmt.Sprintf("name fields of it, as in index.Fields(%s), or add field.String(%q) to Fields", quoted(append(known, plan.ID)), i.unknown())
	},
}, declaredIndex.leaveOut}}

// unknown is a field of the index that the schema does not declare, or "".
func (i declaredIndex) unknown() string {
	for _, name := range i.Fields {
		if name != plan.ID && !slices.ContainsFunc(i.of.Fields, func(f *load.Field) bool { return f.Name == name }) {
			return name
		}
	}
	return ""
}

// constructor is the function that makes such a field.
func constructor(f *load.Field) string {
	return "field." + strings.TrimPrefix(f.Info.ConstName(), "Type")
}

func hasValue(f *load.Field, value string) bool {
	return slices.ContainsFunc(f.Enums, func(e struct{ N, V string }) bool { return e.V == value })
}

func (f declaredField) forgetDefault() { f.Default, f.DefaultValue = false, nil }
