package conformance

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// xStable names, at the parameter sort, the fields whose values never change.
const xStable = "x-stable"

// stable are the fields that give an item a permanent place in the order.
func (s subject) stable() []string {
	p := s.list.parameter("query", "sort")
	if p == nil {
		return nil
	}
	all, _ := p.Extensions[xStable].([]any)
	return strings.Fields(strings.Trim(fmt.Sprint(all), "[]"))
}

// testMoving: between two pages, items are created and deleted. No other item is missed or
// repeated; in a stable order not even if every item is changed meanwhile.
func (s subject) testMoving(t *testing.T) {
	needs(t, s.list, s.create)
	if s.list.parameter("query", "cursor") == nil || s.list.parameter("query", "limit") == nil {
		t.Skip("the list is on one page")
	}
	said := s.list.Description
	for _, sort := range s.sorts() {
		t.Run(sort, func(t *testing.T) {
			field := strings.TrimPrefix(sort, "-")
			steady := slices.Contains(s.stable(), field)
			if !steady && !strings.Contains(said, field) {
				t.Errorf("the description says nothing of the order by %s: %s", field, said)
			}
			for _, op := range s.updates() {
				if p := op.body().Properties[field]; steady && p != nil && !p.Value.ReadOnly {
					t.Errorf("%s sets %s, which is said never to change", op.OperationID, field)
				}
			}
			user := s.newUser()
			s.seeded(t, user, 9)
			stay := s.pages(t, user, sorted(sort))
			query := sorted(sort)
			query.Set("limit", "2")
			got := s.pagesWhile(t, user, query, func(page int, seen []row) {
				if page < 5 {
					s.any(t, user, 100+page)
				}
				if steady {
					s.changeAll(t, user, stay, page)
				}
				if s.delete != nil && len(s.links) == 0 && page == 1 { // nothing links to it
					s.send(t, call{op: s.delete, id: id(seen[0]), user: user})
				}
			})
			want := ids(stay)
			if among := ids(only(got, want)); !slices.Equal(among, want) {
				t.Errorf("got the items %s of %s", among, want)
			}
		})
	}
}

// pagesWhile lists all pages, and does something after each but the last.
func (s subject) pagesWhile(t *testing.T, user string, query url.Values, between func(page int, seen []row)) []row {
	t.Helper()
	var all []row
	for page := 1; query != nil && page < 20; page++ {
		var rows []row
		rows, query = s.page(t, user, query)
		all = append(all, rows...)
		between(page, all)
	}
	return all
}

// changeAll updates all fields of the items that still exist.
func (s subject) changeAll(t *testing.T, user string, items []row, seed int) {
	t.Helper()
	for _, op := range s.updates()[:min(1, len(s.updates()))] {
		for i, item := range items {
			s.send(t, call{op: op, id: id(item), user: user, body: s.example(t, user, op, full, seed*10+i)})
		}
	}
}

// only returns the rows with one of the ids.
func only(rows []row, ids []string) []row {
	return slices.DeleteFunc(rows, func(item row) bool { return !slices.Contains(ids, id(item)) })
}
