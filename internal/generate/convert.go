package generate

import (
	"fmt"
	"strings"

	"entgo.io/ent/schema/field"

	"github.com/entask/entask/internal/rest"
)

// own says whether the field has a Go type of the schema's own.
func (f *Field) own() bool {
	return f.Type.RType != nil && f.Type.RType.Ident != "uuid.UUID" && f.Type.RType.Ident != "[]uint8"
}

// Set returns the statement that sets the field to a value of a request, by a
// builder or by its mutation.
func (f *Field) Set(builder, mutation, value string) string {
	helper := ""
	switch k := f.kind(); {
	case f.Raw():
		helper = "JSON"
	case k == timeKind:
		value = "time.Time(" + value + ")"
	case k == enumKind && !f.own():
		value = fmt.Sprintf("%s.%s(%s)", f.Entity.Package(), f.StructField(), value)
	case f.own():
		helper = map[kind]string{textKind: "Text", enumKind: "Text", boolKind: "Bool", uuidKind: "UUID"}[k]
		if helper == "" {
			helper = "Number"
		}
	}
	if helper != "" {
		return fmt.Sprintf("value.%s(%s.%s, %s)", helper, mutation, f.MutationSet(), value)
	}
	return fmt.Sprintf("%s.%s(%s)", builder, f.MutationSet(), value)
}

// Key returns the value of a row as a page's key holds it.
func (f *Field) Key(row string) string {
	value := row + "." + f.StructField()
	helper := map[kind]string{textKind: "String", timeKind: "Time", intKind: "Int", uintKind: "Int", floatKind: "Float"}[f.kind()]
	switch {
	case f.NillableValue():
		return fmt.Sprintf("page.%s(%s)", helper, value)
	case f.kind() == textKind && f.own():
		return fmt.Sprintf("string(%s)", value)
	case f.kind() == intKind, f.kind() == uintKind:
		return fmt.Sprintf("int64(%s)", value)
	case f.kind() == floatKind:
		return fmt.Sprintf("float64(%s)", value)
	default:
		return value
	}
}

// PageColumn returns what a page must know of the field's column.
func (f *Field) PageColumn() string {
	var b strings.Builder
	fmt.Fprintf(&b, "{Name: %s.%s", f.Entity.Package(), f.Constant())
	switch f.kind() {
	case timeKind:
		b.WriteString(", Time: true")
	case intKind, uintKind:
		fmt.Fprintf(&b, ", Int: %d", f.bits())
	case floatKind:
		fmt.Fprintf(&b, ", Float: %d", f.bits())
	default:
	}
	if f.Nullable() {
		b.WriteString(", Nullable: true")
	}
	return b.String() + "}"
}

// Operand returns a parameter's value as a filter compares with it.
func (f *Field) Operand(op rest.Op, value string) string {
	if f.kind() == timeKind && op != rest.OpIsNull {
		return "time.Time(" + value + ")"
	}
	return value
}

// bits are those of the column that holds the number: PostgreSQL has none of 8,
// and none without a sign.
func (f *Field) bits() int {
	switch f.Type.Type {
	case field.TypeInt8, field.TypeUint8, field.TypeInt16:
		return 16
	case field.TypeUint16, field.TypeInt32, field.TypeFloat32:
		return 32
	default:
		return 64
	}
}
