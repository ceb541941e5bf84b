package conformance

import (
	"fmt"
	"net/url"
	"strconv"
	"testing"
)

// costly returns, in words, the lists that read and sort all that a user has, who has
// more than most, where the order's index has the page: one that is longer than the
// list of most users, and a search. The plan for any values holds for them; one for
// theirs may sort, where that is cheaper.
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
	for _, text := range []string{"e", "s", "es", "é"} { // which are not looked for alike
		explain("q", url.Values{"q": {text}, "limit": {strconv.Itoa(perPage)}})
	}
	return costly
}
