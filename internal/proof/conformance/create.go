package conformance

import (
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// made creates an item, and returns it with its body.
func (s subject) made(t rapid.TB, user string, body any) row {
	t.Helper()
	res := s.send(t, call{op: s.create, user: user, body: body}).want(t, http.StatusCreated)
	item := res.row(t)
	if location := res.header.Get("Location"); s.create.Responses.Status(http.StatusCreated).Value.Headers["Location"] != nil &&
		location != s.collection+"/"+id(item) {
		t.Errorf("%s: got Location %s, want the path of %s", res.call, location, id(item))
	}
	return item
}

// id is the id of an item, as in its path.
func id(item row) string { return fmt.Sprint(item[idField]) }

// stored reads an item again, by its path or in the list.
func (s subject) stored(t rapid.TB, user, id string) row {
	t.Helper()
	if s.read != nil {
		return s.send(t, call{op: s.read, id: id, user: user}).want(t, http.StatusOK).row(t)
	}
	if s.list == nil {
		t.Fatalf("%s: neither reading one nor listing all is in the document", s.name)
	}
	for _, item := range s.everything(t, user) {
		if fmt.Sprint(item[idField]) == id {
			return item
		}
	}
	t.Fatalf("%s is not in the list of its owner", id)
	return nil
}

// wantStored expects that a read returns the same item.
func (s subject) wantStored(t rapid.TB, user string, item row) {
	t.Helper()
	if s.read != nil || s.list != nil {
		wantSame(t, item, s.stored(t, user, id(item)))
	}
}

// wantListed expects that a user has exactly these items.
func (s subject) wantListed(t rapid.TB, user string, want []row) {
	t.Helper()
	if s.list == nil {
		return
	}
	byID := func(a, b row) int { return strings.Compare(id(a), id(b)) }
	got := slices.SortedFunc(slices.Values(s.everything(t, user)), byID)
	if want := slices.SortedFunc(slices.Values(want), byID); !slices.EqualFunc(got, want, func(a, b row) bool { return reflect.DeepEqual(a, b) }) {
		t.Errorf("%s: the list is %v, want %v", s.name, got, want)
	}
}

// any creates an item with a value in every field.
func (s subject) any(t rapid.TB, user string, seed int) row {
	t.Helper()
	return s.made(t, user, s.example(t, user, s.create, full, seed))
}

// testCreate: the service accepts whatever the schema accepts, and every reply shows the
// same item.
func (s subject) testCreate(t *testing.T) {
	needs(t, s.create)
	rapid.Check(t, func(t *rapid.T) {
		user := s.newUser()
		body := s.drawn(t, user, s.create, anything, "body")
		before := s.everything(t, user)
		item := s.made(t, user, body)
		wantSent(t, s.resource, s.create.body(), body, item)
		s.wantStored(t, user, item)
		s.wantListed(t, user, append(before, item))
		another := s.made(t, user, s.own(t, user, s.create.body(), body))
		if id(another) == id(item) {
			t.Errorf("two items have the id %s", id(item))
		}
	})
}

// testCreateBoundaries: values at the bounds are accepted and stored unchanged.
func (s subject) testCreateBoundaries(t *testing.T) {
	needs(t, s.create)
	schema := s.create.body()
	for _, name := range slices.Sorted(maps.Keys(schema.Properties)) {
		p := schema.Properties[name].Value
		if p.ReadOnly || s.linkAt(name) != nil {
			continue
		}
		for _, b := range boundaries(p) {
			t.Run(name+"/"+b.name, func(t *testing.T) {
				user := s.newUser()
				body := s.example(t, user, s.create, full, 1)
				body[name] = b.value
				s.fits(t, body)
				item := s.made(t, user, body)
				wantSent(t, s.resource, schema, body, item)
				s.wantStored(t, user, item)
			})
		}
	}
}

// testCreateBroken: each broken rule is refused with its place, several ones all at once,
// and nothing is stored.
func (s subject) testCreateBroken(t *testing.T) {
	needs(t, s.create)
	user := s.newUser()
	for _, f := range broken(s.create.body()) {
		t.Run(f.name, func(t *testing.T) {
			s.fits(t, f.value)
			res := s.send(t, call{op: s.create, user: user, body: jsonOf(f.value)})
			wantRefused(t, res, inBody(f.loc))
			wantSaid(t, res, f)
		})
	}
	for n := range 12 {
		f := brokenAll(s.create.body(), n)
		var want [][]any
		for _, loc := range f.loc {
			want = append(want, inBody(loc.([]any))) //nolint:forcetypeassert // brokenAll names places
		}
		t.Run(fmt.Sprintf("%s, %d", f.name, n), func(t *testing.T) {
			s.fits(t, f.value)
			wantRefused(t, s.send(t, call{op: s.create, user: user, body: f.value}), want...)
		})
	}
	s.wantListed(t, user, nil)
}

// jsonOf turns nil into a body that is null.
func jsonOf(v any) any {
	if v == nil {
		return text("null")
	}
	return v
}
