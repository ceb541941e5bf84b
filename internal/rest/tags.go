package rest

import (
	"encoding"
	"encoding/json"
	"fmt"
	"math/big"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/ogen-go/ogen/ogenregex"
)

// rules are the struct tags that become a keyword of the schema, with the types that
// each is for.
var rules = []struct {
	tag   string
	types []string
	read  func(string) (any, error)
}{
	{"minimum", []string{"integer", "number"}, readNumber},
	{"maximum", []string{"integer", "number"}, readNumber},
	{"minLength", []string{"string"}, readCount},
	{"maxLength", []string{"string"}, readCount},
	{"pattern", []string{"string"}, readPattern},
	{"enum", []string{"string"}, readList},
	{"minItems", []string{"array"}, readCount},
	{"maxItems", []string{"array"}, readCount},
}

// withTags returns the schema of a field with what its tags say. Rules of strings and
// numbers bound the items of a list.
func withTags(s map[string]any, f reflect.StructField) (map[string]any, error) {
	for _, rule := range rules {
		text, ok := f.Tag.Lookup(rule.tag)
		if !ok {
			continue
		}
		value, err := rule.read(text)
		if err != nil {
			return nil, fmt.Errorf("the tag %s: %w", rule.tag, err)
		}
		items, _ := s["items"].(map[string]any)
		switch {
		case slices.Contains(rule.types, fmt.Sprint(s["type"])):
			s = with(s, rule.tag, value)
		case items != nil && slices.Contains(rule.types, fmt.Sprint(items["type"])):
			s = with(s, "items", with(items, rule.tag, value))
		default:
			return nil, fmt.Errorf("the tag %s is for %s, and %s is not", rule.tag, strings.Join(rule.types, " and "), f.Type)
		}
	}
	if doc, ok := f.Tag.Lookup("doc"); ok {
		s = with(s, "description", doc)
	}
	for _, tag := range []string{"example", "default"} {
		text, ok := f.Tag.Lookup(tag)
		if !ok {
			continue
		}
		value, err := readValue(s, text)
		if err != nil {
			return nil, fmt.Errorf("the tag %s: %w", tag, err)
		}
		s = with(s, tag, value)
	}
	return s, nil
}

// readValue reads a value of the schema's type: a string as it stands, anything else
// as JSON.
func readValue(s map[string]any, text string) (value any, err error) {
	if s["type"] == "string" {
		return text, nil
	}
	if err := json.Unmarshal([]byte(text), &value); err != nil {
		return nil, fmt.Errorf("%q is no JSON", text)
	}
	return value, nil
}

func readNumber(text string) (any, error) {
	if _, ok := new(big.Rat).SetString(text); !ok || !json.Valid([]byte(text)) {
		return nil, fmt.Errorf("%q is no number", text)
	}
	return json.Number(text), nil
}

func readCount(text string) (any, error) {
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		return nil, fmt.Errorf("%q is no count", text)
	}
	return n, nil
}

func readPattern(text string) (any, error) {
	_, err := ogenregex.Compile(text)
	return text, err
}

func readList(text string) (any, error) {
	var values []any
	for value := range strings.SplitSeq(text, ",") {
		values = append(values, value)
	}
	return values, nil
}

// parameters are the fields of a struct that stand in the query.
func parameters(t reflect.Type) (all []Parameter, err error) {
	for f := range t.Fields() {
		if _, ok := f.Tag.Lookup("default"); ok && f.Tag.Get("query") == "" {
			return nil, fmt.Errorf("%s.%s: the tag default is for parameters: make it a pointer, which is nil where it is absent", t, f.Name)
		}
		name, options, _ := strings.Cut(f.Tag.Get("query"), ",")
		if name == "" {
			continue
		}
		p := Parameter{Name: name, Field: f.Name, Required: options == "required", Doc: f.Tag.Get("doc")}
		if _, ok := f.Tag.Lookup("json"); ok {
			return nil, fmt.Errorf("%s.%s: has the tags query and json: keep one of them", t, f.Name)
		}
		elem := f.Type
		switch elem.Kind() {
		case reflect.Pointer:
			p.Pointer, elem = true, elem.Elem()
		case reflect.Slice:
			p.Many, elem = true, elem.Elem()
		default:
		}
		if p.Pointer && p.Required {
			return nil, fmt.Errorf("%s.%s: is a pointer and required: remove one of them", t, f.Name)
		}
		if !fitsQuery(elem) {
			return nil, fmt.Errorf("%s.%s: a parameter is text, a number, a bool, a time, a UUID or a list of them", t, f.Name)
		}
		var of Type
		if err := of.write(elem); err != nil {
			return nil, fmt.Errorf("%s.%s: %w", t, f.Name, err)
		}
		p.Elem = of.Go
		whole := elem
		if p.Many {
			whole = f.Type
		}
		if p.Schema, err = shapeOf(whole, nil); err == nil {
			p.Schema, err = withTags(p.Schema, f)
		}
		if err != nil {
			return nil, fmt.Errorf("%s.%s: %w", t, f.Name, err)
		}
		if p.Doc != "" {
			delete(p.Schema, "description") // which the parameter itself has
		}
		all = append(all, p)
	}
	return all, nil
}

// fitsQuery says whether a value of the type can stand in a query.
func fitsQuery(t reflect.Type) bool {
	if t == reflect.TypeFor[time.Time]() || t == reflect.TypeFor[uuid.UUID]() {
		return true
	}
	return formats[t.Kind()] != nil && !marshals[json.Marshaler](t) && !marshals[encoding.TextMarshaler](t)
}
