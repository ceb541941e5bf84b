package contract

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"github.com/entask/entask/internal/runtime/value"
)

const givenOnce = "must be given once"

const notText = "must be Unicode text without NUL or unpaired surrogates"

// text adds what is wrong with a value that came as text: a parameter.
func (f *findings) text(s *schema, text string, loc []any) {
	var v any = text
	switch s.Type {
	case "boolean":
		if text == "true" || text == "false" {
			v = text == "true"
		}
	case "integer", "number":
		v = json.Number(text)
	}
	f.value(s, v, loc)
}

// value adds what is wrong with a JSON value, decoded with json.Number.
func (f *findings) value(s *schema, v any, loc []any) {
	before := f.count()
	switch {
	case s.ReadOnly:
		f.ignored(v, loc)
		return
	case v == "" && s.EmptyIsNull:
		return
	case v == nil && (s.Nullable || s.Type == "" && len(s.OneOf)+len(s.AnyOf)+len(s.AllOf) == 0):
		return
	case v == nil:
		f.add("null_forbidden", "must not be null", loc...)
		return
	}
	switch s.Type {
	case "object":
		f.object(s, v, loc)
	case "array":
		f.array(s, v, loc)
	case "string":
		f.string(s, v, loc)
	case "boolean":
		if _, ok := v.(bool); !ok {
			f.add("bool_type", "must be true or false", loc...)
		}
	case "integer":
		f.integer(s, v, loc)
	case "number":
		f.number(s, v, loc)
	default:
		f.ignored(v, loc)
	}
	f.combined(s, v, loc)
	if s.check != nil && f.count() == before {
		if msg := s.unheld(v); msg != "" {
			f.add("value_error", msg, loc...)
		}
	}
}

// unheld says why the field cannot hold a value that follows the document, or "".
func (s *schema) unheld(v any) string {
	raw, err := json.Marshal(v)
	if err == nil {
		err = s.check(raw)
	}
	if broken, ok := errors.AsType[value.Broken](err); ok {
		return broken.Error()
	}
	if err != nil {
		return "is not a value that the field can hold"
	}
	return ""
}

// combined adds what is wrong with a value by allOf, oneOf and anyOf.
func (f *findings) combined(s *schema, v any, loc []any) {
	for _, all := range s.AllOf {
		f.value(all, v, loc)
	}
	matches := func(of []*schema) (n int) {
		for _, one := range of {
			var wrong findings
			if wrong.value(one, v, loc); wrong.none() {
				n++
			}
		}
		return n
	}
	if len(s.OneOf) > 0 && matches(s.OneOf) != 1 || len(s.AnyOf) > 0 && matches(s.AnyOf) == 0 {
		f.add("union", "must be one of the kinds of the document", loc...)
	}
}

// ignored adds what is wrong even with a value that is ignored.
func (f *findings) ignored(v any, loc []any) {
	if !storable(v) {
		f.add("string_unicode", notText, loc...)
	}
}

// storable says whether every string in a JSON value can be stored.
func storable(v any) bool {
	switch v := v.(type) {
	case string:
		return isText(v)
	case []any:
		return !slices.ContainsFunc(v, func(item any) bool { return !storable(item) })
	case map[string]any:
		for name, member := range v {
			if !isText(name) || !storable(member) {
				return false
			}
		}
	}
	return true
}

func (f *findings) object(s *schema, v any, loc []any) {
	members, ok := v.(map[string]any)
	if !ok {
		f.add("object_type", "must be an object", loc...)
		return
	}
	for _, name := range s.Required {
		if _, ok := members[name]; !ok {
			f.add("missing", "is required", append(loc, name)...)
		}
	}
	f.aliases(s, members, loc)
	names := make([]string, 0, len(members))
	for name := range members {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		at := append(loc, name) //nolint:gocritic // nobody keeps what others write over
		property, ok := s.Properties[name]
		switch {
		case ok:
			f.value(property, members[name], at)
		case s.Additional.forbidden:
			f.unknown("field", name, s.known, at)
		case s.Additional.schema != nil:
			f.value(s.Additional.schema, members[name], at)
		default:
			f.ignored(members[name], at)
		}
	}
}

func (f *findings) array(s *schema, v any, loc []any) {
	items, ok := v.([]any)
	if !ok {
		f.add("list_type", "must be an array", loc...)
		return
	}
	if !f.length(s.MinItems, s.MaxItems, len(items), "items", loc) {
		return
	}
	for i, item := range items {
		f.value(s.Items, item, append(loc, i))
	}
	f.unique(s, items, loc)
}

// unique adds every text that repeats an earlier one of a list. Ids are compared
// case-insensitively.
func (f *findings) unique(s *schema, items []any, loc []any) {
	if !s.Unique {
		return
	}
	seen := map[string]bool{}
	for i, item := range items {
		text, ok := item.(string)
		if !ok {
			continue
		}
		if s.Items.Format == "uuid" {
			text = strings.ToLower(text)
		}
		if seen[text] {
			f.add("repeated", givenOnce, append(loc, i)...)
		}
		seen[text] = true
	}
}

func anyOf(texts []string) []any {
	all := make([]any, len(texts))
	for i, text := range texts {
		all[i] = text
	}
	return all
}
