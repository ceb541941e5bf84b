package conformance

import (
	"encoding/json"
	"fmt"
	"net/url"
	"reflect"
	"slices"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"pgregory.net/rapid"
)

// testFilters: a filter that has the name of a field gives what filtering the
// whole list here gives; another gives some of the list; all of them together, in
// any order and on any pages, give no other item and none twice.
func (s subject) testFilters(t *testing.T) {
	needs(t, s.list, s.create)
	user := s.newUser()
	s.seeded(t, user, 20)
	all := map[string][]row{}
	for _, sort := range s.sorts() {
		all[sort] = s.pages(t, user, sorted(sort))
	}
	rapid.Check(t, func(t *rapid.T) {
		sort := rapid.SampledFrom(s.sorts()).Draw(t, "sort")
		query, want, exact := sorted(sort), all[sort], true
		for _, p := range s.filters() {
			if rapid.IntRange(0, 2).Draw(t, "with "+p.Name) > 0 {
				continue
			}
			values := asText(s.filterValue(t, p, all[sort]))
			query[p.Name] = values
			if field := s.schema().Properties[p.Name]; field != nil {
				want = slices.DeleteFunc(slices.Clone(want), func(item row) bool { return !hasOne(field.Value, item[p.Name], values) })
			} else {
				exact = false
			}
		}
		if rapid.Bool().Draw(t, "in pages") && s.list.parameter("query", "limit") != nil {
			query.Set("limit", fmt.Sprint(rapid.IntRange(1, 5).Draw(t, "limit")))
		}
		got := s.pages(t, user, query)
		if !exact {
			want = slices.DeleteFunc(slices.Clone(want), func(item row) bool {
				return !slices.ContainsFunc(got, func(g row) bool { return reflect.DeepEqual(g, item) })
			})
		}
		wantIDs(t, "the list with "+query.Encode(), got, want)
	})
}

// filterValue draws a value of a parameter: one that an item has, or any.
func (s subject) filterValue(t *rapid.T, p *openapi3.Parameter, among []row) any {
	var present []any
	for _, item := range among {
		if v := item[p.Name]; v != nil {
			present = append(present, v)
		}
	}
	if len(present) == 0 || rapid.Bool().Draw(t, "any "+p.Name) {
		return full.value(p.Schema.Value).Draw(t, p.Name)
	}
	if kind(p.Schema.Value) != "array" {
		return rapid.SampledFrom(present).Draw(t, p.Name)
	}
	return rapid.SliceOfN(rapid.SampledFrom(present), 1, 3).Draw(t, p.Name)
}

// hasOne says whether a field holds one of the values, which are a query's.
func hasOne(s *openapi3.Schema, got any, values []string) bool {
	if got == nil {
		return false
	}
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

// sorted is the query of a list in that order.
func sorted(sort string) url.Values {
	if sort == "" {
		return url.Values{}
	}
	return url.Values{"sort": {sort}}
}
