package crud

import (
	"cmp"
	"fmt"
	"slices"

	"entgo.io/ent/schema/field"

	"github.com/entask/entask/internal/generate/kind"
	"github.com/entask/entask/internal/generate/plan"
)

// part is a property of a reply: a field or, where it is asked for, what an edge
// leads to.
type part struct {
	Field *plan.Field
	Edge  *plan.Edge
	// Open is what comes before its value, with its name; Close what comes behind.
	Open, Close string
}

// name is that of the property.
func (p part) name() string {
	if p.Edge != nil {
		return p.Edge.Name
	}
	return p.Field.Name
}

// parts are the properties of a reply in the order of the document. What precedes the
// first that is always there ends with a comma, and what follows it begins with one.
func parts(e *plan.Entity) []part {
	var all []part
	for _, f := range e.Visible() {
		all = append(all, part{Field: f})
	}
	for _, edge := range e.Expansions() {
		all = append(all, part{Edge: edge})
	}
	slices.SortFunc(all, func(a, b part) int { return cmp.Compare(a.name(), b.name()) })
	first := slices.IndexFunc(all, func(p part) bool { return p.Field != nil })
	for i, p := range all {
		all[i].Open = fmt.Sprintf("%q:", p.name())
		switch {
		case i < first:
			all[i].Close = ","
		case i > first:
			all[i].Open = "," + all[i].Open
		}
	}
	return all
}

// pointer says whether a row holds the field's value by a pointer, which is nil where
// there is none. What encoding/json writes, it tells itself.
func pointer(f *plan.Field) bool {
	return f.NillableValue() && f.Kind != kind.JSON && f.Kind != kind.Bytes
}

// write returns the statement that writes a value of a row to w.
func write(f *plan.Field, value string) string {
	as := func(typ string) string {
		if f.Type.String() == typ {
			return value
		}
		return fmt.Sprintf("%s(%s)", typ, value)
	}
	switch f.Kind {
	case kind.Text, kind.Enum:
		return fmt.Sprintf("w.Str(%s)", as("string"))
	case kind.Bool:
		return fmt.Sprintf("w.Bool(%s)", as("bool"))
	case kind.Int:
		return fmt.Sprintf("w.Int64(%s)", as("int64"))
	case kind.Uint:
		return fmt.Sprintf("w.UInt64(%s)", as("uint64"))
	case kind.Float:
		if f.Type.Type == field.TypeFloat32 {
			return fmt.Sprintf("w.Float32(%s)", as("float32"))
		}
		return fmt.Sprintf("w.Float64(%s)", as("float64"))
	case kind.Time:
		return fmt.Sprintf("reply.Time(w, %s)", value)
	case kind.UUID:
		return fmt.Sprintf("reply.UUID(w, %s)", as("uuid.UUID"))
	case kind.Bytes:
		if !f.NillableValue() {
			return fmt.Sprintf("w.Raw(value.Bytes(%s))", value)
		}
	default:
	}
	return fmt.Sprintf("w.Raw(value.Raw(%s))", value)
}
