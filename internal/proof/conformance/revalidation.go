package conformance

import (
	"net/http"
	"strings"
	"testing"
)

// testRevalidation: a list and its changes, asked for with the entity tag of the reply before,
// are answered in full only when they say something else.
func (s subject) testRevalidation(t *testing.T) {
	needs(t, s.list, s.create)
	for _, op := range []*operation{s.list, s.changes} {
		if op == nil {
			continue
		}
		user := s.newUser()
		ask := s.listing(t, user, nil)
		ask.op = op
		before := s.revalidated(t, ask)
		s.any(t, user, 1)
		if after := s.send(t, ask.with(ifNoneMatch, before)).want(t, http.StatusOK).header.Get("ETag"); after == before {
			t.Errorf("%s: got ETag %s before and after a change", op.OperationID, after)
		}
	}
}

// revalidated expects of a reply that it is sent only to who does not name its entity tag, and
// returns the tag.
func (s subject) revalidated(t *testing.T, ask call) (tag string) {
	t.Helper()
	tag = s.send(t, ask).want(t, http.StatusOK).header.Get("ETag")
	for _, names := range []string{tag, strings.TrimPrefix(tag, "W/"), "*", `"none", ` + tag} {
		if got := s.send(t, ask.with(ifNoneMatch, names)).want(t, http.StatusNotModified).header.Get("ETag"); got != tag {
			t.Errorf("%s: got ETag %s with 304, want %s", ask.op.OperationID, got, tag)
		}
	}
	s.send(t, ask.with(ifNoneMatch, `"none"`)).want(t, http.StatusOK)
	return tag
}
