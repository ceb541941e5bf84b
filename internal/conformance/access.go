package conformance

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// testAccess: nobody is told to authenticate by every operation, whatever else is
// wrong; another user is refused every item, and nothing of it changes.
func (s subject) testAccess(t *testing.T) {
	needs(t, s.create)
	owner, other := s.newUser(), s.newUser()
	before := s.any(t, owner, 1)
	for _, op := range s.all() {
		for name, c := range map[string]call{
			"nobody":                      {op: op, id: id(before), body: s.harmless(op)},
			"nobody with a broken id":     {op: op, id: "x", body: s.harmless(op)},
			"nobody with a broken body":   {op: op, id: id(before), body: text("{")},
			"nobody with a broken query":  {op: op, id: id(before), body: s.harmless(op), query: url.Values{"no_such_parameter": {"1"}}},
			"nobody with an unknown item": {op: op, id: s.unknownID(), body: s.harmless(op)},
			"no bearer":                   {op: op, id: id(before), body: s.harmless(op), header: map[string]string{"Authorization": "Basic " + s.app.Token(owner)}},
			"no token":                    {op: op, id: id(before), body: s.harmless(op), header: map[string]string{"Authorization": "Bearer "}},
		} {
			t.Run(op.OperationID+"/"+name, func(t *testing.T) {
				res := s.send(t, c).want(t, http.StatusUnauthorized)
				if got := res.header.Get("WWW-Authenticate"); !strings.HasPrefix(got, "Bearer") {
					t.Errorf("%s: got WWW-Authenticate %q, want Bearer", res.call, got)
				}
			})
		}
	}
	for _, op := range s.onItem() {
		t.Run(op.OperationID+"/other", func(t *testing.T) {
			tags := []string{"", "*", `"0"`, `"1"`, `"2"`}
			for _, tag := range tags {
				c := call{op: op, id: id(before), user: other, body: s.harmless(op), header: map[string]string{}}
				for _, name := range []string{ifMatch, ifNoneMatch} {
					if tag != "" && op.parameter("header", name) != nil {
						c.header[name] = tag
					}
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

// unknownID is an id of no item.
func (s subject) unknownID() string {
	if p := s.onItem()[0].parameters("path")[0]; kind(p.Schema.Value) == "integer" {
		return "2147483647"
	}
	return "00000000-0000-4000-8000-000000000000"
}

// testListAccess: through every filter, order, page and cursor, another user finds
// nothing, and nobody is let in.
func (s subject) testListAccess(t *testing.T) {
	needs(t, s.list, s.create)
	owner, other := s.newUser(), s.newUser()
	s.seeded(t, owner, 8)
	all := s.everything(t, owner)
	rapid.Check(t, func(t *rapid.T) {
		query := sorted(rapid.SampledFrom(s.sorts()).Draw(t, "sort"))
		for _, p := range s.filters() {
			if rapid.Bool().Draw(t, "with "+p.Name) {
				query[p.Name] = asText(s.filterValue(t, p, all))
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
			s.wantNothing(t, other, next)
			s.send(t, call{op: s.list, query: next}).want(t, http.StatusUnauthorized)
		}
	})
	wantIDs(t, "the owner's list", s.everything(t, owner), all)
}

// wantNothing expects an empty list, and a count that says so.
func (s subject) wantNothing(t rapid.TB, user string, query url.Values) {
	t.Helper()
	res := s.send(t, call{op: s.list, user: user, query: query}).want(t, http.StatusOK)
	if rows := res.rows(t); len(rows) > 0 || res.header.Get("Link") != "" {
		t.Errorf("%s: another user finds %d items, want none: %s", res.call, len(rows), clip(string(res.raw)))
	}
	if n := res.header.Get("X-Total-Count"); n != "" && n != "0" {
		t.Errorf("%s: another user counts %s, want 0", res.call, n)
	}
}

// testUnknownIDs: an id of nothing is not found, and one that is none is refused
// by its name.
func (s subject) testUnknownIDs(t *testing.T) {
	user := s.newUser()
	for _, op := range s.onItem() {
		for _, p := range op.parameters("path") {
			s.send(t, call{op: op, id: s.unknownID(), user: user, body: s.harmless(op)}).want(t, http.StatusNotFound)
			for _, f := range append(brokenParameter(p.Schema.Value), fault{value: "a b"}, fault{value: "%"}, fault{value: "..%2f"}) {
				v, ok := f.value.(string)
				if !ok || v == "" {
					continue // another path
				}
				t.Run(fmt.Sprintf("%s/%s", op.OperationID, quoted(v)), func(t *testing.T) {
					wantRefused(t, s.send(t, call{op: op, id: v, user: user, body: s.harmless(op)}), []any{"path", p.Name})
				})
			}
		}
	}
}
