package conformance

import (
	"bytes"
	"net/http"
	"testing"

	"pgregory.net/rapid"
)

// testOnce: an operation on an item that takes a key is done once for the key. A repetition
// gets the first answer and changes nothing, even after other writes. The key stands for
// the item, the conditions, the body and the user.
func (s subject) testOnce(t *testing.T) {
	needs(t, s.create)
	keyed := 0
	for _, op := range s.onItem() {
		p := op.parameter("header", idempotencyKey)
		if p == nil {
			continue
		}
		keyed++
		t.Run(op.OperationID, func(t *testing.T) {
			s.testReplay(t, op)
			s.testOtherRequests(t, op)
			s.testRefusedOnce(t, op)
			user := s.newUser()
			item := s.any(t, user, 1)
			for _, v := range brokenText(p.Schema.Value) {
				res := s.send(t, s.good(t, op, user, id(item)).with(idempotencyKey, v))
				wantRefused(t, res, []any{"header", idempotencyKey})
			}
			wantSame(t, item, s.stored(t, user, id(item)))
		})
	}
	if keyed == 0 {
		t.Skip("the document has no such operation on an item")
	}
}

// forms are the calls of an operation on an item, with each kind of body that it accepts.
func (s subject) forms(t testing.TB, op *operation, user, id string) []call {
	t.Helper()
	whole := s.good(t, op, user, id)
	if field := op.toggled(); field != "" {
		without, set := whole, whole
		without.body, set.body = nil, map[string]any{field: true}
		return []call{without, whole, set}
	}
	return []call{whole}
}

// keyed is the call with a key.
func (c call) keyed(key string) call { return c.and(idempotencyKey, key) }

func (s subject) testReplay(t *testing.T, op *operation) {
	t.Helper()
	user := s.newUser()
	item := s.any(t, user, 1)
	for i, c := range s.forms(t, op, user, id(item)) {
		key := rapid.StringMatching(`[!-~]{8,30}`).Example(i)
		if tag := s.wantOnce(t, c.keyed(key)); tag != "" {
			s.wantOnce(t, c.keyed(key+"2").and(ifMatch, tag))
		}
	}
}

// wantOnce expects that a call with a key is done once, and returns the final tag of its
// item.
func (s subject) wantOnce(t *testing.T, c call) string {
	t.Helper()
	first := s.send(t, c).want(t, http.StatusOK)
	after := s.stored(t, c.user, c.id)
	wantSame(t, first.row(t), after)
	for range 2 {
		s.wantReplayed(t, c, first)
		wantSame(t, after, s.stored(t, c.user, c.id))
	}
	between := s.send(t, s.good(t, c.op, c.user, c.id)).want(t, http.StatusOK)
	s.wantReplayed(t, c, first)
	wantSame(t, between.row(t), s.stored(t, c.user, c.id))
	return between.header.Get("ETag")
}

// wantReplayed expects that a call gets the first answer again.
func (s subject) wantReplayed(t testing.TB, c call, first reply) {
	t.Helper()
	again := s.send(t, c).want(t, first.status)
	for _, name := range []string{"Location", "ETag"} {
		if got, want := again.header.Get(name), first.header.Get(name); got != want {
			t.Errorf("%s again: got %s %s, want %s", again.call, name, got, want)
		}
	}
	if !bytes.Equal(first.raw, again.raw) {
		t.Errorf("%s again: got %s, want %s", again.call, clip(string(again.raw)), clip(string(first.raw)))
	}
}

// testOtherRequests: another request with the same key is refused and does nothing. For
// another user the key means and reveals nothing.
func (s subject) testOtherRequests(t *testing.T, op *operation) {
	t.Helper()
	user, other := s.newUser(), s.newUser()
	item, second, theirs := s.any(t, user, 1), s.any(t, user, 2), s.any(t, other, 1)
	c := s.forms(t, op, user, id(item))[0].keyed("k")
	s.send(t, c).want(t, http.StatusOK)
	item = s.stored(t, user, id(item))
	for _, another := range append(s.forms(t, op, user, id(second))[:1], s.forms(t, op, user, id(item))[1:]...) {
		wantUsed(t, s.send(t, another.keyed("k")))
	}
	wantUsed(t, s.send(t, c.keyed("k").and(ifMatch, "*")))
	wantUsed(t, s.send(t, c.keyed("k").and(ifNoneMatch, `"none"`)))
	if s.create.parameter("header", idempotencyKey) != nil {
		wantUsed(t, s.send(t, s.good(t, s.create, user, "").keyed("k")))
	}
	wantSame(t, item, s.stored(t, user, id(item)))
	wantSame(t, second, s.stored(t, user, id(second)))
	foreign := c
	foreign.user = other
	s.send(t, foreign).want(t, http.StatusForbidden)
	wantSame(t, item, s.stored(t, user, id(item)))
	mine := s.send(t, s.forms(t, op, other, id(theirs))[0].keyed("k")).want(t, http.StatusOK)
	if got := id(mine.row(t)); got != id(theirs) {
		t.Errorf("%s: got the item %s, want %s", mine.call, got, id(theirs))
	}
}

// testRefusedOnce: a refused request has done nothing, and leaves its key free.
func (s subject) testRefusedOnce(t *testing.T, op *operation) {
	t.Helper()
	user := s.newUser()
	item := s.any(t, user, 1)
	c := s.forms(t, op, user, id(item))[0]
	unknown := c
	unknown.id = unknownID
	s.send(t, unknown.keyed("k")).want(t, http.StatusNotFound)
	s.send(t, c.keyed("k").and(ifMatch, `"none"`)).want(t, http.StatusPreconditionFailed)
	wantSame(t, item, s.stored(t, user, id(item)))
	first := s.send(t, c.keyed("k")).want(t, http.StatusOK)
	s.wantReplayed(t, c.keyed("k"), first)
}

// wantUsed expects a refusal because the key stands for another request.
func wantUsed(t rapid.TB, res reply) {
	t.Helper()
	res.want(t, http.StatusUnprocessableEntity)
}
