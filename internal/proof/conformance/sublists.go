package conformance

import (
	"bytes"
	"cmp"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// listing is a call of the list, or of the sub-list below the user's own parent.
func (s subject) listing(t rapid.TB, user string, query url.Values) call {
	t.Helper()
	if owner := s.list.published(); owner != "" && user != "" && !query.Has(owner) {
		query = maps.Clone(query)
		if query == nil {
			query = url.Values{}
		}
		query.Set(owner, user) // of the items of all users, those of one: each test has its own
	}
	return call{op: s.list, id: s.parentOf(t, user), user: user, query: query}
}

// parentOf is the id of the parent of a user's sub-list, one for each user. It is empty for
// a list that is not a sub-list.
func (s subject) parentOf(t rapid.TB, user string) string {
	t.Helper()
	if s.parent == nil {
		return ""
	}
	if user == "" {
		return unknownID
	}
	key := user + " " + s.list.OperationID
	s.mu.Lock()
	known := slices.Clone(s.targets[key])
	s.mu.Unlock()
	if len(known) == 0 {
		known = []string{s.target(t, user, s.parent.schemaName())}
		s.mu.Lock()
		s.targets[key] = known
		s.mu.Unlock()
	}
	return known[0]
}

// madeIn creates an item below a parent, or without one if the list is not a sub-list.
func (s subject) madeIn(t rapid.TB, user, parent string, body map[string]any) row {
	t.Helper()
	if s.parent == nil {
		return s.made(t, user, body)
	}
	s.mu.Lock()
	way, known := s.ways[s.list]
	s.mu.Unlock()
	if !known {
		way.link, way.back = s.through(t)
		s.mu.Lock()
		s.ways[s.list] = way
		s.mu.Unlock()
	}
	return s.linkIn(t, user, parent, body, way.link, way.back)
}

// linked is a body with a link to an item.
func linked(l link, body map[string]any, to string) map[string]any {
	body[l.field] = to
	if l.many {
		body[l.field] = []any{to}
	}
	return body
}

// through is the link that puts an item into the sub-list: a link of the item, or one of
// the parent. If there are several candidates, trying shows which.
func (s subject) through(t rapid.TB) (l link, back bool) {
	t.Helper()
	to, from := linksTo(s.links, s.parent), linksTo(s.parent.links, s.resource)
	if len(to)+len(from) == 0 {
		t.Fatalf("%s: no link leads to %s, and none back", s.name, s.parent.name)
	}
	if len(to) == 1 && len(from) == 0 {
		return to[0], false
	}
	for i, l := range slices.Concat(to, from) {
		user := s.newUser()
		item := s.linkIn(t, user, s.parentOf(t, user), s.example(t, user, s.create, bare, 1), l, i >= len(to))
		if slices.Contains(ids(s.everything(t, user)), id(item)) {
			return l, i >= len(to)
		}
	}
	t.Fatalf("%s: no link puts an item into it", s.name)
	return l, false
}

// linksTo are the links to a resource.
func linksTo(links []link, to *resource) []link {
	return slices.DeleteFunc(slices.Clone(links), func(l link) bool { return l.target != to.schemaName() })
}

// linkIn creates an item and links it to a parent, or the parent back to it.
func (s subject) linkIn(t rapid.TB, user, parent string, body map[string]any, l link, back bool) row {
	t.Helper()
	if !back {
		return s.made(t, user, linked(l, body, parent))
	}
	item := s.made(t, user, body)
	key := "children " + s.list.OperationID + parent
	s.mu.Lock()
	s.targets[key] = append(s.targets[key], id(item))
	all := slices.Clone(s.targets[key])
	s.mu.Unlock()
	change := map[string]any{l.field: all}
	if !l.many {
		change[l.field] = id(item)
	}
	s.send(t, call{op: cmp.Or(s.parent.patch, s.parent.put), id: parent, user: user, body: change}).want(t, http.StatusOK)
	return item
}

// testSubList: the list of a parent has exactly the items that belong to it, and only the
// parent's owner reaches it.
func (s subject) testSubList(t *testing.T) {
	needs(t, s.create)
	user, other := s.newUser(), s.newUser()
	mine, second := s.parentOf(t, user), s.target(t, user, s.parent.schemaName())
	var want []row
	for i := range 3 {
		want = append(want, s.madeIn(t, user, mine, s.example(t, user, s.create, anything, i)))
		s.madeIn(t, user, second, s.example(t, user, s.create, anything, i))
		s.made(t, user, s.example(t, user, s.create, bare, i))
		s.madeIn(t, other, s.parentOf(t, other), s.example(t, other, s.create, anything, i))
	}
	s.wantListed(t, user, want)
	others := http.StatusForbidden
	if s.parent.published() {
		others = http.StatusOK
	}
	for _, c := range []struct {
		name, user, parent string
		status             int
	}{
		{"owner", user, second, http.StatusOK},
		{"other", other, mine, others},
		{"nobody", "", mine, http.StatusUnauthorized},
		{"of nothing", user, unknownID, http.StatusNotFound},
		{"nobody, of nothing", "", unknownID, http.StatusUnauthorized},
	} {
		t.Run(c.name, func(t *testing.T) {
			s.send(t, call{op: s.list, id: c.parent, user: c.user}).want(t, c.status)
			s.send(t, call{op: s.list, id: c.parent, user: c.user, query: url.Values{"no_such_parameter": {"1"}}}).want(t, refusedOr(c.status))
		})
	}
	for _, p := range s.list.parameters("path") {
		for _, f := range brokenParameter(p.Schema.Value) {
			if v, ok := f.value.(string); ok && v != "" {
				wantRefused(t, s.send(t, call{op: s.list, id: v, user: user}), []any{"path", p.Name})
			}
		}
	}
	if whole := s.named(s.schemaName()).list; whole != nil {
		t.Run("parameters", func(t *testing.T) { s.wantSameParameters(t, whole, s.list) })
	}
}

// refusedOr is the status of an invalid request that would otherwise get status: a refusal
// of access comes first.
func refusedOr(status int) int {
	if status == http.StatusUnauthorized {
		return status
	}
	return http.StatusUnprocessableEntity
}

// wantSameParameters expects that a sub-list has the parameters of the list.
func (s subject) wantSameParameters(t *testing.T, list, sub *operation) {
	t.Helper()
	for _, p := range list.parameters("query") {
		q := sub.parameter("query", p.Name)
		if f := filterOf(p); q == nil && s.linkAt(f.fields[0]) != nil && s.linkAt(f.fields[0]).target == s.parent.schemaName() {
			continue // that is the parent itself
		}
		if q == nil {
			t.Errorf("%s has no parameter %s, want it: %s has it", sub.OperationID, p.Name, list.OperationID)
		} else if a, b := encode(t, p), encode(t, q); !bytes.Equal(a, b) {
			t.Errorf("%s: the parameter %s is %s, want it as in %s: %s", sub.OperationID, p.Name, b, list.OperationID, a)
		}
	}
}

// subWay is how an item gets into a sub-list.
type subWay struct {
	link link
	back bool // the parent has the link
}
