package document

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"math/big"
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"

	"github.com/ogen-go/ogen/ogenregex"
)

// sampler makes values that follow schemas, of which some are known by name.
type sampler struct{ types object }

// named returns the schema that another one may stand for.
func (s sampler) named(schema object) (object, bool) {
	ref, ok := schema["$ref"].(string)
	if !ok {
		return schema, true
	}
	of, ok := s.types[ref[strings.LastIndex(ref, "/")+1:]].(object)
	return of, ok
}

// of returns a value that follows a schema: its example, its first value, or the simplest; and
// false where none is found.
func (s sampler) of(schema object) (any, bool) {
	schema, ok := s.named(schema)
	if !ok {
		return nil, false
	}
	if v, ok := schema["example"]; ok {
		return v, true
	}
	if values, ok := schema["enum"].([]any); ok {
		return values[0], true
	}
	if v := schema["default"]; v != nil {
		return v, true
	}
	for _, of := range []string{"oneOf", "anyOf", "allOf"} {
		if first, ok := schema[of].([]any); ok {
			return s.of(first[0].(object)) //nolint:forcetypeassert // schemas
		}
	}
	switch schema["type"] {
	case "object":
		return s.object(schema)
	case "array":
		return s.array(schema)
	case "string":
		return text(schema)
	case "integer", "number":
		return number(schema), true
	case "boolean":
		return false, true
	default:
		return object{}, true // any JSON
	}
}

// object has all properties but those that are there only on request.
func (s sampler) object(schema object) (any, bool) {
	properties, _ := schema["properties"].(object)
	required, _ := schema["required"].([]any)
	sample := object{}
	for _, name := range slices.Sorted(maps.Keys(properties)) {
		p := properties[name].(object) //nolint:forcetypeassert // a schema
		if p["x-expands"] != nil {
			continue
		}
		v, ok := s.of(p)
		switch {
		case p["nullable"] == true && p["example"] == nil && p["allOf"] == nil: // by the letter, allOf takes no null
			sample[name] = nil
		case ok:
			sample[name] = v
		case slices.Contains(required, any(name)):
			return nil, false
		}
	}
	return sample, true
}

// array has one item, or as many as it must have.
func (s sampler) array(schema object) (any, bool) {
	n := 1
	if least, ok := schema["minItems"].(int); ok {
		n = max(n, least)
	}
	items, _ := schema["items"].(object)
	item, ok := s.of(items)
	if most, bounded := schema["maxItems"].(int); bounded && most < n || n > 1 && schema["uniqueItems"] == true || !ok {
		return []any{}, schema["minItems"] == nil
	}
	return slices.Repeat([]any{item}, n), true
}

// number is the one nearest to 1 within the bounds.
func number(schema object) any {
	n := big.NewRat(1, 1)
	for bound, beyond := range map[string]int{"minimum": -1, "maximum": 1} {
		if at, ok := new(big.Rat).SetString(fmt.Sprint(schema[bound])); ok && n.Cmp(at) == beyond {
			return json.Number(fmt.Sprint(schema[bound]))
		}
	}
	return 1
}

// texts are values of formats.
var texts = map[string]string{
	"uuid": "01957f3e-8d4c-7b2a-9c1e-5f6a7b8c9d0e", "date-time": "2026-03-01T09:30:00.000000Z", "date": "2026-03-01", Due: "2026-03-08",
	"uri": "https://example.org/", "email": "ann@example.org",
}

// text is a text of the format, or one that has the pattern and the length.
func text(schema object) (any, bool) {
	format, _ := schema["format"].(string)
	if v, ok := texts[format]; ok {
		return v, true
	}
	least, _ := schema["minLength"].(int)
	most, bounded := schema["maxLength"].(int)
	if format == "byte" {
		return base64.StdEncoding.EncodeToString(make([]byte, max(3, (least+3)/4*3))), true
	}
	pattern, _ := schema["pattern"].(string)
	for _, v := range []string{"text", "a", matching(pattern)} {
		if n := len(v); n > 0 && n < least {
			v = strings.Repeat(v, (least+n-1)/n)
		}
		if bounded && len(v) > most {
			v = v[:most]
		}
		if re, err := ogenregex.Compile(pattern); err == nil {
			if ok, err := re.MatchString(v); ok && err == nil && len(v) >= least {
				return v, true
			}
		}
	}
	return nil, false
}

var unicodeEscape = regexp.MustCompile(`\\u([0-9A-Fa-f]{4})`)

// matching returns the simplest text that has a pattern, as far as Go reads it.
func matching(pattern string) string {
	re, err := syntax.Parse(unicodeEscape.ReplaceAllString(pattern, `\x{$1}`), syntax.Perl)
	if err != nil {
		return ""
	}
	var b strings.Builder
	write(&b, re.Simplify())
	return b.String()
}

func write(b *strings.Builder, re *syntax.Regexp) {
	switch re.Op {
	case syntax.OpLiteral:
		b.WriteString(string(re.Rune))
	case syntax.OpCharClass:
		b.WriteRune(re.Rune[0])
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		b.WriteByte('a')
	case syntax.OpCapture, syntax.OpPlus, syntax.OpAlternate:
		write(b, re.Sub[0])
	case syntax.OpConcat:
		for _, sub := range re.Sub {
			write(b, sub)
		}
	default: // what may be absent, and places
	}
}
