package rest

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// Type is a Go type of a request or a reply, as the program that declares it knows it.
type Type struct {
	Go       string         `json:"go"`                // as another package writes it: "schema.Snooze"
	Imports  []string       `json:"imports,omitempty"` // what that package must import
	Name     string         `json:"name,omitempty"`    // of a struct: "Snooze"
	Row      string         `json:"row,omitempty"`     // the schema of which it is a row, or
	Rows     string         `json:"rows,omitempty"`    // a slice of rows
	Contains []string       `json:"contains,omitempty"`
	Shape    map[string]any `json:"shape,omitempty"` // of its JSON; nil where it has no members
	Query    []Parameter    `json:"query,omitempty"`
	Error    string         `json:"error,omitempty"` // why it has none of these
}

// Parameter is a field of a request that stands in the query.
type Parameter struct {
	Name     string         `json:"name"`
	Field    string         `json:"field"`          // of the struct
	Elem     string         `json:"elem"`           // the Go type of a value
	Many     bool           `json:"many,omitempty"` // it is a slice
	Pointer  bool           `json:"pointer,omitempty"`
	Required bool           `json:"required,omitempty"`
	Schema   map[string]any `json:"schema"`
	Doc      string         `json:"doc,omitempty"`
}

// typeOf describes the type of v.
func typeOf(v any) *Type {
	t := reflect.TypeOf(v)
	if t == nil {
		return &Type{Error: "nil has no type"}
	}
	out := &Type{Shape: map[string]any{}}
	out.Row = rowSchema(t)
	if t.Kind() == reflect.Slice {
		out.Rows = rowSchema(t.Elem())
	}
	if out.Row != "" || out.Rows != "" {
		return out
	}
	err := out.write(t)
	if err == nil {
		err = out.describe(t)
	}
	if err != nil {
		return &Type{Go: out.Go, Error: err.Error()}
	}
	return out
}

func (out *Type) describe(t reflect.Type) (err error) {
	if t.Kind() == reflect.Struct && !isText(t) {
		if out.Query, err = parameters(t); err != nil {
			return err
		}
	}
	if out.Shape, err = shapeOf(t, nil); err != nil {
		return err
	}
	if out.Shape["properties"] != nil {
		out.Name = t.Name()
	}
	out.Contains = rowsIn(out.Shape)
	slices.Sort(out.Contains)
	out.Contains = slices.Compact(out.Contains)
	if members, ok := out.Shape["properties"].(map[string]any); ok && len(members) == 0 && len(out.Query) > 0 {
		out.Shape = nil
	}
	return nil
}

// write notes how another package writes t.
func (out *Type) write(t reflect.Type) error {
	switch {
	case t.PkgPath() != "" && !isExported(t):
		return fmt.Errorf("%s is not exported: package ogent must name it", t)
	case t.PkgPath() != "" && strings.Contains(t.Name(), "["):
		return fmt.Errorf("%s is an instance of a generic type: declare a type with a name of its own", t)
	case t.Name() != "":
		if t.PkgPath() != "" {
			out.Imports = append(out.Imports, t.PkgPath())
		}
		out.Go += t.String()
		return nil
	}
	switch t.Kind() {
	case reflect.Slice:
		out.Go += "[]"
		return out.write(t.Elem())
	case reflect.Map:
		out.Go += "map[string]"
		return out.write(t.Elem())
	default:
		return fmt.Errorf("%s has no name: declare a type for it", t)
	}
}

func isExported(t reflect.Type) bool { return t.Name()[0] >= 'A' && t.Name()[0] <= 'Z' }

// isText says whether a struct travels as text: a time, or what marshals itself.
func isText(t reflect.Type) bool {
	s, err := shapeOf(t, nil)
	return err == nil && s["type"] != "object"
}

// RowRef is the reference to a row's schema in the document.
const RowRef = "#/components/schemas/"

// rowsIn returns the schemas whose rows stand in a shape.
func rowsIn(v any) (names []string) {
	switch v := v.(type) {
	case map[string]any:
		if ref, ok := v["$ref"].(string); ok {
			return []string{strings.TrimPrefix(ref, RowRef)}
		}
		for _, e := range v {
			names = append(names, rowsIn(e)...)
		}
	case []any:
		for _, e := range v {
			names = append(names, rowsIn(e)...)
		}
	}
	return names
}
