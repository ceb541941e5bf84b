package conformance

import (
	"fmt"
	"maps"
	"net/http"
	"path"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// made creates an item, and returns it and what it was made from.
func (s subject) made(t rapid.TB, user string, body any) row {
	t.Helper()
	res := s.send(t, call{op: s.create, user: user, body: body}).want(t, http.StatusCreated)
	item := res.row(t)
	if location := res.header.Get("Location"); s.create.Responses.Status(http.StatusCreated).Value.Headers["Location"] != nil &&
		location != strings.ReplaceAll(s.item, "{"+path.Base(s.item)[1:], id(item)) {
		t.Errorf("%s: got Location %s, want the path of %s", res.call, location, id(item))
	}
	return item
}

// id is the id of an item, as its path has it.
func id(item row) string { return fmt.Sprint(item[idField]) }

// stored reads an item again, by itself or in the list.
func (s subject) stored(t rapid.TB, user, id string) row {
	t.Helper()
	if s.read != nil {
		return s.send(t, call{op: s.read, id: id, user: user}).want(t, http.StatusOK).row(t)
	}
	for _, item := range s.everything(t, user) {
		if fmt.Sprint(item[idField]) == id {
			return item
		}
	}
	t.Fatalf("%s is not in the list of its owner", id)
	return nil
}

// any creates an item that has everything.
func (s subject) any(t rapid.TB, user string, seed int) row {
	t.Helper()
	return s.made(t, user, full.object(s.create.body()).Example(seed))
}

// testCreate: whatever the schema accepts is accepted, and every reply about it
// says the same.
func (s subject) testCreate(t *testing.T) {
	needs(t, s.create)
	rapid.Check(t, func(t *rapid.T) {
		user := s.newUser()
		body := anything.object(s.create.body()).Draw(t, "body")
		item := s.made(t, user, body)
		wantSent(t, s.resource, s.create.body(), body, item)
		wantSame(t, item, s.stored(t, user, id(item)))
		if s.list != nil {
			all := s.send(t, call{op: s.list, user: user}).want(t, http.StatusOK).rows(t)
			if want := []row{item}; !reflect.DeepEqual(all, want) {
				t.Errorf("the list is %v, want %v", all, want)
			}
		}
		another := s.made(t, user, body)
		if id(another) == id(item) {
			t.Errorf("two items have the id %s", id(item))
		}
	})
}

// testCreateBoundaries: what is just allowed is accepted and stored as it is.
func (s subject) testCreateBoundaries(t *testing.T) {
	needs(t, s.create)
	schema := s.create.body()
	for _, name := range slices.Sorted(maps.Keys(schema.Properties)) {
		p := schema.Properties[name].Value
		if p.ReadOnly {
			continue
		}
		for _, b := range boundaries(p) {
			t.Run(name+"/"+b.name, func(t *testing.T) {
				user := s.newUser()
				body := full.object(schema).Example(1)
				body[name] = b.value
				s.fits(t, body)
				item := s.made(t, user, body)
				wantSent(t, s.resource, schema, body, item)
				wantSame(t, item, s.stored(t, user, id(item)))
			})
		}
	}
}

// testCreateBroken: each broken rule is refused by its place, several at once
// are all named, and nothing is stored.
func (s subject) testCreateBroken(t *testing.T) {
	needs(t, s.create)
	user := s.newUser()
	for _, f := range broken(s.create.body()) {
		t.Run(f.name, func(t *testing.T) {
			s.fits(t, f.value)
			wantRefused(t, s.send(t, call{op: s.create, user: user, body: jsonOf(f.value)}), inBody(f.loc))
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
	if s.list == nil {
		return
	}
	if got := s.everything(t, user); len(got) > 0 {
		t.Errorf("after refusals alone the list has %d items, want none: %v", len(got), got)
	}
}

// jsonOf makes of nil a body that says null.
func jsonOf(v any) any {
	if v == nil {
		return text("null")
	}
	return v
}
