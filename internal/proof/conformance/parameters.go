package conformance

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"pgregory.net/rapid"
)

// testParameters: each parameter of the list takes every value that its schema accepts, and
// any other value is refused by the parameter's name.
func (s subject) testParameters(t *testing.T) {
	needs(t, s.list)
	user := s.newUser()
	if s.create != nil {
		s.any(t, user, 1)
	}
	for _, p := range s.list.parameters("query") {
		if p.Name != "cursor" && s.parent == nil {
			t.Run(p.Name, func(t *testing.T) {
				rapid.Check(t, func(t *rapid.T) {
					v := full.value(p.Schema.Value).Draw(t, p.Name)
					s.send(t, s.listing(t, user, url.Values{p.Name: asQuery(p, v)})).want(t, http.StatusOK)
				})
			})
		}
		for _, f := range brokenQuery(p) {
			t.Run(p.Name+"/"+f.name, func(t *testing.T) {
				res := s.send(t, s.listing(t, user, url.Values{p.Name: asQuery(p, f.value)}))
				want := append([]any{"query", p.Name}, f.loc...)
				wantRefused(t, res, want)
			})
		}
	}
	for _, name := range []string{"no_such_parameter", "", "Limit", "limit ", "sort[]", "id"} {
		if s.list.parameter("query", name) == nil {
			t.Run("unknown "+quoted(name), func(t *testing.T) {
				res := s.send(t, s.listing(t, user, url.Values{name: {"1"}}))
				wantRefused(t, res, []any{"query", name})
			})
		}
	}
	const many = 40
	query, want := url.Values{"no_such_parameter": {"1"}}, [][]any{{"query", "no_such_parameter"}}
	for _, p := range s.list.parameters("query") {
		if faults := brokenQuery(p); len(faults) > 0 && len(want) < many { // an answer has 100 errors at most
			query[p.Name] = asQuery(p, faults[0].value)
			want = append(want, append([]any{"query", p.Name}, faults[0].loc...))
		}
	}
	t.Run("all broken", func(t *testing.T) {
		wantRefused(t, s.send(t, s.listing(t, user, query)), want...)
	})
}

// brokenQuery returns texts that break a rule of a parameter in the query. If commas
// separate its values, the empty text is either one empty value or none.
func brokenQuery(p *openapi3.Parameter) []fault {
	return slices.DeleteFunc(brokenParameter(p.Schema.Value), func(f fault) bool {
		list, _ := f.value.([]any)
		return p.Explode != nil && !*p.Explode && slices.ContainsFunc(list, func(v any) bool { return v == "" || strings.Contains(fmt.Sprint(v), ",") })
	})
}

// brokenParameter returns values that break a rule of a parameter, as text: for an array, a
// list of texts.
func brokenParameter(s *openapi3.Schema) []fault {
	var all []fault
	add := func(texts ...string) {
		for _, v := range texts {
			all = append(all, fault{name: quoted(v), value: v})
		}
	}
	switch kind(s) {
	case "boolean":
		add("", "1", "0", "TRUE", "yes", "null")
	case "integer":
		add("", "x", "1.5", "1e1", " 1", "0x1")
		add(brokenIntegers(s)...)
	case "number":
		add("", "x", "NaN", "Infinity", "0x1p1")
		add(brokenNumbers(s)...)
	case "string":
		add(brokenText(s)...)
		add("a\x00b", "a\xffb")
	case "array":
		return brokenLists(s)
	}
	good := asText(full.value(s).Example(1))[0]
	return append(all, fault{name: "twice", value: []any{good, good}})
}

// brokenLists are lists of texts with one that breaks a rule, or that break a rule of
// the list.
func brokenLists(s *openapi3.Schema) []fault {
	var all []fault
	_, greatest := itemRange(s)
	good := asText(full.value(s.Items.Value).Example(1))
	for _, f := range brokenParameter(s.Items.Value) {
		if bad, ok := f.value.(string); ok && greatest >= 2 {
			all = append(all, fault{name: f.name, value: []any{good[0], bad}, loc: []any{1}})
		} else if ok {
			all = append(all, fault{name: f.name, value: []any{bad}, loc: []any{0}})
		}
	}
	if s.UniqueItems && greatest >= 2 {
		all = append(all, fault{name: "twice", value: []any{good[0], good[0]}, loc: []any{1}})
	}
	if s.MaxItems != nil && *s.MaxItems < largest && !fewUnique(s) {
		many := make([]any, *s.MaxItems+1)
		for i := range many {
			many[i] = asText(full.value(s.Items.Value).Example(i))[0]
		}
		all = append(all, fault{name: "too many", value: many})
	}
	return all
}
