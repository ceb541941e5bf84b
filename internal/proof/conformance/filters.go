package conformance

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"pgregory.net/rapid"
)

// filter is the comparison of a list parameter.
type filter struct {
	*openapi3.Parameter
	op     string
	fields []string // one, except for a search
	// folded says that text is compared case-insensitively.
	folded bool
}

// search is the operation of a parameter that searches several fields.
const search = "search"

// byIDs says whether the parameter names the items that are listed.
func (f filter) byIDs() bool { return f.op == "in" && f.fields[0] == idField }

// mostIDs is how many ids a parameter takes.
func mostIDs(s *openapi3.Schema) int {
	_, most := bounds(s)
	return most
}

// filterOf reads the extensions of a parameter.
func filterOf(p *openapi3.Parameter) filter {
	f := filter{Parameter: p, fields: []string{""}, folded: strings.Contains(p.Description, "case-insensitive")}
	if said, ok := p.Extensions[xFilter].(map[string]any); ok {
		f.op, _ = said["op"].(string)
		field, _ := said["field"].(string)
		f.fields = []string{field}
	}
	if names, ok := p.Extensions[xSearch].([]any); ok {
		f.op, f.fields = search, nil
		for _, name := range names {
			f.fields = append(f.fields, fmt.Sprint(name))
		}
	}
	return f
}

// testFilters: a filtered list equals the whole list filtered here, for each filter, for
// all together, in any order and on any pages.
func (s subject) testFilters(t *testing.T) {
	needs(t, s.list)
	user := s.rows(t, 20)
	all := map[string][]row{}
	for _, sort := range s.sorts() {
		all[sort] = s.pages(t, user, sorted(sort))
	}
	check := func(t *rapid.T, filters []filter, query url.Values, among []row) {
		values := map[string]any{}
		for _, f := range filters {
			values[f.Name] = s.filterValue(t, f, among)
		}
		s.wantFiltered(t, user, filters, values, query, among)
	}
	for _, f := range s.filters() {
		if s.parent != nil {
			break // the list itself tests each filter alone
		}
		t.Run(f.Name, func(t *testing.T) {
			for _, part := range f.parts(all[s.sorts()[0]]) {
				s.wantFiltered(t, user, []filter{f}, map[string]any{f.Name: part}, sorted(s.sorts()[0]), all[s.sorts()[0]])
			}
			rapid.Check(t, func(t *rapid.T) { check(t, []filter{f}, sorted(s.sorts()[0]), all[s.sorts()[0]]) })
		})
	}
	t.Run("together", func(t *testing.T) {
		rapid.Check(t, func(t *rapid.T) {
			sort := rapid.SampledFrom(s.sorts()).Draw(t, "sort")
			query := sorted(sort)
			if rapid.Bool().Draw(t, "in pages") && s.list.parameter("query", "limit") != nil {
				query.Set("limit", fmt.Sprint(rapid.IntRange(1, min(5, s.longestPage())).Draw(t, "limit")))
			}
			var some []filter
			for _, f := range s.filters() {
				if rapid.IntRange(0, 2).Draw(t, "with "+f.Name) == 0 {
					some = append(some, f)
				}
			}
			check(t, some, query, all[sort])
		})
	})
}

// wantFiltered expects that a filtered list has the rows that pass the filters here.
func (s subject) wantFiltered(t rapid.TB, user string, filters []filter, values map[string]any, query url.Values, among []row) {
	t.Helper()
	narrowed := url.Values{}
	for _, f := range filters {
		narrowed[f.Name] = asQuery(f.Parameter, values[f.Name])
	}
	maps.Copy(query, narrowed)
	got := s.pages(t, user, query)
	s.wantFed(t, user, narrowed, got)
	found := ids(got)
	want := slices.DeleteFunc(slices.Clone(among), func(item row) bool {
		v := yes
		for _, f := range filters {
			v = min(v, s.passes(f, asText(values[f.Name]), item))
		}
		return v == no || v == perhaps && !slices.Contains(found, id(item))
	})
	wantIDs(t, "the list with "+query.Encode(), got, want)
}

// enoughParts is how many parts of texts a filter is tried with, in addition to random ones.
const enoughParts = 10

// parts are beginnings and ends of texts in the rows, for filters by parts. They reliably
// distinguish a prefix from another part.
func (f filter) parts(among []row) []any {
	var all []any
	if f.op != "prefix" && f.op != "contains" {
		return nil
	}
	for _, item := range among {
		text, _ := item[f.fields[0]].(string)
		runes := []rune(text)
		if len(runes) < 2 || len(all) > enoughParts {
			continue
		}
		for _, part := range []string{string(runes[:len(runes)-1]), string(runes[1:])} {
			if accepts(f.Schema.Value, part) {
				all = append(all, part)
			}
		}
	}
	return all
}

// filterValue draws a filter's value: one of an item, one near it, or any.
func (s subject) filterValue(t *rapid.T, f filter, among []row) any {
	var present []any
	for _, item := range among {
		for _, field := range f.fields {
			if v := item[field]; v != nil {
				present = append(present, v)
			}
		}
	}
	schema := f.Schema.Value
	if len(present) == 0 || f.op == "is_null" || rapid.IntRange(0, 3).Draw(t, "any "+f.Name) == 0 {
		return full.value(schema).Draw(t, f.Name)
	}
	one := rapid.SampledFrom(present)
	if kind(schema) == "array" {
		list := rapid.SliceOfN(one, 1, 3).Draw(t, f.Name)
		if schema.UniqueItems {
			slices.SortFunc(list, func(a, b any) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
			list = slices.CompactFunc(list, func(a, b any) bool { return fmt.Sprint(a) == fmt.Sprint(b) })
		}
		return list
	}
	v := one.Draw(t, f.Name)
	if whole, ok := v.(string); ok && isTextual(schema) {
		part := partOf(t, whole, f)
		if !accepts(schema, part) {
			return full.value(schema).Draw(t, f.Name)
		}
		return part
	}
	return v
}

// partOf draws a part of a text by which the filter finds it.
func partOf(t *rapid.T, whole string, f filter) string {
	runes := []rune(whole)
	from, to := 0, len(runes)
	switch f.op {
	case "contains", search:
		from = rapid.IntRange(0, len(runes)).Draw(t, "from")
		to = rapid.IntRange(from, len(runes)).Draw(t, "to")
	case "prefix":
		to = rapid.IntRange(0, len(runes)).Draw(t, "to")
	}
	part := string(runes[from:to])
	switch rapid.IntRange(0, 3).Draw(t, "case") {
	case 0:
		return strings.ToUpper(part)
	case 1:
		return strings.ToLower(part)
	default:
		return part
	}
}

// sorted is the query of a list in an order.
func sorted(sort string) url.Values {
	if sort == "" {
		return url.Values{}
	}
	return url.Values{"sort": {sort}}
}
