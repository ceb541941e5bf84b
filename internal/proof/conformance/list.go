package conformance

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"pgregory.net/rapid"
)

// paging are the list parameters that are not filters.
var paging = []string{"sort", "limit", "offset", "cursor", "count", deletedParam, expand, fieldsParam}

// filters are the list parameters that select items.
func (s subject) filters() []filter {
	var all []filter
	for _, p := range s.list.parameters("query") {
		if !slices.Contains(paging, p.Name) && p.Name != s.list.published() {
			all = append(all, filterOf(p))
		}
	}
	return all
}

// sorts are the values of the parameter sort, or "" without it.
func (s subject) sorts() []string {
	p := s.list.parameter("query", "sort")
	if p == nil {
		return []string{""}
	}
	var all []string
	for _, v := range enum(p.Schema.Value) {
		all = append(all, fmt.Sprint(v))
	}
	return all
}

// longestPage is the maximum limit of the list.
func (s subject) longestPage() int {
	if p := s.list.parameter("query", "limit"); p != nil && p.Schema.Value.Max != nil {
		return int(*p.Schema.Value.Max)
	}
	return largest
}

// page lists one page, and returns the query of the next one; nil for the last.
func (s subject) page(t rapid.TB, user string, query url.Values) ([]row, url.Values) {
	t.Helper()
	c := s.listing(t, user, query)
	res := s.send(t, c).want(t, http.StatusOK)
	link := nextLink(res.header)
	if link == "" {
		return res.rows(t), nil
	}
	target, ok := strings.CutSuffix(strings.TrimPrefix(link, "<"), `>; rel="next"`)
	next, err := url.Parse(target)
	if !ok || err != nil || next.Path != c.path() {
		t.Fatalf("%s: got Link %s, want the next page of %s", res.call, link, c.path())
	}
	for name, values := range query {
		if name != "cursor" && name != "offset" && !slices.Equal(next.Query()[name], values) {
			t.Errorf("%s: got Link %s, want it to keep %s", res.call, link, name)
		}
	}
	return res.rows(t), next.Query()
}

// nextLink returns the Link to the next page: any but that of a deprecation; "" where there is none.
func nextLink(h http.Header) string {
	links := h.Values("Link")
	if i := slices.IndexFunc(links, func(link string) bool { return !strings.Contains(link, `rel="deprecation`) }); i >= 0 {
		return links[i]
	}
	return ""
}

// pages lists all pages from a query on.
func (s subject) pages(t rapid.TB, user string, query url.Values) []row {
	t.Helper()
	var all []row
	for count := 0; query != nil; count++ {
		var rows []row
		rows, query = s.page(t, user, query)
		if all = append(all, rows...); count > 1000 {
			t.Fatalf("the list has no end: %d items on %d pages", len(all), count)
		}
	}
	return all
}

// everything returns all items of a user, or none if no operation lists them.
func (s subject) everything(t rapid.TB, user string) []row {
	t.Helper()
	if s.list == nil {
		return nil
	}
	return s.pages(t, user, url.Values{})
}

// rows returns a user with items: n new ones, or the existing ones of a public resource.
func (s subject) rows(t testing.TB, n int) string {
	t.Helper()
	if s.create == nil && !s.list.public() {
		t.Skip("the document has no operation that makes an item")
	}
	user := s.newUser()
	if s.create != nil {
		s.seeded(t, user, n)
	}
	return user
}

// seeded creates items of a user, some of which have the same body, and some only the
// required fields.
func (s subject) seeded(t rapid.TB, user string, n int) {
	t.Helper()
	gen := anything.object(s.create.body())
	for i := range n {
		body := gen.Example(i / 2)
		if i%5 == 0 {
			body = full.object(s.create.body()).Example(i)
		}
		if i%5 == 1 {
			maps.DeleteFunc(body, func(name string, _ any) bool { return !slices.Contains(s.create.body().Required, name) })
		}
		s.madeIn(t, user, s.parentOf(t, user), s.own(t, user, s.create.body(), body))
	}
}

// wantIDs compares two lists by their ids.
func wantIDs(t rapid.TB, what string, got, want []row) {
	t.Helper()
	if g, w := ids(got), ids(want); !slices.Equal(g, w) {
		t.Errorf("%s: got %d items %s, want %d %s", what, len(g), g, len(w), w)
	}
}

func ids(rows []row) []string {
	all := make([]string, len(rows))
	for i, item := range rows {
		all[i] = id(item)
	}
	return all
}

// asQuery writes a value as a query parameter.
func asQuery(p *openapi3.Parameter, v any) []string {
	all := asText(v)
	if p.Explode != nil && !*p.Explode {
		return []string{strings.Join(all, ",")}
	}
	return all
}

// asText writes a value as texts for a query: an array as several.
func asText(v any) []string {
	if list, ok := v.([]any); ok {
		var all []string
		for _, item := range list {
			all = append(all, asText(item)...)
		}
		return all
	}
	return []string{fmt.Sprint(v)}
}
