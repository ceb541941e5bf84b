package conformance

import (
	"net/http"
	"slices"
	"testing"
)

// testToggle: a toggle without a body flips the field, one with a body sets it, and
// nothing else changes.
func (s subject) testToggle(t *testing.T) {
	needs(t, s.create)
	if len(s.toggles) == 0 {
		t.Skip("the document has no such operation")
	}
	for _, op := range s.toggles {
		field := op.toggled()
		user := s.newUser()
		item := s.any(t, user, 1)
		for _, body := range []any{nil, nil, map[string]any{}, map[string]any{field: true}, map[string]any{field: true}, nil, map[string]any{field: false}, nil} {
			want := item[field] != true
			if b, ok := body.(map[string]any); ok && len(b) > 0 {
				want = b[field] == true
			}
			after := s.send(t, call{op: op, id: id(item), user: user, body: body}).want(t, http.StatusOK).row(t)
			if after[field] != want {
				t.Errorf("%s %s with %v from %v: got %v, want %v", op.method, op.path, body, item[field], after[field], want)
			}
			wantUnchanged(t, s.resource, item, after, field)
			item = after
		}
		wantSame(t, item, s.stored(t, user, id(item)))
	}
}

// testDelete: a deleted item is gone, and no other.
func (s subject) testDelete(t *testing.T) {
	needs(t, s.create, s.delete)
	user := s.newUser()
	gone, stays := s.any(t, user, 1), s.any(t, user, 2)
	before := s.everything(t, user)
	s.send(t, call{op: s.delete, id: id(gone), user: user}).want(t, http.StatusNoContent)
	for _, op := range s.onItem() {
		s.send(t, s.good(t, op, user, id(gone))).want(t, http.StatusNotFound)
	}
	wantSame(t, stays, s.stored(t, user, id(stays)))
	want := slices.DeleteFunc(before, func(item row) bool { return id(item) == id(gone) })
	wantIDs(t, "the list after one was deleted", s.everything(t, user), want)
}
