package conformance

import (
	"maps"
	"net/http"
	"slices"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"pgregory.net/rapid"
)

// testUpdate: in an update, absent keeps, null clears, and a value sets. Nothing else
// changes, and the reply shows what is stored.
func (s subject) testUpdate(t *testing.T) {
	needs(t, s.create)
	for _, op := range s.updates() {
		t.Run(op.method, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				user := s.newUser()
				before := s.made(t, user, s.drawn(t, user, s.create, anything, "create"))
				body := s.drawn(t, user, op, anything, "update")
				after := s.updated(t, op, user, before, body)
				s.wantStored(t, user, after)
			})
		})
	}
}

// updated updates an item, and expects the values of the body and no other changes.
func (s subject) updated(t rapid.TB, op *operation, user string, before row, body map[string]any) row {
	t.Helper()
	after := s.send(t, call{op: op, id: id(before), user: user, body: body}).want(t, http.StatusOK).row(t)
	s.wantChanged(t, op.body(), body, before, after)
	return after
}

// wantChanged expects that an item has been updated with a body.
func (s subject) wantChanged(t rapid.TB, schema *openapi3.Schema, body map[string]any, before, after row) {
	t.Helper()
	wantShape(t, s.resource, after)
	sent := decode(t, encode(t, body)).(row) //nolint:forcetypeassert // an object was encoded
	for name, want := range sent {
		if got, shown := after[name]; shown && !same(schema.Properties[name].Value, want, got) {
			t.Errorf("%s: got %v after an update, want %v", name, clipped(got), clipped(want))
		}
	}
	wantUnchanged(t, s.resource, before, after, slices.Collect(maps.Keys(body))...)
}

// testUpdateBoundaries: each field alone at every bound of its rules and null, on an item
// with a value in every field; and an empty update.
func (s subject) testUpdateBoundaries(t *testing.T) {
	needs(t, s.create)
	for _, op := range s.updates() {
		user := s.newUser()
		item := s.any(t, user, 2)
		item = s.updated(t, op, user, item, map[string]any{})
		for _, name := range slices.Sorted(maps.Keys(op.body().Properties)) {
			p := op.body().Properties[name].Value
			if p.ReadOnly || s.linkAt(name) != nil {
				continue
			}
			for _, b := range boundaries(p) {
				t.Run(op.method+"/"+name+"/"+b.name, func(t *testing.T) {
					s.fits(t, b.value)
					item = s.updated(t, op, user, item, map[string]any{name: b.value})
					s.wantStored(t, user, item)
				})
			}
		}
	}
}

// testUpdateBroken: each broken rule is refused with its place, and nothing is written.
func (s subject) testUpdateBroken(t *testing.T) {
	needs(t, s.create)
	for _, op := range append(s.updates(), s.toggles...) {
		user := s.newUser()
		before := s.any(t, user, 3)
		for _, f := range broken(op.body()) {
			t.Run(op.method+"/"+f.name, func(t *testing.T) {
				s.fits(t, f.value)
				res := s.send(t, call{op: op, id: id(before), user: user, body: jsonOf(f.value)})
				wantRefused(t, res, inBody(f.loc))
				wantSaid(t, res, f)
			})
		}
		wantSame(t, before, s.stored(t, user, id(before)))
	}
}
