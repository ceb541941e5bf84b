package conformance

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// fieldsParam is the parameter that says which fields a list shows.
const fieldsParam = "fields"

// testFields: a list shows the fields that are asked for, as it shows them otherwise, and
// nothing else of a row, page by page.
func (s subject) testFields(t *testing.T) {
	if s.list == nil {
		t.Skip("the document has no list")
	}
	p := s.list.parameter("query", fieldsParam)
	if p == nil {
		t.Fatalf("%s has no parameter %s, want one", s.list.OperationID, fieldsParam)
	}
	user := s.rows(t, 3)
	names := asText(enum(p.Schema.Value.Items.Value))
	whole := s.pages(t, user, url.Values{})
	if len(whole) > 0 {
		shown := slices.DeleteFunc(slices.Sorted(maps.Keys(whole[0])), func(name string) bool { return !slices.Contains(names, name) })
		if !slices.Equal(shown, slices.Sorted(slices.Values(names))) {
			t.Errorf("%s takes %v, want all that a row shows: %v", fieldsParam, names, shown)
		}
	}
	for _, chosen := range append(slices.Collect(slices.Chunk(names, 1)), names) {
		s.wantOnly(t, user, whole, url.Values{}, chosen)
	}
	rapid.Check(t, func(t *rapid.T) {
		chosen := rapid.SliceOfNDistinct(rapid.SampledFrom(names), 1, len(names), rapid.ID).Draw(t, "fields")
		query := url.Values{"limit": {strconv.Itoa(rapid.IntRange(1, min(3, s.longestPage())).Draw(t, "limit"))}}
		if sort := rapid.SampledFrom(s.sorts()).Draw(t, "sort"); sort != "" {
			query.Set("sort", sort)
		}
		s.wantOnly(t, user, s.pages(t, user, query), query, chosen)
	})
	if s.list.parameter("query", expand) != nil {
		s.testFieldsExpanded(t, user, names)
	}
	if !s.list.public() {
		s.wantNothing(t, s.newUser(), url.Values{fieldsParam: {names[0]}})
	}
}

// testFieldsExpanded: what expand asks for is shown besides.
func (s subject) testFieldsExpanded(t *testing.T, user string, names []string) {
	t.Helper()
	for _, e := range s.expansions {
		query := url.Values{expand: {e.name}}
		s.wantOnly(t, user, s.pages(t, user, query), query, names[:1], e.name)
	}
}

// wantOnly expects that a list shows of the rows only some members.
func (s subject) wantOnly(t rapid.TB, user string, rows []row, query url.Values, chosen []string, others ...string) {
	t.Helper()
	query = maps.Clone(query)
	query.Set(fieldsParam, strings.Join(chosen, ","))
	res := s.send(t, s.listing(t, user, query)).want(t, http.StatusOK)
	if got := res.header.Get("Content-Type"); s.list.Responses.Status(http.StatusOK).Value.Content[got] == nil || strings.HasPrefix(got, "application/json") {
		t.Errorf("%s: got Content-Type %s, want another of the document", res.call, got)
	}
	got := s.pages(t, user, query)
	if len(got) != len(rows) {
		t.Fatalf("%s: got %d rows, want %d", res.call, len(got), len(rows))
	}
	for i, whole := range rows {
		want := maps.Clone(whole)
		maps.DeleteFunc(want, func(name string, _ any) bool { return !slices.Contains(chosen, name) && !slices.Contains(others, name) })
		if fmt.Sprint(got[i]) != fmt.Sprint(want) {
			t.Errorf("%s: got %v, want %v", res.call, got[i], want)
		}
	}
}
