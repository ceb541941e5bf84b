package conformance

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// fault is a value that breaks one rule of a schema, and the place of the fault in it.
type fault struct {
	name  string
	value any
	loc   []any
	late  bool   // see rule
	says  string // the message of a rule that the document words itself, or ""
}

// broken returns values that each break one rule of a schema.
func broken(s *openapi3.Schema) []fault {
	var all []fault
	add := func(name string, value any) {
		if value != "" || !readsEmpty(s) {
			all = append(all, fault{name: name, value: value})
		}
	}
	if !s.Nullable && kind(s) != "" {
		add("null", nil)
	}
	for _, v := range mistyped(kind(s)) {
		add(fmt.Sprintf("a wrong type: %v", v), v)
	}
	switch kind(s) {
	case "string":
		for _, v := range brokenText(s) {
			add(quoted(v), v)
		}
		add("NUL", json.RawMessage(`"a\u0000b"`))
		add("half a character", json.RawMessage(`"a\ud83db"`))
	case "integer":
		for _, v := range brokenIntegers(s) {
			add(v, json.RawMessage(v))
		}
	case "number":
		for _, v := range brokenNumbers(s) {
			add(v, json.RawMessage(v))
		}
	case "array":
		all = append(all, brokenArrays(s)...)
	case "object":
		all = append(all, brokenObjects(s)...)
	}
	if r, checked := ruleOf(s); checked {
		for _, v := range r.Refuses {
			all = append(all, fault{name: fmt.Sprintf("not: %s: %v", r.Message, v), value: v, late: r.Late, says: r.Message})
		}
	}
	return all
}

// mistyped are values of another type.
func mistyped(kind string) []any {
	others := map[string][]any{
		"string":  {1, true, []any{}, map[string]any{}},
		"boolean": {1, "true", []any{}, map[string]any{}},
		"integer": {1.5, "1", true, []any{}, map[string]any{}},
		"number":  {"1", true, []any{}, map[string]any{}},
		"array":   {"text", 1, map[string]any{}},
		"object":  {"text", 1, []any{}},
	}
	return others[kind]
}

// brokenText are strings that break a rule of a schema of strings.
func brokenText(s *openapi3.Schema) []string {
	if values := enum(s); len(values) > 0 {
		first := fmt.Sprint(values[0])
		return slices.DeleteFunc([]string{"", "neither", first + " ", strings.ToUpper(first), strings.ToLower(first)},
			func(v string) bool { return slices.Contains(values, any(v)) })
	}
	if bad := badFormats[s.Format]; bad != nil {
		if _, greatest := byteRange(s); s.Format == "byte" && s.MaxLength != nil && greatest < largest/2 {
			bad = append(slices.Clone(bad), base64.StdEncoding.EncodeToString(make([]byte, greatest+1)))
		}
		if s.Format == "uuid" && s.Pattern != "" { // versions 0, 1 and 8, and another variant
			bad = append(slices.Clone(bad), "00000000-0000-0000-0000-000000000000", "01957f3e-8d4c-1b2a-9c1e-5f6a7b8c9d0e", "01957f3e-8d4c-8b2a-9c1e-5f6a7b8c9d0e", "01957f3e-8d4c-7b2a-cc1e-5f6a7b8c9d0e")
		}
		return bad
	}
	var all []string
	if s.MinLength > 0 {
		all = append(all, strings.Repeat("a", int(s.MinLength)-1)) //nolint:gosec // a length
	}
	if s.MaxLength != nil {
		all = append(all, exactly(&openapi3.Schema{Pattern: s.Pattern}, int(*s.MaxLength)+1)...) //nolint:gosec // a length
	}
	if most := maxBytes(s); most >= 0 && (s.MaxLength == nil || uint64(most/4+1) <= *s.MaxLength) {
		all = append(all, strings.Repeat("😀", most/4+1))
	}
	if s.Pattern != "" {
		all = append(all, unmatched(s)...)
	}
	return all
}

func brokenIntegers(s *openapi3.Schema) []string {
	least, greatest := integerRange(s)
	below, above := "-9223372036854775809", "9223372036854775808"
	if least > math.MinInt64 {
		below = strconv.FormatInt(least-1, 10)
	}
	if greatest < math.MaxInt64 {
		above = strconv.FormatInt(greatest+1, 10)
	}
	if s.Format == "uint64" || s.Format == "uint" {
		above = "18446744073709551616"
	}
	return []string{below, above}
}

func brokenNumbers(s *openapi3.Schema) []string {
	all := []string{"1e999"}
	text := func(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
	if s.Min != nil && isExclusive(s.ExclusiveMin) {
		all = append(all, text(*s.Min))
	} else if s.Min != nil {
		all = append(all, text(*s.Min-1), text(math.Nextafter(*s.Min, math.Inf(-1))))
	}
	if s.Max != nil && isExclusive(s.ExclusiveMax) {
		all = append(all, text(*s.Max))
	} else if s.Max != nil {
		all = append(all, text(*s.Max+1), text(math.Nextafter(*s.Max, math.Inf(1))))
	}
	return all
}

func brokenArrays(s *openapi3.Schema) []fault {
	var all []fault
	items := full.value(s.Items.Value)
	list := func(n int) []any {
		l := []any{}
		for i := range n {
			l = append(l, items.Example(i))
		}
		return l
	}
	if s.MinItems > 0 {
		all = append(all, fault{name: "too few items", value: list(int(s.MinItems) - 1)}) //nolint:gosec // a length
	}
	if s.MaxItems != nil && *s.MaxItems < largest && !fewUnique(s) {
		all = append(all, fault{name: "too many items", value: list(int(*s.MaxItems) + 1)})
	}
	if s.UniqueItems && (s.MaxItems == nil || *s.MaxItems > 1) {
		all = append(all, fault{name: "an item twice", value: []any{items.Example(0), items.Example(0)}, loc: []any{1}})
	}
	least := max(1, int(s.MinItems)) //nolint:gosec // a length
	for _, f := range broken(s.Items.Value) {
		value := list(least)
		value[least-1] = f.value
		all = append(all, fault{"item: " + f.name, value, slices.Concat([]any{least - 1}, f.loc), f.late, f.says})
	}
	return all
}

// fewUnique says whether an array over the maximum must repeat an item.
func fewUnique(s *openapi3.Schema) bool {
	return s.UniqueItems && (len(s.Items.Value.Enum) > 0 || kind(s.Items.Value) == "boolean")
}

// brokenObjects break one rule of one member each.
func brokenObjects(s *openapi3.Schema) []fault {
	var all []fault
	base := func() map[string]any { return full.object(s).Example(1) }
	for _, name := range s.Required {
		value := base()
		delete(value, name)
		all = append(all, fault{name: "without " + name, value: value, loc: []any{name}})
	}
	for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
		if s.Properties[name].Value.ReadOnly {
			continue
		}
		for _, f := range broken(s.Properties[name].Value) {
			value := base()
			value[name] = f.value
			all = append(all, fault{name + ": " + f.name, value, slices.Concat([]any{name}, f.loc), f.late, f.says})
		}
	}
	switch extra := s.AdditionalProperties; {
	case extra.Has != nil && !*extra.Has:
		for _, name := range []string{"no such field", "", "Id", "constructor"} {
			if s.Properties[name] == nil {
				value := base()
				value[name] = nil
				all = append(all, fault{name: "unknown field " + quoted(name), value: value, loc: []any{name}})
			}
		}
	case extra.Schema != nil:
		for _, f := range broken(extra.Schema.Value) {
			value := base()
			value["key"] = f.value
			all = append(all, fault{"member: " + f.name, value, slices.Concat([]any{"key"}, f.loc), f.late, f.says})
		}
	}
	return all
}

// brokenAll returns a body that breaks a rule in every field, and the places: the n-th rule
// of each field, modulo the number of its rules.
func brokenAll(s *openapi3.Schema, n int) fault {
	value := full.object(s).Example(1)
	all := fault{name: "a rule of every field", value: value}
	for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
		if s.Properties[name].Value.ReadOnly {
			continue
		}
		faults := slices.DeleteFunc(broken(s.Properties[name].Value), func(f fault) bool { return f.late })
		if len(faults) > 0 {
			f := faults[n%len(faults)]
			value[name] = f.value
			all.loc = append(all.loc, slices.Concat([]any{name}, f.loc))
		}
	}
	if has := s.AdditionalProperties.Has; has != nil && !*has {
		value["no such field"] = 1
		all.loc = append(all.loc, []any{"no such field"})
	}
	return all
}
