package conformance

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"testing"
)

// A user's list of each resource fills so many pages of so many items.
const (
	deepest = 1000
	perPage = 2
)

// depths are the pages that are measured. In a list by a nullable field they include pages
// with values, pages with nulls, and both kinds after one cursor.
var depths = []int{1, 2, 300, 600, deepest}

// height is how many more buffers a page may read because of its place: an index of more
// rows is higher, and it is descended twice if rows with a value and rows without one
// both follow.
const height = 8

// pagesRead is how much pages of lists read, by list and order, then by number.
type pagesRead map[string]map[int]pageRead

type pageRead struct {
	buffers int
	plan    Plan // the dearest one
}

// pagesRead measures the pages of each list that an index has in order.
func (s *suite) pagesRead(t testing.TB, user string) pagesRead {
	t.Helper()
	all := pagesRead{}
	for _, r := range s.resources {
		if r.list == nil || r.create == nil || r.list.parameter("query", "cursor") == nil {
			continue
		}
		sub := subject{s, r}
		for i, sort := range sub.sorts() {
			if !sub.maySort(t, i) {
				all[r.list.OperationID+", sort="+sort] = sub.pagesRead(t, user, sort)
			}
		}
	}
	return all
}

func (s subject) pagesRead(t testing.TB, user, sort string) map[int]pageRead {
	t.Helper()
	read := map[int]pageRead{}
	for _, number := range depths {
		query := sorted(sort)
		query.Set("limit", strconv.Itoa(perPage))
		if number > 2 { // the cursor comes from the previous page
			query.Set("offset", strconv.Itoa((number-2)*perPage))
		}
		if number > 1 {
			if _, query = s.page(t, user, query); query == nil {
				if s.parent == nil { // copies of items are below copies of their parents
					t.Fatalf("%s, sort=%s: there is no page %d", s.list.OperationID, sort, number)
				}
				continue
			}
		}
		most := pageRead{}
		for _, p := range s.explain(t, func() { s.page(t, user, query) }) {
			if p.Buffers >= most.buffers {
				most = pageRead{p.Buffers, p}
			}
		}
		read[number] = most
	}
	return read
}

// slow returns a description of each page that reads more than twice as much as the first
// one, or as it did among few rows.
func (all pagesRead) slow(few pagesRead) []string {
	var slow []string
	for _, list := range slices.Sorted(maps.Keys(all)) {
		first := all[list][1].buffers
		for _, number := range slices.Sorted(maps.Keys(all[list])) {
			page := all[list][number]
			say := func(format string, than int) {
				if page.buffers > 2*than+height {
					slow = append(slow, fmt.Sprintf("%s, page %d: reads %d buffers, "+format+"\n%s\n%s", list, number, page.buffers, than, page.plan.Statement, page.plan.Text))
				}
			}
			say("and the first page %d", first)
			say("and %d among a tenth of the rows", few[list][number].buffers)
		}
	}
	return slow
}
