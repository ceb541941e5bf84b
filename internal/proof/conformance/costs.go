package conformance

import (
	"fmt"
	"net/url"
	"strconv"
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
	return costly
}
