package mcp

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// schema is a schema as OpenAPI 3.0 has it.
type schema struct {
	Ref                  string             `json:"$ref"`
	Type                 string             `json:"type"`
	Format               string             `json:"format"`
	Description          string             `json:"description"`
	Nullable             bool               `json:"nullable"`
	ReadOnly             bool               `json:"readOnly"`
	Default              json.RawMessage    `json:"default"`
	Enum                 []json.RawMessage  `json:"enum"`
	MinLength            *int               `json:"minLength"`
	MaxLength            *int               `json:"maxLength"`
	Minimum              json.RawMessage    `json:"minimum"`
	Maximum              json.RawMessage    `json:"maximum"`
	ExclusiveMinimum     bool               `json:"exclusiveMinimum"`
	ExclusiveMaximum     bool               `json:"exclusiveMaximum"`
	Items                *schema            `json:"items"`
	MinItems             *int               `json:"minItems"`
	MaxItems             *int               `json:"maxItems"`
	Properties           map[string]*schema `json:"properties"`
	Required             []string           `json:"required"`
	AdditionalProperties json.RawMessage    `json:"additionalProperties"`
	AllOf                []*schema          `json:"allOf"`
	AnyOf                []*schema          `json:"anyOf"`
	OneOf                []*schema          `json:"oneOf"`
	AliasOf              string             `json:"x-alias-of"`
	EmptyIsNull          bool               `json:"x-empty-is-null"`
	Expands              *string            `json:"x-expands"`
}

// asTool returns a schema of a request as JSON Schema has it, in few words: examples and
// patterns are left out, because the API says what is wrong. The terse form has neither
// descriptions nor defaults.
func (d *document) asTool(s *schema, terse bool) object { return d.within(0, s, terse) }

// within is asTool within other schemas. Those that are too deep say nothing.
func (d *document) within(depth int, s *schema, terse bool) object {
	whole := s
	if s = d.of(s); s == nil || depth > mostDeep {
		return object{}
	}
	depth++
	if len(s.AllOf) == 1 { // a reference with something beside it
		inner := d.of(s.AllOf[0])
		if inner == nil {
			return object{}
		}
		both := *inner
		both.Nullable = both.Nullable || s.Nullable
		return d.within(depth, &both, terse)
	}
	o := object{{"type", orNil(s.Type != "", s.Type)}, {"enum", orNil(len(s.Enum) > 0, s.Enum)}, {"format", orNil(s.Format != "", s.Format)}}
	for name, n := range map[string]*int{"minLength": s.MinLength, "maxLength": s.MaxLength, "minItems": s.MinItems, "maxItems": s.MaxItems} {
		o = append(o, member{name, orNil(n != nil, n)})
	}
	slices.SortStableFunc(o[3:], func(a, b member) int { return strings.Compare(a.name, b.name) })
	lower, upper := "minimum", "maximum"
	if s.ExclusiveMinimum {
		lower = "exclusiveMinimum"
	}
	if s.ExclusiveMaximum {
		upper = "exclusiveMaximum"
	}
	o = append(o, member{lower, orNil(s.Minimum != nil, s.Minimum)}, member{upper, orNil(s.Maximum != nil, s.Maximum)})
	if s.Items != nil {
		o = append(o, member{"items", d.within(depth, s.Items, terse)})
	}
	if len(s.Properties) > 0 {
		o = append(o, d.properties(depth, s, terse)...)
	}
	if s.Nullable && s.Type != "" { // some models' dialects know no array of types
		o = object{{"anyOf", []object{o, {{"type", "null"}}}}}
	}
	if !terse {
		o = append(o,
			member{"description", orNil(whole.Description != "", sentence(whole.Description))},
			member{"default", orNil(len(s.Default) > 0 && string(s.Default) != "null", s.Default)})
	}
	return o
}

// properties are the members that describe those of an object which a client may send.
func (d *document) properties(depth int, s *schema, terse bool) object {
	all := object{}
	for _, name := range s.names() {
		if p := s.Properties[name]; !p.ReadOnly {
			all = append(all, member{name, d.within(depth, p, terse)})
		}
	}
	return object{{"properties", all}, {"required", orNil(len(s.Required) > 0, s.Required)}}
}

// names are those of the properties: the required ones as the schema has them, then the others.
func (s *schema) names() []string {
	names := slices.DeleteFunc(slices.Clone(s.Required), func(name string) bool { return s.Properties[name] == nil })
	for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

func orNil(is bool, value any) any {
	if !is {
		return nil
	}
	return value
}

// sentence returns the first sentence of a text.
func sentence(text string) string {
	first, _, _ := strings.Cut(text, ". ")
	return strings.TrimSuffix(first, ".")
}
