package crud

import (
	"fmt"
	"strings"

	"github.com/entask/entask/internal/generate/kind"
	"github.com/entask/entask/internal/generate/plan"
	"github.com/entask/entask/internal/rest"
)

// assign returns the statement that sets the field to a value of a request, by a
// builder or by its mutation.
func assign(f *plan.Field, builder, mutation, value string) string {
	if f.Name == plan.ID {
		value = "clientid.Of(" + value + ")"
	}
	helper := ""
	switch k := f.Kind; {
	case f.Raw():
		helper = "JSON"
	case k == kind.Time:
		value = "time.Time(" + value + ")"
	case k == kind.Enum && !kind.Own(f.Field):
		value = fmt.Sprintf("%s.%s(%s)", f.Entity.Package(), f.StructField(), value)
	case kind.Own(f.Field):
		helper = map[kind.Kind]string{kind.Text: "Text", kind.Enum: "Text", kind.Bool: "Bool", kind.UUID: "UUID"}[k]
		if helper == "" {
			helper = "Number"
		}
	}
	if helper != "" {
		return fmt.Sprintf("value.%s(%s.%s, %s)", helper, mutation, f.MutationSet(), value)
	}
	if builder == mutation {
		return fmt.Sprintf("%s.%s(%s)", mutation, f.MutationSet(), value)
	}
	return fmt.Sprintf("%s.Set%s(%s)", builder, f.StructField(), value)
}

// key returns the value of a row as a page's key holds it.
func key(f *plan.Field, row string) string {
	value := row + "." + f.StructField()
	helper := map[kind.Kind]string{kind.Text: "String", kind.Time: "Time", kind.Int: "Int", kind.Uint: "Int", kind.Float: "Float"}[f.Kind]
	switch {
	case f.NillableValue():
		return fmt.Sprintf("page.%s(%s)", helper, value)
	case f.Kind == kind.Text && kind.Own(f.Field):
		return fmt.Sprintf("string(%s)", value)
	case f.Kind == kind.Int, f.Kind == kind.Uint:
		return fmt.Sprintf("int64(%s)", value)
	case f.Kind == kind.Float:
		return fmt.Sprintf("float64(%s)", value)
	default:
		return value
	}
}

// pageColumn returns what a page must know of the field's column.
func pageColumn(f *plan.Field) string {
	var b strings.Builder
	fmt.Fprintf(&b, "{Name: %s.%s", f.Entity.Package(), f.Constant())
	switch f.Kind {
	case kind.Time:
		b.WriteString(", Time: true")
	case kind.Int, kind.Uint:
		fmt.Fprintf(&b, ", Int: %d", kind.Bits(f.Field))
	case kind.Float:
		fmt.Fprintf(&b, ", Float: %d", kind.Bits(f.Field))
	default:
	}
	if f.Nullable() {
		b.WriteString(", Nullable: true")
	}
	return b.String() + "}"
}

// operand returns a parameter's value as a filter compares with it.
func operand(f *plan.Field, op rest.Op, value string) string {
	switch {
	case op == rest.OpIsNull:
		return value
	case f.Kind == kind.Time:
		return "time.Time(" + value + ")"
	case f.REST.Bounds.Due:
		return "due.Canonical(" + value + ")"
	default:
		return value
	}
}
