package conformance

import (
	"encoding/json"
	"regexp"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"pgregory.net/rapid"
)

// schemas are of every type that a document may have.
var schemas = map[string]string{
	"boolean":         `{"type": "boolean"}`,
	"integer":         `{"type": "integer"}`,
	"integer bounded": `{"type": "integer", "minimum": -3, "maximum": 7}`,
	"integer open":    `{"type": "integer", "minimum": 0, "exclusiveMinimum": true, "maximum": 9, "exclusiveMaximum": true}`,
	"int32":           `{"type": "integer", "format": "int32"}`,
	"number":          `{"type": "number"}`,
	"number bounded":  `{"type": "number", "minimum": 0, "maximum": 1, "exclusiveMaximum": true}`,
	"float":           `{"type": "number", "format": "float"}`,
	"string":          `{"type": "string"}`,
	"string bounded":  `{"type": "string", "minLength": 2, "maxLength": 5}`,
	"string long":     `{"type": "string", "maxLength": 2147483647, "nullable": true}`,
	"string blank":    `{"type": "string", "minLength": 1, "maxLength": 255, "pattern": "\\S"}`,
	"string pattern":  `{"type": "string", "maxLength": 20, "pattern": "^[a-z]+(-[a-z0-9]+)*$"}`,
	"string nullable": `{"type": "string", "nullable": true, "maxLength": 3}`,
	"enum":            `{"type": "string", "enum": ["a", "B"]}`,
	"enum nullable":   `{"type": "string", "nullable": true, "enum": ["a", null]}`,
	"date-time":       `{"type": "string", "format": "date-time"}`,
	"uuid":            `{"type": "string", "format": "uuid"}`,
	"due":             `{"type": "string", "format": "due"}`,
	"byte":            `{"type": "string", "format": "byte"}`,
	"array":           `{"type": "array", "items": {"type": "integer", "minimum": 0}, "minItems": 1, "maxItems": 3}`,
	"array unique":    `{"type": "array", "items": {"type": "string", "maxLength": 9}, "uniqueItems": true}`,
	"object": `{"type": "object", "additionalProperties": false, "required": ["a"], "properties": {
		"a": {"type": "string", "maxLength": 4}, "b": {"type": "array", "items": {"type": "boolean"}}, "c": {"nullable": true, "readOnly": true}}}`,
	"map":  `{"type": "object", "additionalProperties": {"type": "integer"}}`,
	"free": `{"type": "object"}`,
	"any":  `{}`,
	"one":  `{"oneOf": [{"type": "string", "maxLength": 2}, {"type": "integer"}]}`,
}

// finer are faults that the service must find and the validator of this test does not.
var finer = regexp.MustCompile("(NUL|half a character|9223372036854775808|-9223372036854775809)$")

func schemaNamed(t *testing.T, name string) *openapi3.Schema {
	t.Helper()
	s := openapi3.NewSchema()
	if err := json.Unmarshal([]byte(schemas[name]), s); err != nil {
		t.Fatal(err)
	}
	return s
}

// visit asks another reading of the schema whether it accepts a value.
func visit(t rapid.TB, s *openapi3.Schema, v any) error {
	t.Helper()
	var plain any
	if err := json.Unmarshal(encode(t, v), &plain); err != nil {
		return err
	}
	return s.VisitJSON(plain, openapi3.EnableFormatValidation(), openapi3.VisitAsRequest())
}

// Values that are generated as valid are valid, and equal themselves.
func TestValuesAreValid(t *testing.T) {
	for name := range schemas {
		t.Run(name, func(t *testing.T) {
			s := schemaNamed(t, name)
			rapid.Check(t, func(t *rapid.T) {
				for _, m := range []maker{anything, full} {
					v := m.value(s).Draw(t, "value")
					if err := visit(t, s, v); err != nil {
						t.Errorf("%s is not valid: %v", encode(t, v), err)
					}
					if m == full && v == nil {
						t.Error("got null, want a value")
					}
				}
			})
			for _, b := range boundaries(s) {
				if err := visit(t, s, b.value); err != nil {
					t.Errorf("the boundary %s is not valid: %v", b.name, err)
				}
			}
		})
	}
}

// Values that are generated to break a rule break it.
func TestBrokenValuesAreBroken(t *testing.T) {
	for name := range schemas {
		t.Run(name, func(t *testing.T) {
			s := schemaNamed(t, name)
			faults := broken(s)
			if len(faults) == 0 && name != "any" && name != "one" {
				t.Error("got no value that breaks a rule")
			}
			for _, f := range faults {
				if err := visit(t, s, f.value); err == nil && !finer.MatchString(f.name) && s.Format == "" {
					t.Errorf("%s: %s is valid", f.name, encode(t, f.value))
				}
			}
		})
	}
}

// Different notations of one value are the same value.
func TestSame(t *testing.T) {
	for _, c := range []struct {
		schema, sent, got string
		want              bool
	}{
		{"date-time", `"2026-03-01T09:30:00.1234567+01:00"`, `"2026-03-01T08:30:00.123456Z"`, true},
		{"date-time", `"2026-03-01T09:30:00Z"`, `"2026-03-01T09:30:00Z"`, false},
		{"uuid", `"01957F3E-8D4C-7B2A-9C1E-5F6A7B8C9D0E"`, `"01957f3e-8d4c-7b2a-9c1e-5f6a7b8c9d0e"`, true},
		{"due", `"2026-03-08T00:30:00.5+01:00"`, `"2026-03-07T23:30:00Z"`, true},
		{"due", `"2026-03-08T10:00[Europe/Lisbon]"`, `"2026-03-08T10:00:00[Europe/Lisbon]"`, true},
		{"due", `"2026-03-08"`, `"2026-03-08T00:00:00Z"`, false},
		{"integer", `9007199254740993`, `9007199254740993`, true},
		{"integer", `9007199254740993`, `9007199254740992`, false},
		{"number", `1.0`, `1`, true},
		{"number", `0.1`, `0.10000000149011612`, false},
		{"float", `0.1`, `0.10000000149011612`, true},
		{"string", `"e\u0301"`, `"é"`, false},
		{"string nullable", `null`, `""`, false},
		{"array", `[1, 2]`, `[2, 1]`, false},
		{"object", `{"a": "x"}`, `{"a": "x", "z": 1}`, false},
		{"map", `{"a": 1}`, `{"a": 1, "b": 1}`, false},
	} {
		if got := same(schemaNamed(t, c.schema), decode(t, []byte(c.sent)), decode(t, []byte(c.got))); got != c.want {
			t.Errorf("%s: same(%s, %s) = %v, want %v", c.schema, c.sent, c.got, got, c.want)
		}
	}
}
