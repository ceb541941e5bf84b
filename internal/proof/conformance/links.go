package conformance

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// testLinks: through every operation that accepts a link, an item can link only to items of
// its owner. A link to another user's item is forbidden, one to a missing item is
// refused, each with its place, and nothing is linked. null unlinks.
func (s subject) testLinks(t *testing.T) {
	needs(t, s.create)
	for _, l := range s.links {
		t.Run(l.field, func(t *testing.T) {
			if s.takes(s.create, l) {
				t.Run(s.create.OperationID, func(t *testing.T) { s.testCreateLinked(t, l) })
			}
			for _, op := range s.updates() {
				if s.takes(op, l) {
					t.Run(op.OperationID, func(t *testing.T) { s.testUpdateLinked(t, op, l) })
				}
			}
		})
	}
}

// takes says whether the body of an operation may contain a link.
func (s subject) takes(op *operation, l link) bool {
	p := op.body().Properties[l.field]
	return p != nil && !p.Value.ReadOnly
}

// badLink is an invalid link, with the place in its value.
type badLink struct {
	name   string
	value  any
	loc    []any
	status int
}

// badLinks lead to items of another user, and to missing items.
func (s subject) badLinks(t rapid.TB, user string, l link) []badLink {
	t.Helper()
	theirs := s.target(t, s.newUser(), l.target)
	if to := s.named(l.target); to != nil && to.published() {
		theirs = ""
	}
	bad := s.badLinksTo(t, user, l, theirs)
	return slices.DeleteFunc(bad, func(b badLink) bool { return theirs == "" && b.status == http.StatusForbidden })
}

func (s subject) badLinksTo(t rapid.TB, user string, l link, theirs string) []badLink {
	t.Helper()
	if !l.many {
		return []badLink{
			{"foreign", theirs, nil, http.StatusForbidden},
			{"unknown", unknownID, nil, http.StatusUnprocessableEntity},
		}
	}
	mine := s.target(t, user, l.target)
	return []badLink{
		{"foreign", []any{theirs}, []any{0}, http.StatusForbidden},
		{"foreign after one's own", []any{mine, theirs}, []any{1}, http.StatusForbidden},
		{"unknown", []any{unknownID}, []any{0}, http.StatusUnprocessableEntity},
		{"unknown after one's own", []any{mine, unknownID}, []any{1}, http.StatusUnprocessableEntity},
	}
}

// wantBadLink expects a refusal with the place of the link.
func wantBadLink(t rapid.TB, r reply, bad badLink, loc ...any) {
	t.Helper()
	r.want(t, bad.status)
	wantPlaces(t, r, slices.Concat(loc, bad.loc))
	if bad.status == http.StatusUnprocessableEntity {
		wantTypes(t, r, "unknown_reference")
	}
}

func (s subject) testCreateLinked(t *testing.T, l link) {
	t.Helper()
	user := s.newUser()
	for _, bad := range s.badLinks(t, user, l) {
		t.Run(bad.name, func(t *testing.T) {
			body := s.example(t, user, s.create, full, 1)
			body[l.field] = bad.value
			before := s.everything(t, user)
			wantBadLink(t, s.send(t, call{op: s.create, user: user, body: body}), bad, "body", l.field)
			s.wantListed(t, user, before)
		})
	}
	for _, v := range s.goodLinks(t, user, s.create, l) {
		body := s.example(t, user, s.create, full, 1)
		body[l.field] = v
		item := s.made(t, user, body)
		s.wantStored(t, user, item)
		s.wantLinked(t, user, item, l, v)
	}
}

func (s subject) testUpdateLinked(t *testing.T, op *operation, l link) {
	t.Helper()
	user := s.newUser()
	item := s.any(t, user, 1)
	for _, bad := range s.badLinks(t, user, l) {
		t.Run(bad.name, func(t *testing.T) {
			body := map[string]any{l.field: bad.value}
			wantBadLink(t, s.send(t, call{op: op, id: id(item), user: user, body: body}), bad, "body", l.field)
			wantSame(t, item, s.stored(t, user, id(item)))
		})
	}
	if l.tree && !s.service.NoPolicy {
		t.Run("circle", func(t *testing.T) { s.testCircle(t, op, l) })
	}
	for _, v := range s.goodLinks(t, user, op, l) {
		item = s.updated(t, op, user, item, map[string]any{l.field: v})
		s.wantLinked(t, user, item, l, v)
		item = s.updated(t, op, user, item, map[string]any{})
		s.wantLinked(t, user, item, l, v)
	}
}

// goodLinks are valid values of a link.
func (s subject) goodLinks(t rapid.TB, user string, op *operation, l link) []any {
	t.Helper()
	a, b := s.target(t, user, l.target), s.target(t, user, l.target)
	if to := s.named(l.target); to != nil && to.published() {
		b = s.target(t, s.newUser(), l.target) // what everybody reads, everybody links to
	}
	if l.many {
		all := []any{[]any{a, b}, []any{b}, []any{}, []any{a}, []any{b, a}, []any{strings.ToUpper(a)}}
		if op.body().Properties[l.field].Value.MinItems > 0 {
			all = slices.Delete(all, 2, 3)
		}
		return all
	}
	all := []any{a, b, strings.ToUpper(a)}
	if slices.ContainsFunc(s.unique, func(fields []string) bool { return slices.Equal(fields, []string{l.field}) }) && op == s.create {
		all = []any{a, strings.ToUpper(b)}
	}
	if op.body().Properties[l.field].Value.Nullable {
		all = append(all, nil, nil, b)
		if op == s.create {
			all = all[:len(all)-1]
		}
	}
	return all
}

// wantLinked expects that a link has the value that was set, in a reply, or if no reply
// shows it, in an expansion.
func (s subject) wantLinked(t rapid.TB, user string, item row, l link, want any) {
	t.Helper()
	if l.shown {
		if got := item[l.field]; !same(s.schema().Properties[l.field].Value, decode(t, encode(t, want)), got) {
			t.Errorf("%s: got %v, want %v", l.field, got, want)
		}
		return
	}
	for _, e := range s.expansions {
		if e.of != l.field || s.read == nil {
			continue
		}
		got := ids(asRows(s.expanded(t, user, id(item), e.name)[e.name]))
		list, _ := want.([]any)
		if !sameSet(toAny(got), list) {
			t.Errorf("%s: %s shows %v, want %v", l.field, e.name, got, want)
		}
	}
}

func toAny(texts []string) []any {
	var all []any
	for _, v := range texts {
		all = append(all, v)
	}
	return all
}
