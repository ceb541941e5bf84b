package conformance

import (
	"fmt"
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
	// Grow copies what a user has for so many other owners, and lets the database
	// take stock.
	Grow func(t testing.TB, user string, owners int)
	// Explain returns the plans of the statements that are sent while serve runs.
	Explain func(t testing.TB, serve func()) []Plan
}

// Plan is how a database runs a statement.
type Plan struct {
	Statement string
	Text      string // as the database puts it
	Scans     []Scan
	Sorts     bool // it sorts rows, where an index could have had them in order
}

// Scan is how a plan finds rows of a table.
type Scan struct {
	Table   string
	Index   string // "" for a reading of the whole table
	ByOwner bool   // the index begins with the owner, and is searched by that
	ByKey   bool   // the index is that of the ids, and is searched by those
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

// SlowLists asks how the lists of an application are found when there are many rows,
// and returns, in words, those that no index that begins with the owner finds, or
// that are sorted where an order without a filter was asked for: each order, on the
// first page and on a later one, each filter, and a count.
func SlowLists(t testing.TB, app App) []string {
	t.Helper()
	s, err := newSuite(app)
	if err != nil {
		t.Fatal(err)
	}
	user := s.newUser()
	rows := s.template(t, user)
	app.Plans.Grow(t, user, app.Plans.Rows/max(rows, 1))
	var slow []string
	for _, r := range s.resources {
		if r.list != nil && r.create != nil {
			slow = append(slow, subject{s, r}.slow(t, user)...)
		}
	}
	return slow
}

// templates is how many rows of each resource are copied.
const templates = 200

// template makes items of every resource for a user, and some in every sub-list. It
// returns how many.
func (s *suite) template(t testing.TB, user string) int {
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
			body := shortened(r.create.body(), anything.object(r.create.body()).Example(i), i)
			sub.madeIn(t, user, sub.parentOf(t, user), sub.own(t, user, r.create.body(), body))
			n++
		}
	}
	return n
}

// shortened is a body whose texts are short: a million of them are to be written.
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
	limit := strconv.Itoa(min(10, s.longestPage()))
	explain := func(what string, query url.Values, maySort bool) url.Values {
		var next url.Values
		for _, p := range s.app.Plans.Explain(t, func() { _, next = s.page(t, user, query) }) {
			if faults := p.faults(maySort); len(faults) > 0 {
				slow = append(slow, fmt.Sprintf("%s, %s: %s\n%s\n%s", s.list.OperationID, what, strings.Join(faults, ", "), p.Statement, p.Text))
			}
		}
		return next
	}
	for i, sort := range s.sorts() {
		// A sub-list is in order only as it is without being asked.
		maySort := s.parent != nil && (i > 0 || !s.ordered(t))
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
	among := s.everything(t, user)
	for _, f := range s.filters() {
		explain("filter "+f.Name, url.Values{f.Name: s.oneValue(f, among), "limit": {limit}}, true)
	}
	if s.list.parameter("query", "count") != nil {
		explain("count", url.Values{"count": {"true"}, "limit": {limit}}, s.parent != nil)
	}
	return slow
}

// ordered says whether an index can have the sub-list in order: where its items
// themselves have the link.
func (s subject) ordered(t testing.TB) bool {
	t.Helper()
	l, back := s.through(t)
	return !back && !l.many
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
