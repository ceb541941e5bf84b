package conformance

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// Plans show how a database finds what a list answers with, among many rows. Who
// has the database has it answer these; this package knows none.
type Plans struct {
	// Rows is how many rows there are to be in all, over all owners.
	Rows int
	// Thicken copies what a user has so many times, for the same user.
	Thicken func(t testing.TB, user string, times int)
	// Grow copies what a user has for so many owners more, and lets the database take
	// stock.
	Grow func(t testing.TB, user string, owners int)
	// Explain runs the statements that are sent while serve runs again, and returns
	// the plans of each: that for its values, and that for any.
	Explain func(t testing.TB, serve func()) []Plan
}

// Plan is how a database runs a statement.
type Plan struct {
	Statement string
	Text      string // as the database puts it
	Scans     []Scan
	Sorts     bool // it sorts rows, where an index could have had them in order
	Buffers   int  // how many pages of tables and indexes it reads
	Generic   bool // it is that for any values
}

// Scan is how a plan finds rows of a table.
type Scan struct {
	Table   string
	Index   string // "" for a reading of the whole table
	ByOwner bool   // the index begins with the owner, and is searched by that
	ByKey   bool   // the index is that of the ids, and is searched by those
	ByIDs   bool   // the index is searched by ids
	Primary bool   // the index is the primary key
}

// faults are what is wrong with a plan, in words.
func (p Plan) faults(maySort bool) []string {
	var all []string
	for _, scan := range p.Scans {
		switch {
		case scan.Index == "":
			all = append(all, "reads the whole of "+scan.Table)
		case !scan.ByOwner && !scan.ByKey:
			all = append(all, "searches "+scan.Index+" otherwise than by the owner")
		}
	}
	if p.Sorts && !maySort {
		all = append(all, "sorts")
	}
	return all
}

// fewIDs are so many of the rows of an owner that an index of the ids finds them for less than
// one of the owner's.
const fewIDs = 10

// besideKey are the faults of a plan that is to find rows by their ids. An index of the ids
// may be narrowed by the owner's part of the primary key.
func (p Plan) besideKey() []string {
	var all []string
	for _, scan := range p.Scans {
		if !scan.ByIDs && !scan.Primary {
			all = append(all, cmp.Or(scan.Index, scan.Table)+" is not searched by ids")
		}
	}
	if !slices.ContainsFunc(p.Scans, func(scan Scan) bool { return scan.ByIDs }) {
		all = append(all, "no index is searched by ids")
	}
	return all
}

// SlowLists asks how the lists of a service are found when there are many rows,
// and returns, in words, those that no index that begins with the owner finds, or
// that are sorted where an order without a filter was asked for: each order, on the
// first page and on later ones, each filter, and a count. It also returns the pages
// that read more the later they are, or the more rows others have, and those that sort
// all that somebody has.
func SlowLists(t testing.TB, service Service) []string {
	t.Helper()
	s, err := newSuite(service)
	if err != nil {
		t.Fatal(err)
	}
	some, many := s.newUser(), s.newUser()
	owners := service.Plans.Rows / max(s.template(t, some, many), 1)
	service.Plans.Thicken(t, many, deepest*perPage/templates+2)
	service.Plans.Grow(t, some, owners/10)
	few := s.pagesRead(t, many)
	service.Plans.Grow(t, some, owners-owners/10)
	slow := s.pagesRead(t, many).slow(few)
	for _, r := range s.resources {
		if r.list != nil && r.create != nil {
			slow = append(slow, subject{s, r}.slow(t, some)...)
		}
		if r.list != nil && r.create != nil && r.parent == nil {
			slow = append(slow, subject{s, r}.costly(t, many)...)
		}
	}
	return slow
}

// templates is how many rows of each resource are copied.
const templates = 200

// template makes items of every resource for users, and some in every sub-list, those
// of one among those of the other. It returns how many each has.
func (s *suite) template(t testing.TB, users ...string) int {
	t.Helper()
	n := 0
	for _, r := range s.resources {
		if r.create == nil || r.list == nil {
			continue
		}
		sub := subject{s, r}
		for i := range templates {
			if r.parent != nil && i >= templates/4 {
				break
			}
			for _, user := range users {
				body := shortened(r.create.body(), anything.object(r.create.body()).Example(i), i)
				sub.madeIn(t, user, sub.parentOf(t, user), sub.own(t, user, r.create.body(), body))
			}
			n++
		}
		for i := range sub.inTrash() {
			for _, user := range users {
				sub.send(t, call{op: r.delete, id: id(sub.any(t, user, i)), user: user}).want(t, http.StatusNoContent)
			}
			n++
		}
	}
	return n
}

// inTrash is how many items more are copied that are in the trash, where there is one.
func (s subject) inTrash() int {
	if s.restore == nil || s.parent != nil {
		return 0
	}
	return templates / 10
}

// shortened is a body with short texts, because a million of them are written.
func shortened(schema *openapi3.Schema, body map[string]any, n int) map[string]any {
	for name, v := range body {
		p := schema.Properties[name].Value
		if text, ok := v.(string); ok && isTextual(p) && len(text) > 20 {
			if short, ok := freshText(p, n); ok {
				body[name] = short
			}
		}
	}
	return body
}

// slow asks for the plans of one list.
func (s subject) slow(t testing.TB, user string) []string {
	t.Helper()
	var slow []string
	limit := strconv.Itoa(min(perPage, s.longestPage()))
	explain := func(what string, query url.Values, maySort bool) url.Values {
		var next url.Values
		for _, p := range s.explain(t, func() { _, next = s.page(t, user, query) }) {
			if faults := p.faults(maySort); len(faults) > 0 {
				slow = append(slow, fmt.Sprintf("%s, %s: %s\n%s\n%s", s.list.OperationID, what, strings.Join(faults, ", "), p.Statement, p.Text))
			}
		}
		return next
	}
	for i, sort := range s.sorts() {
		maySort := s.maySort(t, i)
		query := sorted(sort)
		query.Set("limit", limit)
		next := explain("sort="+sort+", the first page", query, maySort)
		for range 2 {
			if next != nil {
				_, next = s.page(t, user, next)
			}
		}
		if next != nil {
			explain("sort="+sort+", a later page", next, maySort)
		}
	}
	among, _ := s.page(t, user, url.Values{"limit": {strconv.Itoa(s.longestPage())}})
	for _, f := range s.filters() {
		explain("filter "+f.Name, url.Values{f.Name: s.oneValue(f, among), "limit": {limit}}, true)
		if !f.byIDs() || s.parent != nil {
			continue
		}
		for _, n := range []int{1, fewIDs} {
			query := url.Values{f.Name: ids(among[:min(n, mostIDs(f.Schema.Value), len(among))])}
			for _, p := range s.explain(t, func() { s.page(t, user, query) }) {
				if faults := p.besideKey(); len(faults) > 0 {
					slow = append(slow, fmt.Sprintf("%s, %d ids: %s\n%s\n%s", s.list.OperationID, len(query[f.Name]), strings.Join(faults, ", "), p.Statement, p.Text))
				}
			}
		}
	}
	if s.list.parameter("query", deletedParam) != nil {
		explain("in the trash", url.Values{deletedParam: {"only"}, "limit": {limit}}, true)
		explain("in the trash too", url.Values{deletedParam: {"with"}, "limit": {limit}}, s.parent != nil)
	}
	if s.changes != nil && s.parent == nil {
		slow = append(slow, s.slowFeed(t, user, perPage)...)
	}
	if s.list.parameter("query", "count") != nil {
		explain("count", url.Values{"count": {"true"}, "limit": {limit}}, s.parent != nil)
	}
	return slow
}

// explain returns the plans of what is sent while serve runs. Those of a sub-list are
// for its values only: of the rows of any parent, PostgreSQL expects so few that it
// takes sorting them to cost nothing.
func (s subject) explain(t testing.TB, serve func()) []Plan {
	t.Helper()
	plans := s.service.Plans.Explain(t, serve)
	if s.parent == nil {
		return plans
	}
	return slices.DeleteFunc(plans, func(p Plan) bool { return p.Generic })
}

// maySort says whether a list may be sorted in its nth order: a sub-list is in order
// only as it is without being asked, and only where its items themselves have the link. One
// of published items is asked for those of one owner, by the suite alone.
func (s subject) maySort(t testing.TB, n int) bool {
	t.Helper()
	if s.parent == nil {
		return false
	}
	l, back := s.through(t)
	return n > 0 || back || l.many || s.list.published() != ""
}

// oneValue is a value of a filter: what an item has, where that is one.
func (s subject) oneValue(f filter, among []row) []string {
	for _, item := range among {
		v := item[f.fields[0]]
		text, ok := v.(string)
		if v == nil || f.op == "is_null" || f.op == search || ok && isTextual(f.Schema.Value) && !accepts(f.Schema.Value, text) {
			continue
		}
		return asQuery(f.Parameter, v)
	}
	return asQuery(f.Parameter, full.value(f.Schema.Value).Example(slices.Index(operators, f.op)+1))
}
