package conformance

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"pgregory.net/rapid"
)

// testBatchCreate: all items of a list are created, each as by a single create, and the
// reply has them in the order of the list.
func (s subject) testBatchCreate(t *testing.T) {
	needs(t, s.batch.create)
	schema := s.newSchema()
	rapid.Check(t, func(t *rapid.T) {
		user := s.newUser()
		var list []any
		for i := range rapid.IntRange(1, 5).Draw(t, "items") {
			list = append(list, s.own(t, user, schema, anything.object(schema).Draw(t, fmt.Sprint("item ", i))))
		}
		before := s.everything(t, user)
		made := s.madeAll(t, user, list)
		for i, item := range made {
			wantSent(t, s.resource, schema, list[i].(map[string]any), item) //nolint:forcetypeassert // made above
			s.wantStored(t, user, item)
		}
		s.wantListed(t, user, append(before, made...))
	})
	t.Run("at most", func(t *testing.T) { s.testBatchBounds(t) })
	t.Run("read-only", func(t *testing.T) { s.testBatchReadOnly(t) })
	t.Run("idempotency", func(t *testing.T) { s.testBatchOnce(t) })
}

// newSchema is the schema of an item in the list.
func (s subject) newSchema() *openapi3.Schema { return s.batch.create.body().Items.Value }

// madeAll creates several items at once.
func (s subject) madeAll(t rapid.TB, user string, list []any) []row {
	t.Helper()
	made := s.send(t, call{op: s.batch.create, user: user, body: list}).want(t, http.StatusCreated).rows(t)
	if len(made) != len(list) {
		t.Fatalf("%s: got %d items of %d", s.batch.create.OperationID, len(made), len(list))
	}
	return made
}

// newItems are n bodies that a user may create together.
func (s subject) newItems(t rapid.TB, user string, n int) []any {
	t.Helper()
	var list []any
	for i := range n {
		list = append(list, s.own(t, user, s.newSchema(), bare.object(s.newSchema()).Example(i)))
	}
	return list
}

func (s subject) testBatchBounds(t *testing.T) {
	t.Helper()
	user := s.newUser()
	least, most := bounds(s.batch.create.body())
	if least != 1 || most == 0 {
		t.Errorf("a list of items to be made has %d at least and %d at most, want bounds", least, most)
	}
	before := s.everything(t, user)
	list := s.newItems(t, user, most+1)
	s.fits(t, list)
	for _, bad := range [][]any{{}, list} {
		wantRefused(t, s.send(t, call{op: s.batch.create, user: user, body: bad}), []any{"body"})
	}
	if len(s.links) == 0 {
		s.wantListed(t, user, before)
	}
	s.madeAll(t, user, list[:most])
}

// testBatchReadOnly: the server sets the read-only fields of each item.
func (s subject) testBatchReadOnly(t *testing.T) {
	t.Helper()
	user, other := s.newUser(), s.newUser()
	foreign := s.madeAll(t, other, s.newItems(t, other, 1))[0]
	list := s.newItems(t, user, 3)
	sibling := s.madeAll(t, user, s.newItems(t, user, 1))[0]
	for name, p := range s.newSchema().Properties {
		if !p.Value.ReadOnly {
			continue
		}
		for _, body := range list {
			body.(map[string]any)[name] = foreign[name] //nolint:forcetypeassert // made above
		}
	}
	for _, item := range s.madeAll(t, user, list) {
		for name, p := range s.newSchema().Properties {
			if p.Value.ReadOnly {
				s.wantOwn(t, name, foreign[name], item, sibling)
			}
		}
	}
}

// testBatchOnce: if a batch takes a key, a repetition creates nothing.
func (s subject) testBatchOnce(t *testing.T) {
	t.Helper()
	if s.batch.create.parameter("header", idempotencyKey) == nil {
		t.Skip("the document has no idempotency key")
	}
	user := s.newUser()
	c := call{op: s.batch.create, user: user, body: s.newItems(t, user, 3)}.with(idempotencyKey, "k")
	first := s.send(t, c).want(t, http.StatusCreated)
	before := s.everything(t, user)
	if again := s.send(t, c).want(t, http.StatusCreated); !bytes.Equal(first.raw, again.raw) {
		t.Errorf("%s again: got %s, want %s", again.call, clip(string(again.raw)), clip(string(first.raw)))
	}
	s.wantListed(t, user, before)
	c.body = s.newItems(t, user, 1)
	wantUsed(t, s.send(t, c))
}

// testBatchCreateBroken: a list with an invalid item at any place is refused with that
// place, and nothing is created.
func (s subject) testBatchCreateBroken(t *testing.T) {
	needs(t, s.batch.create)
	user := s.newUser()
	good := s.newItems(t, user, 3)
	before := s.everything(t, user)
	for n, f := range broken(s.newSchema()) {
		t.Run(f.name, func(t *testing.T) {
			list := slices.Clone(good)
			list[n%3] = f.value
			s.fits(t, list)
			wantRefused(t, s.send(t, call{op: s.batch.create, user: user, body: list}), inBody(append([]any{n % 3}, f.loc...)))
		})
	}
	wantRefused(t, s.send(t, call{op: s.batch.create, user: user, body: []any{1, good[0], nil}}), []any{"body", 0}, []any{"body", 2})
	for _, l := range s.links {
		if p := s.newSchema().Properties[l.field]; p == nil || p.Value.ReadOnly {
			continue
		}
		for _, bad := range s.badLinks(t, user, l) {
			before = s.everything(t, user)
			for at := range 3 {
				list := s.newItems(t, user, 3)
				list[at].(map[string]any)[l.field] = bad.value //nolint:forcetypeassert // made above
				before = s.everything(t, user)
				wantBadLink(t, s.send(t, call{op: s.batch.create, user: user, body: list}), bad, "body", at, l.field)
			}
		}
	}
	s.wantListed(t, user, before)
	for _, fields := range s.unique {
		t.Run(string(encode(t, fields)), func(t *testing.T) { s.testBatchTaken(t, fields) })
	}
}

// testBatchTaken: unique rules apply among the items of a list, and between them and
// existing items.
func (s subject) testBatchTaken(t *testing.T, fields []string) {
	t.Helper()
	user := s.newUser()
	for _, f := range fields {
		if p := s.newSchema().Properties[f]; p == nil || p.Value.ReadOnly {
			t.Skipf("%s is not in a request", f)
		}
	}
	body := func() map[string]any { return s.own(t, user, s.newSchema(), full.object(s.newSchema()).Example(1)) }
	taken := body()
	s.madeAll(t, user, []any{taken})
	again, twin, twins := body(), body(), body()
	for _, f := range fields {
		again[f], twins[f] = taken[f], twin[f]
	}
	list := []any{body(), again, body()}
	pair := []any{twin, body(), twins}
	before := s.everything(t, user)
	wantTaken(t, s.send(t, call{op: s.batch.create, user: user, body: list}), fields, "body", 1)
	wantTaken(t, s.send(t, call{op: s.batch.create, user: user, body: pair}), fields, "body", 2)
	s.wantListed(t, user, before)
}
