package rest

import (
	"encoding"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/entask/entask/internal/runtime/instant"
)

// Shape describes the JSON of a field by a Go value with the same JSON: its type
// alone counts. A field.JSON of a struct needs it, because nothing but the program
// that declares the schema knows the struct; so does a Go type that marshals
// itself, unless it marshals itself as text.
//
//	field.JSON("address", Address{}).Annotations(rest.Shape(Address{}))
//
// A member that the struct always writes is required; with omitempty or omitzero,
// or by a pointer, it may be absent, and a pointer may be null. A member that the
// struct has not is refused. What JSON cannot hold is refused when the code is
// generated.
//
// Tags say more, by the keywords of JSON Schema: minimum, maximum, minLength,
// maxLength, pattern, enum (with commas between), minItems and maxItems bound the
// values, doc describes them, example shows one.
//
//	Days int `json:"days" minimum:"1" maximum:"365" example:"7"`
func Shape(v any) Annotation {
	s, err := shapeOf(reflect.TypeOf(v), nil)
	if err != nil {
		s = map[string]any{ShapeError: err.Error()}
	}
	return Annotation{Shape: s}
}

// ShapeError is the member of a Shape that says why there is none.
const ShapeError = "error"

var formats = map[reflect.Kind]map[string]any{
	reflect.Bool:    {"type": "boolean"},
	reflect.String:  {"type": "string"},
	reflect.Int:     {"type": "integer"},
	reflect.Int8:    {"type": "integer", "format": "int8", "minimum": -1 << 7, "maximum": 1<<7 - 1},
	reflect.Int16:   {"type": "integer", "format": "int16", "minimum": -1 << 15, "maximum": 1<<15 - 1},
	reflect.Int32:   {"type": "integer", "format": "int32", "minimum": -1 << 31, "maximum": 1<<31 - 1},
	reflect.Int64:   {"type": "integer", "format": "int64"},
	reflect.Uint:    {"type": "integer", "format": "uint", "minimum": 0, "maximum": json.Number("18446744073709551615")},
	reflect.Uint8:   {"type": "integer", "format": "uint8", "minimum": 0, "maximum": 1<<8 - 1},
	reflect.Uint16:  {"type": "integer", "format": "uint16", "minimum": 0, "maximum": 1<<16 - 1},
	reflect.Uint32:  {"type": "integer", "format": "uint32", "minimum": 0, "maximum": 1<<32 - 1},
	reflect.Uint64:  {"type": "integer", "format": "uint64", "minimum": 0, "maximum": json.Number("18446744073709551615")},
	reflect.Float32: {"type": "number", "format": "float"},
	reflect.Float64: {"type": "number", "format": "double"},
}

// shapeOf returns the JSON Schema of what encoding/json makes of a type; within
// are the structs that it stands in.
func shapeOf(t reflect.Type, within []reflect.Type) (map[string]any, error) {
	switch {
	case t == nil, t.Kind() == reflect.Interface, t == reflect.TypeFor[json.RawMessage]():
		return map[string]any{}, nil
	case isRow(t):
		return map[string]any{"$ref": RowRef + rowSchema(t)}, nil
	case t == reflect.TypeFor[json.Number]():
		return map[string]any{"type": "number"}, nil
	case t == reflect.TypeFor[time.Time](), t == reflect.TypeFor[instant.Time]():
		return map[string]any{"type": "string", "format": "date-time"}, nil
	case t == reflect.TypeFor[uuid.UUID]():
		return map[string]any{"type": "string", "format": "uuid"}, nil
	case marshals[json.Marshaler](t):
		return nil, fmt.Errorf("%s marshals itself: describe it by a type with the same JSON", t)
	case marshals[encoding.TextMarshaler](t):
		return map[string]any{"type": "string"}, nil
	case formats[t.Kind()] != nil:
		return formats[t.Kind()], nil
	}
	switch t.Kind() {
	case reflect.Pointer:
		s, err := shapeOf(t.Elem(), within)
		if isRow(t.Elem()) {
			s = map[string]any{"type": "object", "allOf": []any{s}} // a reference has nothing beside it, and nullable needs a type
		}
		return with(s, "nullable", true), err
	case reflect.Slice, reflect.Array:
		if t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Uint8 {
			return map[string]any{"type": "string", "format": "byte"}, nil
		}
		items, err := shapeOf(t.Elem(), within)
		s := map[string]any{"type": "array", "items": items}
		if t.Kind() == reflect.Array {
			s["minItems"], s["maxItems"] = t.Len(), t.Len()
		}
		return s, err
	case reflect.Map:
		if t.Key().Kind() != reflect.String || marshals[encoding.TextMarshaler](t.Key()) {
			return nil, fmt.Errorf("%s has keys that are no strings", t)
		}
		values, err := shapeOf(t.Elem(), within)
		return map[string]any{"type": "object", "additionalProperties": values}, err
	case reflect.Struct:
		if slices.Contains(within, t) {
			return nil, fmt.Errorf("%s contains itself", t)
		}
		return structShape(t, append(within, t))
	default:
		return nil, fmt.Errorf("%s has no JSON", t)
	}
}

func structShape(t reflect.Type, within []reflect.Type) (map[string]any, error) {
	properties, required := map[string]any{}, []string{}
	for _, f := range reflect.VisibleFields(t) {
		name, options, tagged := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case name == "-" && !tagged, !f.IsExported(), f.Tag.Get("query") != "":
			continue
		case f.Anonymous && name == "" && isStruct(f.Type):
			continue // its fields are visible themselves
		case len(f.Index) > 1 && hidden(t, f):
			continue
		case strings.Contains(options, "string"):
			return nil, fmt.Errorf("%s.%s is a number in a string", t, f.Name)
		case name == "":
			name = f.Name
		}
		s, err := shapeOf(f.Type, within)
		if err == nil {
			s, err = withTags(s, f)
		}
		if err != nil {
			return nil, fmt.Errorf("%s.%s: %w", t, f.Name, err)
		}
		properties[name] = s
		if f.Type.Kind() != reflect.Pointer && !strings.Contains(options, "omit") {
			required = append(required, name)
		}
	}
	s := map[string]any{"type": "object", "properties": properties, "additionalProperties": false}
	if len(required) > 0 {
		s["required"] = required
	}
	return s, nil
}

// hidden says whether a field is promoted from a struct that has a name in JSON of
// its own, and so is no member of t.
func hidden(t reflect.Type, f reflect.StructField) bool {
	for i := 1; i < len(f.Index); i++ {
		if name, _, _ := strings.Cut(t.FieldByIndex(f.Index[:i]).Tag.Get("json"), ","); name != "" {
			return true
		}
	}
	return false
}

func isStruct(t reflect.Type) bool {
	return t.Kind() == reflect.Struct || t.Kind() == reflect.Pointer && t.Elem().Kind() == reflect.Struct
}

func marshals[T any](t reflect.Type) bool {
	return t.Kind() != reflect.Pointer && (t.Implements(reflect.TypeFor[T]()) || reflect.PointerTo(t).Implements(reflect.TypeFor[T]()))
}

// with returns a schema with one more keyword.
func with(s map[string]any, keyword string, value any) map[string]any {
	all := maps.Clone(s)
	if all == nil {
		all = map[string]any{}
	}
	all[keyword] = value
	return all
}
