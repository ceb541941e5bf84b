package conformance

import (
	"fmt"
	"net/http"
	"slices"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"pgregory.net/rapid"
)

// testBatchUpdate: each item is changed as by a single update, the reply has them in the
// order of their ids, and no other item is changed.
func (s subject) testBatchUpdate(t *testing.T) {
	needs(t, s.create, s.batch.update)
	rapid.Check(t, func(t *rapid.T) {
		user := s.newUser()
		var before []row
		for i := range rapid.IntRange(1, 4).Draw(t, "items") {
			before = append(before, s.made(t, user, s.drawn(t, user, s.create, anything, fmt.Sprint("item ", i))))
		}
		before = rapid.Permutation(before).Draw(t, "order")
		other := s.any(t, user, 1)
		change := s.changeOf(anything).Draw(t, "change")
		change = s.own(t, user, s.changeSchema(), without(change, s.uniqueFields()...))
		change = without(change, s.uniqueFields()...)
		body := map[string]any{idsField: toAny(ids(before)), changeField: change}
		after := s.send(t, call{op: s.batch.update, user: user, body: body}).want(t, http.StatusOK).rows(t)
		wantIDs(t, "the changed items", after, before)
		for i := range min(len(before), len(after)) {
			s.wantChanged(t, s.changeSchema(), change, before[i], after[i])
			s.wantStored(t, user, after[i])
		}
		wantSame(t, other, s.stored(t, user, id(other)))
	})
	user := s.newUser()
	item := s.any(t, user, 1)
	for _, f := range broken(s.batch.update.body()) {
		t.Run(f.name, func(t *testing.T) {
			s.fits(t, f.value)
			wantRefused(t, s.send(t, call{op: s.batch.update, user: user, body: jsonOf(f.value)}), inBody(f.loc))
		})
	}
	wantSame(t, item, s.stored(t, user, id(item)))
	t.Run("change", func(t *testing.T) { s.testBatchChange(t) })
}

func (s subject) changeSchema() *openapi3.Schema {
	return s.batch.update.body().Properties[changeField].Value
}

func (s subject) changeOf(m maker) *rapid.Generator[map[string]any] {
	return m.object(s.changeSchema())
}

// uniqueFields are the fields that two items of one owner may not share.
func (s subject) uniqueFields() []string {
	var all []string
	for _, fields := range s.unique {
		all = append(all, fields...)
	}
	return all
}

// testBatchChange: an invalid change is refused with its place, as in a single update.
func (s subject) testBatchChange(t *testing.T) {
	t.Helper()
	user := s.newUser()
	items := []row{s.any(t, user, 1), s.any(t, user, 2)}
	send := func(change map[string]any) reply {
		return s.send(t, call{op: s.batch.update, user: user, body: map[string]any{idsField: toAny(ids(items)), changeField: change}})
	}
	for _, l := range s.links {
		if p := s.changeSchema().Properties[l.field]; p == nil || p.Value.ReadOnly {
			continue
		}
		for _, bad := range s.badLinks(t, user, l) {
			wantBadLink(t, send(map[string]any{l.field: bad.value}), bad, "body", changeField, l.field)
		}
	}
	for _, fields := range s.unique {
		body := map[string]any{}
		for f, v := range s.example(t, user, s.create, full, 5) {
			if p := s.changeSchema().Properties[f]; p != nil && !p.Value.ReadOnly && slices.Contains(fields, f) {
				body[f] = v
			}
		}
		if len(body) == len(fields) {
			wantTaken(t, send(body), fields, "body", changeField)
		}
	}
	for _, item := range items {
		wantSame(t, item, s.stored(t, user, id(item)))
	}
}
