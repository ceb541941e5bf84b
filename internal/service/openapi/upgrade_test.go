package openapi_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"testing"

	"github.com/entask/entask/internal/service/openapi"
)

// TestSchemas: a schema of 3.1 says what that of 3.0.3 has said.
func TestSchemas(t *testing.T) {
	for _, tc := range []struct{ name, of, want string }{
		{"a type", `{"type": "string", "nullable": false}`, `{"type": "string"}`},
		{"or null", `{"type": "string", "nullable": true, "default": null}`, `{"type": ["string", "null"], "default": null}`},
		{"values", `{"type": "string", "nullable": true, "enum": ["a", null]}`, `{"type": ["string", "null"], "enum": ["a", null]}`},
		{"values without null", `{"type": "string", "nullable": true, "enum": ["a"]}`, `{"type": ["string", "null"], "enum": ["a", null]}`},
		{"anything", `{"nullable": true}`, `{}`},
		{"another schema or null", `{"type": "object", "nullable": true, "allOf": [{"$ref": "#/components/schemas/A"}], "description": "A."}`,
			`{"anyOf": [{"$ref": "#/components/schemas/A"}, {"type": "null"}], "description": "A."}`},
		{"exclusive bounds", `{"type": "number", "minimum": 1, "exclusiveMinimum": true, "maximum": 2, "exclusiveMaximum": false}`,
			`{"type": "number", "exclusiveMinimum": 1, "maximum": 2}`},
		{"a great number", `{"type": "integer", "maximum": 9223372036854775807}`, `{"type": "integer", "maximum": 9223372036854775807}`},
		{"base64", `{"type": "string", "format": "byte", "maxLength": 8}`, `{"type": "string", "contentEncoding": "base64", "maxLength": 8}`},
		{"bytes", `{"type": "string", "format": "binary"}`, `{"type": "string"}`},
		{"an example", `{"type": "object", "example": {"nullable": true, "example": 1}}`, `{"type": "object", "examples": [{"nullable": true, "example": 1}]}`},
		{"members with the names of keywords", `{"type": "object", "properties": {"nullable": {"type": "string", "nullable": true}, "example": {"type": "boolean", "example": true}}}`,
			`{"type": "object", "properties": {"nullable": {"type": ["string", "null"]}, "example": {"type": "boolean", "examples": [true]}}}`},
		{"schemas within", `{"oneOf": [{"type": "array", "items": {"type": "string", "nullable": true}}], "not": {"type": "object", "additionalProperties": {"type": "string", "nullable": true}}}`,
			`{"oneOf": [{"type": "array", "items": {"type": ["string", "null"]}}], "not": {"type": "object", "additionalProperties": {"type": ["string", "null"]}}}`},
		{"values and marks", `{"default": {"nullable": true}, "x-mark": {"nullable": true}, "additionalProperties": false}`,
			`{"default": {"nullable": true}, "x-mark": {"nullable": true}, "additionalProperties": false}`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			for _, place := range []string{
				`{"components": {"schemas": {"A": %s}}}`,
				`{"paths": {"/a": {"get": {"parameters": [{"name": "a", "schema": %[1]s}], "responses": {"200": {"content": {"application/json": {"schema": %[1]s, "example": {"nullable": true}}}}}}}}}`,
			} {
				got, err := openapi.Upgrade(fmt.Appendf(nil, `{"openapi": "3.0.3", %s`, fmt.Sprintf(place, tc.of)[1:]))
				if err != nil {
					t.Fatal(err)
				}
				want := fmt.Sprintf(`{"openapi": "3.1.0", "jsonSchemaDialect": "https://spec.openapis.org/oas/3.1/dialect/base", %s`, fmt.Sprintf(place, tc.want)[1:])
				if !same(t, got, want) {
					t.Errorf("got %s\nwant %s", got, want)
				}
			}
		})
	}
}

func same(t *testing.T, got []byte, want string) bool {
	t.Helper()
	var a, b any
	if err := json.Unmarshal(got, &a); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(want), &b); err != nil {
		t.Fatal(err)
	}
	return reflect.DeepEqual(a, b)
}

func TestUpgradeRefuses(t *testing.T) {
	for _, document := range []string{"", `{"openapi": "3.1.0"}`, `{}`} {
		if _, err := openapi.Upgrade([]byte(document)); err == nil {
			t.Errorf("%q: no error", document)
		}
	}
}
