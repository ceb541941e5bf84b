package conformance

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// boundary is a value at the edge of what a schema accepts.
type boundary struct {
	name  string
	value any
}

// boundaries returns the values at the edge of each rule of a schema, null, and
// every value of an enum.
func boundaries(s *openapi3.Schema) []boundary {
	var all []boundary
	add := func(name string, value any) { all = append(all, boundary{name, value}) }
	if s.Nullable {
		add("null", nil)
	}
	if readsEmpty(s) {
		add("empty", "")
	}
	if _, checked := ruleOf(s); checked {
		add("the example", s.Example)
		return all
	}
	for _, v := range enum(s) {
		add(fmt.Sprint(v), v)
	}
	switch kind(s) {
	case "boolean":
		add("true", true)
		add("false", false)
	case "integer":
		least, greatest := integerRange(s)
		add("least", least)
		add("greatest", greatest)
	case "number":
		least, greatest := numberRange(s)
		for _, v := range []float64{least, greatest} {
			raw := strconv.FormatFloat(rounded(s, v), 'g', -1, 64)
			add(raw, json.RawMessage(raw))
		}
	case "string":
		for _, v := range boundaryTexts(s) {
			add(quoted(v), v)
		}
	case "array":
		items := full.value(s.Items.Value)
		for _, n := range boundaryLengths(s.MinItems, s.MaxItems) {
			list := []any{}
			for i := range n {
				list = append(list, items.Example(i))
			}
			if !s.UniqueItems {
				add(fmt.Sprintf("%d items", n), list)
			}
		}
	case "object":
		if len(s.Required) == 0 && s.MinProps == 0 {
			add("nothing in it", map[string]any{})
		}
	}
	return all
}

func boundaryTexts(s *openapi3.Schema) []string {
	switch {
	case s.Format == "date-time":
		return []string{
			"0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z", "0001-01-01T23:59:00.5+23:59", "9999-12-31T00:00:00-23:59",
			"1970-01-01T00:00:00Z", "2024-02-29T12:00:00.1234567+05:45", "2026-03-01T09:30:00.000000001Z", "2026-03-01T09:30:00.999999999-00:30",
		}
	case s.Format == formatDue:
		return boundaryDues
	case s.Format == "uuid":
		return slices.DeleteFunc([]string{"00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff", "01957F3E-8D4C-7B2A-9C1E-5F6A7B8C9D0E"},
			func(v string) bool { return !matches(s, v) })
	case s.Format == "byte":
		least, greatest := byteRange(s)
		return []string{base64.StdEncoding.EncodeToString(make([]byte, least)), base64.StdEncoding.EncodeToString(make([]byte, greatest))}
	case !isTextual(s):
		return nil
	}
	var all []string
	var tried []string
	for _, n := range boundaryLengths(s.MinLength, s.MaxLength) {
		tried = append(tried, exactly(s, n)...)
	}
	if most := maxBytes(s); most >= 0 {
		tried = append(tried, strings.Repeat("😀", min(most, largest)/4)+strings.Repeat("a", most%4))
	}
	for _, v := range append(tried, " a ", "e\u0301 é", "\u202e\u200f", `\u0041 \n`, "%27 OR 1=1 --", "👍🏽", "<b>&amp;", string(odd)) {
		if accepts(s, v) {
			all = append(all, v)
		}
	}
	return all
}

func boundaryLengths(least uint64, greatest *uint64) []int {
	all := []int{int(least)} //nolint:gosec // a length
	if greatest != nil && *greatest <= largest {
		all = append(all, int(*greatest))
	}
	return all
}

// byteRange is how many bytes base64 of the schema's length can hold.
func byteRange(s *openapi3.Schema) (least, greatest int) {
	least, greatest = int(s.MinLength+3)/4*3, 3*longest //nolint:gosec // a length
	if s.MaxLength != nil {
		greatest = int(min(*s.MaxLength, largest)) / 4 * 3
	}
	return least, greatest
}
