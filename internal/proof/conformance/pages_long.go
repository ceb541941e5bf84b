package conformance

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

const (
	// mostOfPage is how many bytes of JSON a page of several items may have.
	mostOfPage = 1 << 20
	// longText is a text that takes six times as many bytes in JSON.
	longText = 9_000
)

// testLongPages: a page ends before it has too many bytes, and who follows Link sees every
// item once.
func (s subject) testLongPages(t *testing.T) {
	needs(t, s.list, s.create)
	field := s.longField()
	if field == "" {
		t.Skip("no text of the resource can be long enough")
	}
	user := s.newUser()
	body := anything.object(s.create.body()).Example(1)
	maps.DeleteFunc(body, func(name string, _ any) bool { return !slices.Contains(s.create.body().Required, name) })
	body[field] = "a" + strings.Repeat("\x01", longText-1)
	const items = mostOfPage/(6*longText) + 5
	parent := s.parentOf(t, user)
	for range items {
		s.madeIn(t, user, parent, s.own(t, user, s.create.body(), maps.Clone(body)))
	}
	query := sorted("")
	query.Set("limit", strconv.Itoa(s.longestPage()))
	first := s.send(t, s.listing(t, user, query)).want(t, http.StatusOK)
	if rows := len(first.rows(t)); len(first.raw) > mostOfPage || rows < 2 || rows >= items {
		t.Errorf("%s: %d of %d items in %d bytes, want as many as %d bytes hold", first.call, rows, items, len(first.raw), mostOfPage)
	}
	if link := nextLink(first.header); link == "" {
		t.Errorf("%s: no Link to the next page, want one: more follow", first.call)
	}
	short := maps.Clone(query)
	short.Set("limit", "3")
	wantIDs(t, "on long pages", s.pages(t, user, query), s.pages(t, user, short))
}

// longField returns a text of a new item that can be long and has no other rule.
func (s subject) longField() string {
	for _, name := range slices.Sorted(maps.Keys(s.create.body().Properties)) {
		p := s.create.body().Properties[name].Value
		if p.Type.Is(openapi3.TypeString) && p.Format == "" && p.Pattern == "" && len(p.Enum) == 0 && len(p.Extensions) == 0 && (p.MaxLength == nil || *p.MaxLength >= longText) {
			return name
		}
	}
	return ""
}
