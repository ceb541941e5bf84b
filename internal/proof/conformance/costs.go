package conformance

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"testing"
)

// costly returns a description of each list that reads and sorts all items of a user with
// more items than most, although the order's index has the page: long pages and
// searches. Only the generic plan counts; a custom plan may sort if that is cheaper.
func (s subject) costly(t testing.TB, user string) []string {
	t.Helper()
	var costly []string
	explain := func(what string, query url.Values) {
		if s.list.parameter("query", what) == nil {
			return
		}
		for _, p := range s.explain(t, func() { s.page(t, user, query) }) {
			if p.Generic && p.Sorts {
				costly = append(costly, fmt.Sprintf("%s, %s: sorts\n%s\n%s", s.list.OperationID, query.Encode(), p.Statement, p.Text))
			}
		}
	}
	for _, sort := range s.sorts() {
		query := sorted(sort)
		query.Set("limit", strconv.Itoa(min(s.longestPage(), deepest)))
		explain("limit", query)
	}
	for _, text := range []string{"e", "s", "es", "é"} { // each kind is searched differently
		explain("q", url.Values{"q": {text}, "limit": {strconv.Itoa(perPage)}})
	}
	if s.changes != nil {
		costly = append(costly, s.slowFeed(t, user, perPage)...)
	}
	return costly
}

// feedBuffers is how many pages of tables and indexes a page of a feed may read besides those of
// its rows.
const feedBuffers = 60

// slowFeed returns a description of each page of a change feed that reads more than its own
// changes: the first one, one in the middle, the last one, and one with each filter. The few
// changes of a page may be sorted.
func (s subject) slowFeed(t testing.TB, user string, limit int) (slow []string) {
	t.Helper()
	explain := func(query url.Values) (next feedPage) {
		query.Set("limit", strconv.Itoa(limit))
		for _, p := range s.explain(t, func() { s.get(s.changes, user, query, &next) }) {
			faults := p.faults(true)
			if most := feedBuffers + 10*limit; p.Buffers > most {
				faults = append(faults, fmt.Sprintf("reads %d pages, more than %d", p.Buffers, most))
			}
			if len(faults) > 0 {
				slow = append(slow, fmt.Sprintf("%s, %s: %s\n%s\n%s", s.changes.OperationID, query.Encode(), strings.Join(faults, ", "), p.Statement, p.Text))
			}
		}
		return next
	}
	first := explain(url.Values{})
	explain(url.Values{"since": {first.Cursor}})
	var all feedPage
	s.get(s.changes, user, url.Values{"limit": {strconv.Itoa(s.longestPage())}}, &all)
	explain(url.Values{"since": {all.Cursor}})
	for _, f := range s.filters() {
		explain(url.Values{f.Name: asQuery(f.Parameter, full.value(f.Schema.Value).Example(1))})
	}
	return slow
}
