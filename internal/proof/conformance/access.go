package conformance

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// testAccess: without a token every operation answers 401, whatever else is wrong with the
// request. Another user is refused every item, and no item changes.
func (s subject) testAccess(t *testing.T) {
	owner, other := s.newUser(), s.newUser()
	if s.create == nil {
		for _, op := range s.all() {
			s.testNobody(t, op, owner, unknownID)
		}
		t.Skip("the document has no operation that makes an item")
	}
	before := s.any(t, owner, 1)
	for _, op := range s.all() {
		s.testNobody(t, op, owner, id(before))
	}
	for _, op := range s.onItem() {
		t.Run(op.OperationID+"/other", func(t *testing.T) {
			tags := []string{"", "*", `"0"`, `"1"`, `"2"`}
			for _, tag := range tags {
				c := s.good(t, op, other, id(before))
				for _, name := range []string{ifMatch, ifNoneMatch} {
					if tag != "" && op.parameter("header", name) != nil {
						c.header[name] = tag
					}
				}
				if op.published() != "" {
					continue // see testPublished
				}
				res := s.send(t, c).want(t, http.StatusForbidden)
				if strings.Contains(string(res.raw), owner) {
					t.Errorf("%s: the refusal tells of the owner: %s", res.call, clip(string(res.raw)))
				}
			}
		})
	}
	wantSame(t, before, s.stored(t, owner, id(before)))
}

// testNobody: the answer to a call without a token is 401, whatever it asks for.
func (s subject) testNobody(t *testing.T, op *operation, owner, id string) {
	t.Helper()
	for name, spoil := range map[string]func(*call){
		"nobody":                      func(*call) {},
		"nobody with a broken id":     func(c *call) { c.id = "x" },
		"nobody with a broken body":   func(c *call) { c.body = text("{") },
		"nobody with a broken query":  func(c *call) { c.query = url.Values{"no_such_parameter": {"1"}} },
		"nobody with an unknown item": func(c *call) { c.id = unknownID },
		"no bearer":                   func(c *call) { c.header["Authorization"] = "Basic " + s.service.Token(owner) },
		"no token":                    func(c *call) { c.header["Authorization"] = "Bearer " },
	} {
		t.Run(op.OperationID+"/"+name, func(t *testing.T) {
			c := s.good(t, op, "", id)
			spoil(&c)
			res := s.send(t, c).want(t, http.StatusUnauthorized)
			if got := res.header.Get("WWW-Authenticate"); !strings.HasPrefix(got, "Bearer") {
				t.Errorf("%s: got WWW-Authenticate %q, want Bearer", res.call, got)
			}
		})
	}
}

// unknownID is an id of no item.
const unknownID = "00000000-0000-4000-8000-000000000000"

// testListAccess: another user finds nothing through any filter, order, page or cursor, and
// a call without a token is refused.
func (s subject) testListAccess(t *testing.T) {
	needs(t, s.list, s.create)
	owner, other := s.newUser(), s.newUser()
	s.seeded(t, owner, 8)
	all := s.everything(t, owner)
	rapid.Check(t, func(t *rapid.T) {
		query := sorted(rapid.SampledFrom(s.sorts()).Draw(t, "sort"))
		for _, p := range s.filters() {
			if rapid.Bool().Draw(t, "with "+p.Name) {
				query[p.Name] = asQuery(p.Parameter, s.filterValue(t, p, all))
			}
		}
		if s.list.parameter("query", "count") != nil {
			query.Set("count", "true")
		}
		s.wantNothing(t, other, query)
		query.Set("limit", "1")
		if s.list.parameter("query", "limit") == nil {
			return
		}
		if _, next := s.page(t, owner, query); next != nil {
			if s.list.published() == "" { // otherwise it names the owner
				s.wantNothing(t, other, next)
			}
			s.send(t, call{op: s.list, id: s.parentOf(t, owner), query: next}).want(t, http.StatusUnauthorized)
		}
	})
	wantIDs(t, "the owner's list", s.everything(t, owner), all)
}

// wantNothing expects an empty list, and a count that says so.
func (s subject) wantNothing(t rapid.TB, user string, query url.Values) {
	t.Helper()
	res := s.send(t, s.listing(t, user, query)).want(t, http.StatusOK)
	if rows := res.rows(t); len(rows) > 0 || nextLink(res.header) != "" {
		t.Errorf("%s: another user finds %d items, want none: %s", res.call, len(rows), clip(string(res.raw)))
	}
	if n := res.header.Get("X-Total-Count"); n != "" && n != "0" {
		t.Errorf("%s: another user counts %s, want 0", res.call, n)
	}
}

// testUnknownIDs: an unknown id is not found, and an invalid id is refused by the name of
// its parameter.
func (s subject) testUnknownIDs(t *testing.T) {
	user := s.newUser()
	for _, op := range s.onItem() {
		for _, p := range op.parameters("path") {
			s.send(t, s.good(t, op, user, unknownID)).want(t, http.StatusNotFound)
			for _, f := range append(brokenParameter(p.Schema.Value), fault{value: "a b"}, fault{value: "%"}, fault{value: "..%2f"}) {
				v, ok := f.value.(string)
				if !ok || v == "" {
					continue // another path
				}
				t.Run(fmt.Sprintf("%s/%s", op.OperationID, quoted(v)), func(t *testing.T) {
					wantRefused(t, s.send(t, s.good(t, op, user, v)), []any{"path", p.Name})
				})
			}
		}
	}
}
