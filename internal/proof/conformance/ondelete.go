package conformance

import (
	"net/http"
	"net/url"
	"testing"

	"pgregory.net/rapid"
)

// testOnDelete: when the target of a link is deleted, the linking item is treated as the
// document says, and nothing else changes.
func (s subject) testOnDelete(t *testing.T) {
	needs(t, s.create)
	for _, l := range s.links {
		to := s.named(l.target)
		if to == nil {
			t.Errorf("%s leads to %s, which no reply shows", l.field, l.target)
			continue
		}
		for _, op := range present(to.delete, to.batch.delete) {
			t.Run(l.field+"/"+op.OperationID, func(t *testing.T) { s.testDeleteLinked(t, l, subject{s.suite, to}, op) })
		}
	}
}

func (s subject) testDeleteLinked(t *testing.T, l link, to subject, op *operation) {
	t.Helper()
	user := s.newUser()
	gone, stays := s.target(t, user, l.target), s.target(t, user, l.target)
	item := s.madeLinked(t, user, l, gone)
	kept := s.madeLinked(t, user, l, stays)
	c := call{op: op, id: gone, user: user}
	if op == to.batch.delete {
		c.id, c.query = "", url.Values{idsField: {gone}}
	}
	if to.restore != nil && !s.service.NoPolicy {
		item = s.testTrashLinked(t, l, to, c, item)
		c = forGood(c)
	}
	switch {
	case l.many:
		s.send(t, c).want(t, http.StatusNoContent)
		s.wantLinked(t, user, s.stored(t, user, id(item)), l, []any{})
		s.wantLinked(t, user, s.stored(t, user, id(kept)), l, []any{stays})
	case l.onDelete == "cascade":
		s.send(t, c).want(t, http.StatusNoContent)
		s.wantGone(t, user, id(item))
	case l.onDelete == "set null":
		s.send(t, c).want(t, http.StatusNoContent)
		after := s.stored(t, user, id(item))
		if after[l.field] != nil {
			t.Errorf("%s: got %v after what it led to was deleted, want null", l.field, after[l.field])
		}
		wantUnchanged(t, s.resource, item, after, l.field)
	case l.onDelete == "restrict":
		s.send(t, c).want(t, http.StatusConflict)
		if to.each.delete != nil {
			free := s.target(t, user, l.target)
			s.wantOutcomes(t, forGood(call{op: to.each.delete, user: user, query: url.Values{idsField: {gone, free}}}), http.StatusConflict, http.StatusNoContent)
			to.wantGone(t, user, free)
		}
		to.stored(t, user, gone)
		wantSame(t, item, s.stored(t, user, id(item)))
		if s.delete == nil {
			break
		}
		s.send(t, forGood(call{op: s.delete, id: id(item), user: user})).want(t, http.StatusNoContent)
		s.send(t, c).want(t, http.StatusNoContent)
	default:
		t.Fatalf("%s: x-on-delete is %q, want cascade, set null or restrict", l.field, l.onDelete)
	}
	if l.many || l.onDelete != "restrict" {
		to.wantGone(t, user, gone)
	}
	wantSame(t, kept, s.stored(t, user, id(kept)))
	to.stored(t, user, stays)
}

// madeLinked creates an item that links to another one, without optional links.
func (s subject) madeLinked(t rapid.TB, user string, l link, to string) row {
	t.Helper()
	return s.made(t, user, linked(l, s.example(t, user, s.create, bare, 1), to))
}

// wantGone expects that an item no longer exists.
func (s subject) wantGone(t rapid.TB, user, gone string) {
	t.Helper()
	for _, op := range s.onItem() {
		s.send(t, s.good(t, op, user, gone)).want(t, http.StatusNotFound)
	}
	for _, item := range s.everything(t, user) {
		if id(item) == gone {
			t.Errorf("%s: %s is still in the list", s.name, gone)
		}
	}
}
