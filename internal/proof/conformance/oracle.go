package conformance

import (
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/getkin/kin-openapi/openapi3"
)

// verdict is a filter's decision about an item.
type verdict int

// Perhaps leaves the decision to the service: the order of different texts, and values
// finer than a field can hold.
const (
	no verdict = iota
	perhaps
	yes
)

func sure(b bool) verdict {
	if b {
		return yes
	}
	return no
}

// passes says whether an item passes a filter with these values.
func (s subject) passes(f filter, values []string, item row) verdict {
	if f.op == search {
		return found(f, values[0], item)
	}
	field := s.schema().Properties[f.fields[0]]
	got, shown := item[f.fields[0]]
	if field == nil || !shown {
		return perhaps
	}
	if f.op == "is_null" {
		return sure((got == nil) == (values[0] == "true"))
	}
	if got == nil {
		return sure(f.op == "not")
	}
	text, _ := got.(string)
	switch f.op {
	case "equal", "in":
		return sure(hasOne(field.Value, got, values))
	case "not":
		return sure(!hasOne(field.Value, got, values))
	case "contains", "prefix":
		return f.holds(text, values[0])
	}
	return inOrder(f.op, field.Value, got, values[0])
}

// found says whether one of the searched fields contains a text.
func found(f filter, part string, item row) verdict {
	v := no
	for _, field := range f.fields {
		if text, ok := item[field].(string); ok {
			v = max(v, holdsFolded(text, part))
		}
	}
	return v
}

// holds says whether a text contains a part, or begins with it.
func (f filter) holds(text, part string) verdict {
	switch {
	case f.folded && f.op == "contains":
		return holdsFolded(text, part)
	case f.folded:
		return sure(strings.HasPrefix(fold(text), fold(part)))
	case f.op == "contains":
		return sure(strings.Contains(text, part))
	default:
		return sure(strings.HasPrefix(text, part))
	}
}

// inOrder says whether a field's value is before or after another value, as the operator
// asks.
func inOrder(op string, s *openapi3.Schema, got any, value string) verdict {
	order, known := orderOf(s, got, value)
	switch {
	case !known:
		return perhaps
	case op == "greater":
		return sure(order > 0)
	case op == "at_least":
		return sure(order >= 0)
	case op == "less":
		return sure(order < 0)
	case op == "at_most":
		return sure(order <= 0)
	default:
		return perhaps
	}
}

// hasOne says whether a field has one of the values of a query.
func hasOne(s *openapi3.Schema, got any, values []string) bool {
	return slices.ContainsFunc(values, func(v string) bool {
		switch kind(s) {
		case "integer", "number":
			return same(s, json.Number(v), got)
		case "boolean":
			return v == fmt.Sprint(got)
		default:
			return same(s, v, got)
		}
	})
}

// orderOf compares a field's value with a value of a query, and says whether the result is
// certain.
func orderOf(s *openapi3.Schema, got any, value string) (int, bool) {
	switch {
	case kind(s) == "integer" || kind(s) == "number":
		a, okA := new(big.Rat).SetString(fmt.Sprint(got))
		b, okB := new(big.Rat).SetString(value)
		if !okA || !okB {
			return 0, false
		}
		if near, _ := strconv.ParseFloat(value, 32); s.Format == "float" && a.Cmp(b) != 0 {
			shown, _ := strconv.ParseFloat(fmt.Sprint(got), 32)
			return a.Cmp(b), near != shown
		}
		return a.Cmp(b), true
	case s.Format == formatDue:
		return orderOfDues(fmt.Sprint(got), value)
	case s.Format == "date-time":
		a, errA := time.Parse(time.RFC3339, fmt.Sprint(got))
		b, errB := time.Parse(time.RFC3339, value)
		cut := b.Truncate(time.Microsecond)
		return a.Compare(b), errA == nil && errB == nil && a.Compare(b) == a.Compare(cut)
	case s.Format == "date":
		return strings.Compare(fmt.Sprint(got), value), true
	default:
		return 0, same(s, value, got)
	}
}

// holdsFolded says whether text contains a part, by Unicode's simple case folding.
func holdsFolded(text, part string) verdict {
	return sure(strings.Contains(fold(text), fold(part)))
}

// fold replaces each letter by the first of those that differ from it only in case.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		first := r
		for other := unicode.SimpleFold(r); other != r; other = unicode.SimpleFold(other) {
			first = min(first, other)
		}
		return first
	}, s)
}
