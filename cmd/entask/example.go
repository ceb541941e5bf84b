package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/ogen-go/ogen/ogenregex"
)

// example is a request that a newcomer can send as it stands.
type example struct {
	method, path string
	body         string // JSON without a single quote; "" for none
}

// described is what an example follows from: part of an OpenAPI document.
type described struct {
	Paths map[string]struct {
		Get  *struct{} `json:"get"`
		Post *struct {
			Body struct {
				Content map[string]struct {
					Schema valued `json:"schema"`
				} `json:"content"`
			} `json:"requestBody"`
		} `json:"post"`
	} `json:"paths"`
	Components struct {
		Schemas map[string]valued `json:"schemas"`
	} `json:"components"`
}

// valued is what the document says of a value.
type valued struct {
	Ref          string            `json:"$ref"`
	Example      any               `json:"example"`
	Enum         []any             `json:"enum"`
	Nullable     bool              `json:"nullable"`
	Type         string            `json:"type"`
	Format       string            `json:"format"`
	Pattern      string            `json:"pattern"`
	MinLength    int               `json:"minLength"`
	MaxLength    *int              `json:"maxLength"`
	Minimum      *float64          `json:"minimum"`
	Maximum      *float64          `json:"maximum"`
	AboveMinimum bool              `json:"exclusiveMinimum"`
	BelowMaximum bool              `json:"exclusiveMaximum"`
	MinItems     int               `json:"minItems"`
	Items        *valued           `json:"items"`
	Required     []string          `json:"required"`
	AllOf        []valued          `json:"allOf"`
	OneOf        []valued          `json:"oneOf"`
	Fields       map[string]valued `json:"properties"`
}

// firstExample creates a row of the first entity in the document that can be created
// before any other. Without such an entity it reads the first list.
func firstExample(document []byte) (example, error) {
	var doc described
	if err := json.Unmarshal(document, &doc); err != nil {
		return example{}, fmt.Errorf("read the document: %w", err)
	}
	list := example{method: "GET"}
	for _, path := range slices.Sorted(maps.Keys(doc.Paths)) {
		of := doc.Paths[path]
		if of.Get == nil || strings.Contains(path, "{") {
			continue
		}
		if list.path == "" {
			list.path = path
		}
		if of.Post == nil {
			continue
		}
		if body, ok := doc.value(of.Post.Body.Content["application/json"].Schema); ok {
			raw, err := json.Marshal(body)
			return example{"POST", path, strings.ReplaceAll(string(raw), "'", `\u0027`)}, err
		}
	}
	if list.path == "" {
		list.path = "/openapi.json"
	}
	return list, nil
}

// value returns a value of a schema: its example, if it has one, and the required
// properties of an object. It returns false for the id of another row, which nobody knows
// yet, and for text that must have a form of its own.
func (d *described) value(of valued) (any, bool) {
	if name, ok := strings.CutPrefix(of.Ref, "#/components/schemas/"); ok {
		return d.value(d.Components.Schemas[name])
	}
	switch {
	case of.Example != nil:
		return of.Example, true
	case len(of.Enum) > 0:
		return of.Enum[0], true
	case of.Nullable:
		return nil, true
	}
	switch of.Type {
	case "string":
		return of.text()
	case "integer", "number":
		return of.number()
	case "array":
		item, ok := d.value(*of.Items)
		return slices.Repeat([]any{item}, of.MinItems), ok || of.MinItems == 0
	case "object":
		object := map[string]any{}
		for _, name := range of.required() {
			value, ok := d.value(of.Fields[name])
			if !ok {
				return nil, false
			}
			object[name] = value
		}
		return object, true
	default: // a boolean, or anything
		return true, true
	}
}

// required are the properties that an object must have; where a property has several names,
// the first.
func (of valued) required() []string {
	names := slices.Clone(of.Required)
	for _, rule := range of.AllOf {
		if len(rule.OneOf) > 0 {
			names = append(names, rule.OneOf[0].Required...)
		}
	}
	return names
}

// text returns a string of the schema.
func (of valued) text() (string, bool) {
	switch of.Format {
	case "date-time":
		return "2026-03-08T17:00:00Z", true
	case "due":
		return "2026-03-08", true
	case "uuid":
		return "", false
	case "byte":
		return strings.Repeat("AAAA", (of.MinLength+3)/4), true
	}
	text := "Example"
	if of.MaxLength != nil {
		text = text[:min(len(text), *of.MaxLength)]
	}
	text += strings.Repeat("e", max(0, of.MinLength-len(text)))
	if of.Pattern == "" {
		return text, true
	}
	pattern, err := ogenregex.Compile(of.Pattern)
	if err != nil {
		return "", false
	}
	matches, err := pattern.MatchString(text)
	return text, matches && err == nil
}

// number returns a number of the schema, and false if that is an excluded bound.
func (of valued) number() (float64, bool) {
	n, excluded := 1.0, false
	if of.Maximum != nil && n >= *of.Maximum {
		n, excluded = *of.Maximum, of.BelowMaximum
	}
	if of.Minimum != nil && n <= *of.Minimum {
		n, excluded = *of.Minimum, of.AboveMinimum
	}
	return n, !excluded
}
