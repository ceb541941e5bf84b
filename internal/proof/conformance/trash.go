package conformance

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// deletedParam is the parameter by which a read asks for the trash, and permanentParam that by
// which a deletion passes over it.
const deletedParam, permanentParam = "deleted", "permanent"

// forGood makes a deletion pass over the trash, where there is one.
func forGood(c call) call {
	if c.op.parameter("query", permanentParam) == nil {
		return c
	}
	query := url.Values{permanentParam: {"true"}}
	maps.Copy(query, c.query)
	c.query = query
	return c
}

// wantAre expects that a user finds some items, asking for the trash or not, and others not.
func (s subject) wantAre(t rapid.TB, user, deleted string, there []row, others ...row) {
	t.Helper()
	query := url.Values{}
	if deleted != "" {
		query.Set(deletedParam, deleted)
	}
	all := ids(s.pages(t, user, query))
	for _, item := range there {
		if !slices.Contains(all, id(item)) {
			t.Errorf("%s, deleted=%s: got %v, want %s among them", s.name, deleted, all, id(item))
		}
	}
	for _, item := range others {
		if slices.Contains(all, id(item)) {
			t.Errorf("%s, deleted=%s: got %v, want no %s", s.name, deleted, all, id(item))
		}
	}
}

// trashed reads an item in the trash.
func (s subject) trashed(t rapid.TB, user, id, deleted string) reply {
	t.Helper()
	return s.send(t, call{op: s.read, id: id, user: user, query: url.Values{deletedParam: {deleted}}})
}

func (s subject) needsTrash(t *testing.T, operations ...*operation) {
	t.Helper()
	if s.service.NoPolicy {
		t.Skip("the policy is what hides the trash")
	}
	needs(t, operations...)
}

// testTrash: a deleted item is in the trash, where only who asks for it finds it, and is what
// it was once it is restored. What is deleted for good is in no trash.
func (s subject) testTrash(t *testing.T) {
	s.needsTrash(t, s.create, s.read, s.list, s.delete, s.restore)
	field := s.restore.restores()
	user, other := s.newUser(), s.newUser()
	item, stays := s.any(t, user, 1), s.any(t, user, 2)
	at := call{op: s.delete, id: id(item), user: user}
	restore := call{op: s.restore, id: id(item), user: user}
	s.send(t, restore).want(t, http.StatusNotFound)
	s.send(t, at).want(t, http.StatusNoContent)
	s.send(t, at).want(t, http.StatusNotFound)
	s.wantAre(t, user, "", []row{stays}, item)
	s.wantAre(t, user, "only", []row{item}, stays)
	s.wantAre(t, user, "with", []row{item, stays})
	s.wantAre(t, other, "with", nil, item, stays)
	there := s.trashed(t, user, id(item), "only").want(t, http.StatusOK).row(t)
	wantSame(t, there, s.trashed(t, user, id(item), "with").want(t, http.StatusOK).row(t))
	wantUnchanged(t, s.resource, item, there, field)
	if there[field] == nil || item[field] != nil || stays[field] != nil {
		t.Errorf("%s is %v in the trash, %v before and %v beside it, want a time in the trash alone", field, there[field], item[field], stays[field])
	}
	s.trashed(t, other, id(item), "with").want(t, http.StatusNotFound)
	s.trashed(t, user, id(stays), "only").want(t, http.StatusNotFound)
	s.send(t, call{op: s.restore, id: id(item), user: other}).want(t, http.StatusNotFound)
	s.send(t, call{op: s.restore, id: id(stays), user: other}).want(t, http.StatusForbidden)
	s.send(t, restore.with(ifNoneMatch, "*")).want(t, http.StatusPreconditionFailed)
	after := s.send(t, restore).want(t, http.StatusOK).row(t)
	wantUnchanged(t, s.resource, there, after, field)
	if after[field] != nil {
		t.Errorf("%s is %v after it was restored, want null", field, after[field])
	}
	s.wantStored(t, user, after)
	s.wantAre(t, user, "", []row{after, stays})
	for _, from := range []row{after, stays} {
		at.id = id(from)
		if id(from) == id(after) {
			s.send(t, at).want(t, http.StatusNoContent)
		}
		s.send(t, forGood(call{op: s.delete, id: id(from), user: other})).refused(t, http.StatusNotFound, http.StatusForbidden)
		s.send(t, forGood(at).with(ifNoneMatch, "*")).want(t, http.StatusPreconditionFailed)
		s.send(t, forGood(at)).want(t, http.StatusNoContent)
		s.send(t, forGood(at)).want(t, http.StatusNotFound)
	}
	s.wantAre(t, user, "with", nil, item, stays)
}

// refused expects one of the statuses.
func (r reply) refused(t rapid.TB, statuses ...int) {
	t.Helper()
	if !slices.Contains(statuses, r.status) {
		t.Errorf("%s: got %d, want one of %v: %s", r.call, r.status, statuses, clip(string(r.raw)))
	}
}

// testTrashOfMany: items are moved to the trash together, and can be deleted for good from
// there and from beside it.
func (s subject) testTrashOfMany(t *testing.T) {
	s.needsTrash(t, s.create, s.list, s.restore, s.batch.delete)
	user := s.newUser()
	all := []row{s.any(t, user, 1), s.any(t, user, 2), s.any(t, user, 3)}
	c, _ := s.onMany()[s.batch.delete](user, ids(all[:2])...)
	s.send(t, c).want(t, http.StatusNoContent)
	s.wantAre(t, user, "", all[2:], all[:2]...)
	s.wantAre(t, user, "only", all[:2], all[2])
	s.send(t, c).want(t, http.StatusNotFound)
	if s.batch.restore != nil {
		s.testRestoreOfMany(t, user, all[:2], all[2])
		s.send(t, c).want(t, http.StatusNoContent)
	}
	c, _ = s.onMany()[s.batch.delete](user, ids(all[1:])...)
	s.send(t, forGood(c)).want(t, http.StatusNoContent)
	s.wantAre(t, user, "with", all[:1], all[1:]...)
}

// testRestoreOfMany: items leave the trash together, in the order of their ids, or none does.
func (s subject) testRestoreOfMany(t *testing.T, user string, gone []row, lives row) {
	t.Helper()
	restore := func(ids ...string) reply {
		return s.send(t, call{op: s.batch.restore, user: user, query: url.Values{idsField: ids}})
	}
	restore(id(gone[0]), id(lives)).refused(t, http.StatusNotFound, http.StatusForbidden)
	s.wantAre(t, user, "only", gone, lives)
	after := restore(id(gone[1]), id(gone[0])).want(t, http.StatusOK).rows(t)
	wantIDs(t, "the restored items", after, []row{gone[1], gone[0]})
	for _, item := range after {
		s.wantStored(t, user, item)
	}
	s.wantAre(t, user, "only", nil, gone...)
	restore(ids(gone)...).refused(t, http.StatusNotFound, http.StatusForbidden)
}

// testTrashLinked: what leads to an item in the trash goes there with it, stays as it is, or
// keeps it from going there, as the document says of a deletion. It returns the item that
// leads there, after the other was restored.
func (s subject) testTrashLinked(t *testing.T, l link, to subject, c call, item row) row {
	t.Helper()
	user := c.user
	gone := c.id
	if gone == "" {
		gone = c.query[idsField][0]
	}
	if !l.many && l.onDelete == "restrict" {
		s.send(t, c).want(t, http.StatusConflict)
		to.stored(t, user, gone)
		return item
	}
	s.send(t, c).want(t, http.StatusNoContent)
	to.wantGone(t, user, gone)
	if !l.many && l.onDelete == "cascade" {
		s.wantGone(t, user, id(item))
		s.send(t, call{op: s.restore, id: id(item), user: user}).want(t, http.StatusConflict)
	} else {
		wantSame(t, item, s.stored(t, user, id(item)))
	}
	s.send(t, call{op: to.restore, id: gone, user: user}).want(t, http.StatusOK)
	to.stored(t, user, gone)
	after := s.stored(t, user, id(item))
	if l.many || l.onDelete != "cascade" {
		wantSame(t, item, after)
	}
	return after
}
