package conformance

import (
	"net/http"
	"net/url"
	"testing"
)

// testBatchDelete: all of the items are deleted, and no other.
func (s subject) testBatchDelete(t *testing.T) {
	needs(t, s.create, s.batch.delete)
	user := s.newUser()
	var gone []string
	for i := range 3 {
		gone = append(gone, id(s.any(t, user, i)))
	}
	stays := s.any(t, user, 4)
	c, _ := s.onMany()[s.batch.delete](user, gone...)
	s.send(t, c).want(t, http.StatusNoContent)
	for _, id := range gone {
		s.wantGone(t, user, id)
	}
	wantSame(t, stays, s.stored(t, user, id(stays)))
	s.send(t, c).want(t, http.StatusNotFound)
	t.Run("parameters", func(t *testing.T) {
		c.query.Set("no_such_parameter", "1")
		wantRefused(t, s.send(t, c), []any{"query", "no_such_parameter"})
		p := s.batch.delete.parameter("query", idsField)
		for _, f := range brokenParameter(p.Schema.Value) {
			res := s.send(t, call{op: s.batch.delete, user: user, query: url.Values{idsField: asQuery(p, f.value)}})
			wantRefused(t, res, append([]any{"query", idsField}, f.loc...))
		}
	})
}
