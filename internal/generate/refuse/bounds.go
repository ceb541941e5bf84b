package refuse

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/big"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/ogen-go/ogen/ogenregex"

	"github.com/entask/entask/internal/generate/document"
	"github.com/entask/entask/internal/generate/kind"
	"github.com/entask/entask/internal/generate/plan"
	"github.com/entask/entask/internal/runtime/due"
)

// boundRefusals are about the rules for a field's values.
var boundRefusals = []refusal[*plan.Field]{
	{
		strayBound,
		func(f *plan.Field) string {
			return "remove it, or change the field's type: " + fitting(strayBound(f))
		},
	},
	{
		func(f *plan.Field) string {
			if twice := f.REST.Bounds.Twice; len(twice) > 0 {
				return "has two rules for its " + strings.Join(twice, " and its ")
			}
			return ""
		},
		say[*plan.Field]("say it in one rule, such as rest.Length(1, 100), rest.Range(1, 5), rest.Items(0, 20) or rest.Match(\"^[a-z]+$\")"),
	},
	{
		where(boundsCross, "has rules that no value keeps"),
		say[*plan.Field]("give the lesser bound first: rest.Range(1, 5), rest.Length(1, 100)"),
	},
	{
		where(boundBeyond, "has a bound that its type does not reach"),
		say[*plan.Field]("use a bound within the type, such as rest.Range(1, 5), or another type, such as field.Int64(…) or field.Float(…)"),
	},
	{
		where(func(f *plan.Field) bool { _, err := ogenregex.Compile(f.REST.Bounds.Pattern); return err != nil },
			"has a pattern that is no regular expression"),
		say[*plan.Field]("write it as ECMA 262 has it: rest.Match(\"^[a-z]+$\")"),
	},
	{
		where(func(f *plan.Field) bool { b := f.REST.Bounds.MaxBytes; return b != nil && *b%3 != 0 },
			"is bounded in bytes that base64 cannot count"),
		func(f *plan.Field) string {
			most := (*f.REST.Bounds.MaxBytes + 2) / 3 * 3
			return fmt.Sprintf("use MaxLen(%d) or rest.Bytes(%d), a multiple of three", most, most)
		},
	},
	{
		where(func(f *plan.Field) bool { b := f.REST.Bounds.MinBytes; return b != nil && *b > 0 && *b%3 != 1 },
			"has a least number of bytes that base64 cannot count"),
		func(f *plan.Field) string {
			return fmt.Sprintf("use MinLen(%d), one more than a multiple of three", (*f.REST.Bounds.MinBytes+1)/3*3+1)
		},
	},
	{
		func(f *plan.Field) string {
			example, _ := f.REST.Example.(string)
			value, _ := f.DefaultValue().(string)
			for _, text := range []string{example, value} {
				if f.REST.Bounds.Due && text != "" && due.Check(text) != nil {
					return fmt.Sprintf("has the value %q, which is not stored in this form", text)
				}
			}
			return ""
		},
		say[*plan.Field](`write a day, a local time with seconds and its zone, or an instant in UTC to the second: rest.Example("2026-03-08T10:00:00[Europe/Lisbon]")`),
	},
	{
		func(f *plan.Field) string { return misfit(f, "an example", f.REST.Example) },
		say[*plan.Field]("give a value that a request may hold: rest.Example(…)"),
	},
	{
		func(f *plan.Field) string { return misfit(f, "a default", f.DefaultValue()) },
		say[*plan.Field]("give a value that a request may hold, Default(…), or widen the rule"),
	},
}

// strayBound says which rule does not fit the field's type, or "".
func strayBound(f *plan.Field) string {
	b, k := f.REST.Bounds, f.Kind
	switch {
	case b.Due && k != kind.Text:
		return "has a due date but is no string"
	case (b.MinLength != nil || b.MaxLength != nil) && k != kind.Text:
		return "has a length but is no string"
	case b.Pattern != "" && k != kind.Text:
		return "has a pattern but is no string"
	case (b.Min != "" || b.Max != "") && !f.Kind.IsNumber():
		return "has a least or greatest value but is no number"
	case (b.MinItems != nil || b.MaxItems != nil) && f.Schema()["type"] != "array":
		return "has a number of items but is no list"
	case (b.MinBytes != nil || b.MaxBytes != nil) && k != kind.Bytes:
		return "has a number of bytes but is no bytes"
	default:
		return ""
	}
}

// fitting is a field that a stray bound would fit.
func fitting(stray string) string {
	for word, declared := range map[string]string{
		"length": "field.String(…)", "pattern": "field.String(…)", "greatest": "field.Int(…)", "items": "field.Strings(…)", "bytes": "field.Bytes(…)", "due": "field.String(…)",
	} {
		if strings.Contains(stray, "a "+word) || strings.Contains(stray, word+" value") || strings.Contains(stray, "of "+word) {
			return declared
		}
	}
	return ""
}

// boundsCross says whether no value lies between the field's bounds.
func boundsCross(f *plan.Field) bool {
	b := f.REST.Bounds
	cross := func(least, most *int) bool {
		return least != nil && most != nil && *least > *most || most != nil && *most < 0
	}
	least, okLeast := rational(b.Min)
	most, okMost := rational(b.Max)
	return cross(b.MinLength, b.MaxLength) || cross(b.MinItems, b.MaxItems) || cross(b.MinBytes, b.MaxBytes) || okLeast && okMost && least.Cmp(most) > 0
}

// boundBeyond says whether a bound is no value of the field's type.
func boundBeyond(f *plan.Field) bool {
	if !f.Kind.IsNumber() {
		return false
	}
	for _, bound := range []json.Number{f.REST.Bounds.Min, f.REST.Bounds.Max} {
		n, ok := rational(bound)
		switch {
		case bound == "":
		case !ok, f.Kind != kind.Float && (!n.IsInt() || !n.Num().IsInt64()), violates(f.Schema(), bound) != nil:
			return true
		}
	}
	return false
}

func rational(n json.Number) (*big.Rat, bool) { return new(big.Rat).SetString(n.String()) }

// misfit says why a value does not fit the field's schema, or "".
func misfit(f *plan.Field, what string, value any) string {
	if value == nil || f.REST.Hidden || f.Kind == kind.None || strayBound(f) != "" {
		return ""
	}
	if err := violates(document.Property(f), value); err != nil {
		return fmt.Sprintf("has %s that breaks a rule: %s", what, reason(err))
	}
	return ""
}

// violates returns why a value does not fit a schema.
func violates(schema map[string]any, value any) error {
	bare := maps.Clone(schema)
	delete(bare, "example")
	var s openapi3.Schema
	var v any
	if err := errors.Join(recode(bare, &s), recode(value, &v)); err != nil {
		return err
	}
	return s.VisitJSON(v, openapi3.EnableFormatValidation(), openapi3.SetSchemaRegexCompiler(compile))
}

// recode reads from into to, by way of JSON.
func recode(from, to any) error {
	raw, err := json.Marshal(from)
	if err != nil {
		return err
	}
	return json.Unmarshal(raw, to)
}

// compile compiles a pattern as ogen does.
func compile(pattern string) (openapi3.RegexMatcher, error) {
	re, err := ogenregex.Compile(pattern)
	return matcher{re}, err
}

type matcher struct{ ogenregex.Regexp }

// MatchString implements openapi3.RegexMatcher.
func (m matcher) MatchString(s string) bool {
	ok, err := m.Regexp.MatchString(s)
	return ok && err == nil
}

// reason returns what a schema says of a value, without the schema and the value.
func reason(err error) string {
	if broken, ok := errors.AsType[*openapi3.SchemaError](err); ok {
		return broken.Reason
	}
	return err.Error()
}
