// Package openapi makes of the document of an API, which is OpenAPI 3.0.3, the same in 3.1: for
// tools that read no other, and for those that read JSON Schema.
//
// It knows no API and imports nothing of ours. Start with Upgrade.
package openapi

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// object is a JSON object.
type object = map[string]any

// dialect is the JSON Schema of OpenAPI 3.1.
const dialect = "https://spec.openapis.org/oas/3.1/dialect/base"

// Upgrade returns a document of OpenAPI 3.0.3 as one of 3.1, which says the same: null is a type,
// an exclusive bound is a number, examples are a list, and base64 is an encoding.
func Upgrade(document []byte) ([]byte, error) {
	d := json.NewDecoder(bytes.NewReader(document))
	d.UseNumber() // no number loses a digit
	var root object
	if err := d.Decode(&root); err != nil {
		return nil, fmt.Errorf("read the document: %w", err)
	}
	if version, _ := root["openapi"].(string); !strings.HasPrefix(version, "3.0.") {
		return nil, fmt.Errorf("the document is of OpenAPI %q, want 3.0", version)
	}
	upgraded := around(root)
	upgraded["openapi"], upgraded["jsonSchemaDialect"] = "3.1.0", dialect
	raw, err := json.MarshalIndent(upgraded, "", "  ")
	return append(raw, '\n'), err
}

// around upgrades the schemas within an object that is none.
func around(o object) object {
	upgraded := make(object, len(o))
	for name, v := range o {
		switch inner := v.(type) {
		case object:
			switch {
			case isValue(name):
				upgraded[name] = inner
			case name == "schema":
				upgraded[name] = schema(inner)
			case name == "schemas":
				upgraded[name] = each(inner)
			default:
				upgraded[name] = around(inner)
			}
		case []any:
			upgraded[name] = list(inner, around)
		default:
			upgraded[name] = v
		}
	}
	return upgraded
}

// isValue says whether what has that name is no part of the document's own structure.
func isValue(name string) bool {
	return name == "example" || name == "examples" || strings.HasPrefix(name, "x-")
}

// each upgrades the schemas that have names.
func each(of object) object {
	upgraded := make(object, len(of))
	for name, v := range of {
		upgraded[name] = v
		if s, ok := v.(object); ok {
			upgraded[name] = schema(s)
		}
	}
	return upgraded
}

// list upgrades the objects in a list.
func list(of []any, upgrade func(object) object) []any {
	upgraded := make([]any, len(of))
	for i, v := range of {
		upgraded[i] = v
		if o, ok := v.(object); ok {
			upgraded[i] = upgrade(o)
		}
	}
	return upgraded
}

// schema upgrades a schema, and those within.
func schema(s object) object {
	upgraded := make(object, len(s))
	for name, v := range s {
		switch inner := v.(type) {
		case object:
			switch name {
			case "properties":
				upgraded[name] = each(inner)
			case "items", "not", "additionalProperties":
				upgraded[name] = schema(inner)
			default: // a value, or a mark of ours
				upgraded[name] = v
			}
		case []any:
			upgraded[name] = v
			if name == "allOf" || name == "anyOf" || name == "oneOf" {
				upgraded[name] = list(inner, schema)
			}
		default:
			upgraded[name] = v
		}
	}
	exclude(upgraded, "minimum", "exclusiveMinimum")
	exclude(upgraded, "maximum", "exclusiveMaximum")
	encode(upgraded)
	if v, ok := upgraded["example"]; ok {
		delete(upgraded, "example")
		upgraded["examples"] = []any{v}
	}
	return orNull(upgraded)
}

// exclude makes a number of an exclusive bound.
func exclude(s object, bound, exclusive string) {
	switch s[exclusive] {
	case true:
		s[exclusive] = s[bound]
		delete(s, bound)
	case false:
		delete(s, exclusive)
	}
}

// encode says what a text holds: base64, or what its media type says.
func encode(s object) {
	switch s["format"] {
	case "byte":
		delete(s, "format")
		s["contentEncoding"] = "base64"
	case "binary":
		delete(s, "format")
	}
}

// orNull makes null a type where it was allowed. What has no type allows it already.
func orNull(s object) object {
	nullable := s["nullable"] == true
	delete(s, "nullable")
	kind, typed := s["type"].(string)
	if !nullable || !typed {
		return s
	}
	if all, ok := s["allOf"].([]any); ok { // of which none allows it
		delete(s, "allOf")
		delete(s, "type")
		s["anyOf"] = append(slices.Clone(all), object{"type": "null"})
		return s
	}
	s["type"] = []any{kind, "null"}
	if values, ok := s["enum"].([]any); ok && !slices.Contains(values, nil) {
		s["enum"] = append(slices.Clone(values), nil)
	}
	return s
}
