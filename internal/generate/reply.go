package generate

import (
	"cmp"
	"fmt"
	"slices"

	"entgo.io/ent/schema/field"
)

// Part is a property of a reply: a field or, where it is asked for, what an edge
// leads to.
type Part struct {
	Field *Field
	Edge  *Edge
	// Open is what comes before its value, with its name; Close what comes behind.
	Open, Close string
}

// name is that of the property.
func (p Part) name() string {
	if p.Edge != nil {
		return p.Edge.Name
	}
	return p.Field.Name
}

// Parts are the properties of a reply in the order of the document. What precedes the
// first that is always there ends with a comma, and what follows it begins with one.
func (e *Entity) Parts() []Part {
	var parts []Part
	for _, f := range e.Visible() {
		parts = append(parts, Part{Field: f})
	}
	for _, edge := range e.Expansions() {
		parts = append(parts, Part{Edge: edge})
	}
	slices.SortFunc(parts, func(a, b Part) int { return cmp.Compare(a.name(), b.name()) })
	first := slices.IndexFunc(parts, func(p Part) bool { return p.Field != nil })
	for i, p := range parts {
		parts[i].Open = fmt.Sprintf("%q:", p.name())
		switch {
		case i < first:
			parts[i].Close = ","
		case i > first:
			parts[i].Open = "," + parts[i].Open
		}
	}
	return parts
}

// Pointer says whether a row holds the field's value by a pointer, which is nil where
// there is none. What encoding/json writes, it tells itself.
func (f *Field) Pointer() bool {
	return f.NillableValue() && f.kind() != jsonKind && f.kind() != bytesKind
}

// Write returns the statement that writes a value of a row to w.
func (f *Field) Write(value string) string {
	as := func(typ string) string {
		if f.Type.String() == typ {
			return value
		}
		return fmt.Sprintf("%s(%s)", typ, value)
	}
	switch f.kind() {
	case textKind, enumKind:
		return fmt.Sprintf("w.Str(%s)", as("string"))
	case boolKind:
		return fmt.Sprintf("w.Bool(%s)", as("bool"))
	case intKind:
		return fmt.Sprintf("w.Int64(%s)", as("int64"))
	case uintKind:
		return fmt.Sprintf("w.UInt64(%s)", as("uint64"))
	case floatKind:
		if f.Type.Type == field.TypeFloat32 {
			return fmt.Sprintf("w.Float32(%s)", as("float32"))
		}
		return fmt.Sprintf("w.Float64(%s)", as("float64"))
	case timeKind:
		return fmt.Sprintf("reply.Time(w, %s)", value)
	case uuidKind:
		return fmt.Sprintf("reply.UUID(w, %s)", as("uuid.UUID"))
	case bytesKind:
		if !f.NillableValue() {
			return fmt.Sprintf("w.Raw(value.Bytes(%s))", value)
		}
	default:
	}
	return fmt.Sprintf("w.Raw(value.Raw(%s))", value)
}
