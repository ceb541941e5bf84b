package conformance

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"pgregory.net/rapid"
)

// testPages: every value of sort gives all items in that order, ties by id, and nulls last.
// Descending is the reverse. Pages of any size give the same list.
func (s subject) testPages(t *testing.T) {
	needs(t, s.list)
	user := s.rows(t, 11)
	known := ids(s.everything(t, user))
	slices.Sort(known)
	for _, sort := range s.sorts() {
		t.Run(sort, func(t *testing.T) {
			whole := s.pages(t, user, sorted(sort))
			if got := slices.Sorted(slices.Values(ids(whole))); !slices.Equal(got, known) {
				t.Fatalf("got the items %s, want %s", got, known)
			}
			if field, desc := strings.CutPrefix(sort, "-"); sort != "" {
				s.wantOrder(t, field, desc, whole)
				if other := "-" + field; !desc && slices.Contains(s.sorts(), other) {
					slices.Reverse(whole)
					wantIDs(t, "descending", s.pages(t, user, sorted(other)), whole)
					slices.Reverse(whole)
				}
			}
			if s.list.parameter("query", "limit") == nil {
				return
			}
			for _, limit := range []int{1, 2, 3, len(whole) - 1, len(whole), len(whole) + 1} {
				limit = max(1, min(limit, s.longestPage()))
				query := sorted(sort)
				query.Set("limit", strconv.Itoa(limit))
				wantIDs(t, fmt.Sprintf("in pages of %d", limit), s.pages(t, user, query), whole)
			}
		})
	}
}

// wantOrder expects rows in the order of a field. The database decides the order of texts,
// but equal texts must be together, by id.
func (s subject) wantOrder(t rapid.TB, field string, desc bool, rows []row) {
	t.Helper()
	p := s.schema().Properties[field]
	if p == nil {
		t.Errorf("the list can be ordered by %s, which is no field", field)
		return
	}
	done := map[any]bool{}
	for i := 1; i < len(rows); i++ {
		a, b := rows[i-1], rows[i]
		order, known := compare(p.Value, a[field], b[field])
		if order == 0 && known {
			order, known = compare(s.schema().Properties[idField].Value, a[idField], b[idField])
		}
		if desc {
			order = -order
		}
		if known && order >= 0 {
			t.Errorf("%v %s stands before %v %s", clipped(a[field]), id(a), clipped(b[field]), id(b))
		}
		if a[field] != b[field] {
			done[a[field]] = true
		}
		if done[b[field]] {
			t.Errorf("%v stands in two places", clipped(b[field]))
		}
	}
}

// compare compares two values of a field; it returns false for different texts.
func compare(s *openapi3.Schema, a, b any) (int, bool) {
	switch {
	case a == b:
		return 0, true
	case a == nil:
		return 1, true
	case b == nil:
		return -1, true
	}
	switch x := a.(type) {
	case bool:
		if x {
			return 1, true
		}
		return -1, true
	case json.Number:
		y, _ := b.(json.Number)
		m, _ := x.Float64()
		n, _ := y.Float64()
		return cmp.Compare(m, n), m != n
	case string:
		y, _ := b.(string)
		if s.Format == formatDue {
			return orderOfDues(x, y)
		}
		return strings.Compare(x, y), s.Format == "date-time" || s.Format == "uuid"
	}
	return 0, false
}

// testLimit: limit and offset select from the same list, and count counts all of it.
func (s subject) testLimit(t *testing.T) {
	needs(t, s.list)
	user := s.rows(t, 7)
	whole := s.everything(t, user)
	limit, offset := s.list.parameter("query", "limit"), s.list.parameter("query", "offset")
	if limit == nil || offset == nil || limit.Schema.Value.Max == nil {
		t.Skip("the document has no offset, or no limit that is bounded")
	}
	rapid.Check(t, func(t *rapid.T) {
		first := rapid.OneOf(rapid.IntRange(0, 9), rapid.Just(1<<62)).Draw(t, "offset")
		n := rapid.OneOf(rapid.IntRange(1, min(9, s.longestPage())), rapid.Just(s.longestPage())).Draw(t, "limit")
		query := url.Values{"offset": {strconv.Itoa(first)}, "limit": {strconv.Itoa(n)}}
		if s.list.parameter("query", "count") != nil {
			query.Set("count", "true")
			res := s.send(t, s.listing(t, user, query)).want(t, http.StatusOK)
			if got := res.header.Get("X-Total-Count"); got != strconv.Itoa(len(whole)) {
				t.Errorf("%s: got X-Total-Count %q, want %d", res.call, got, len(whole))
			}
		}
		got, next := s.page(t, user, query)
		from := min(first, len(whole))
		to := min(from+n, len(whole))
		wantIDs(t, query.Encode(), got, whole[from:to])
		if next != nil {
			wantIDs(t, "the pages after "+query.Encode(), s.pages(t, user, next), whole[to:])
		} else if to < len(whole) {
			t.Errorf("%s: no Link, want one: %d more follow", query.Encode(), len(whole)-to)
		}
	})
}

// testCursors: a cursor is valid for its own order, without an offset. Anything else in its
// place is refused and never an error of the server.
func (s subject) testCursors(t *testing.T) {
	needs(t, s.list)
	if s.list.parameter("query", "cursor") == nil {
		t.Skip("the document has no cursor")
	}
	user := s.rows(t, 3)
	loc := []any{"query", "cursor"}
	for _, sort := range s.sorts() {
		query := sorted(sort)
		query.Set("limit", "1")
		_, next := s.page(t, user, query)
		if next == nil {
			t.Skip("the list has one item at most")
		}
		for _, other := range s.sorts() {
			if other != sort {
				next.Set("sort", other)
				wantRefused(t, s.send(t, s.listing(t, user, next)), loc)
			}
		}
		next.Set("sort", sort)
		next.Set("offset", "0")
		wantRefused(t, s.send(t, s.listing(t, user, next)), loc)
		next.Del("offset")
		cursor := next.Get("cursor")
		for _, forged := range []string{cursor[1:], cursor[:len(cursor)-1], cursor + "A", strings.ToUpper(cursor), "null", "e30", "0"} {
			next.Set("cursor", forged)
			wantRefused(t, s.send(t, s.listing(t, user, next)), loc)
		}
	}
}
