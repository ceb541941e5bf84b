package conformance

import (
	"net/http"
	"net/url"
	"slices"
	"testing"
)

// testPublished: what is published is the same for every user who has signed in, in a list
// among the items of others, and by itself; who wrote it is what the owner's field says, and
// nobody else writes it.
func (s subject) testPublished(t *testing.T) {
	if !s.published() {
		t.Skip("it is not published")
	}
	needs(t, s.create, s.list, s.read)
	owner, other := s.newUser(), s.newUser()
	theirs := s.any(t, other, 2)
	item := s.any(t, owner, 1)
	field := s.list.published()
	if field == "" || s.read.published() != field || item[field] != owner {
		t.Errorf("the owner is %v, in the field %q of the list and %q of one, want %s", item[field], field, s.read.published(), owner)
	}
	for _, user := range []string{owner, other, s.newUser()} {
		wantSame(t, item, s.stored(t, user, id(item)))
		for _, of := range []row{item, theirs} {
			query := url.Values{field: {of[field].(string)}} //nolint:forcetypeassert // it was compared
			wantIDs(t, "the items of one user", s.pages(t, user, query), []row{of})
		}
		all := s.send(t, call{op: s.list, user: user}).want(t, http.StatusOK).rows(t)
		for _, of := range []row{item, theirs} { // the latest, on the first page of a list by id
			if len(all) < s.longestPage() && !slices.Contains(ids(all), id(of)) {
				t.Errorf("%s: %s is not in the list of %s", s.name, id(of), user)
			}
		}
	}
	for _, op := range s.onItem() {
		if op == s.read {
			continue
		}
		s.send(t, s.good(t, op, other, id(item))).want(t, http.StatusForbidden)
	}
	for _, on := range s.onMany() {
		c, loc := on(other, id(theirs), id(item))
		wantPlaces(t, s.send(t, c).want(t, http.StatusForbidden), append(loc, 1))
	}
	wantSame(t, item, s.stored(t, other, id(item)))
	wantSame(t, theirs, s.stored(t, owner, id(theirs)))
	s.send(t, call{op: s.list, query: url.Values{}}).want(t, http.StatusUnauthorized)
	s.send(t, call{op: s.read, id: id(item)}).want(t, http.StatusUnauthorized)
}
