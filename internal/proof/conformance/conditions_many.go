package conformance

import (
	"net/http"
	"testing"
)

// testConditionsOfMany: an operation that selects no item by its path has no entity tag.
// If-Match, and If-None-Match with *, are refused once the request is valid, and nothing
// happens. If-None-Match with entity tags holds.
func (s subject) testConditionsOfMany(t *testing.T) {
	needs(t, s.create)
	for _, op := range append(present(s.create, s.batch.create, s.batch.update, s.batch.delete), s.each.all()...) {
		t.Run(op.OperationID, func(t *testing.T) {
			user := s.newUser()
			item := s.any(t, user, 1)
			all := s.everything(t, user)
			for _, header := range [][2]string{{ifMatch, `"1"`}, {ifMatch, "*"}, {ifMatch, ""}, {ifNoneMatch, "*"}, {ifNoneMatch, " * "}} {
				c := s.good(t, op, user, id(item))
				before := s.everything(t, user) // including the targets of links
				s.send(t, c.with(header[0], header[1])).want(t, http.StatusPreconditionFailed)
				s.wantListed(t, user, before)
				if op.body() != nil {
					c.body = 1
					wantRefused(t, s.send(t, c.with(header[0], header[1])), []any{"body"})
				}
				c.user = ""
				s.send(t, c.with(header[0], header[1])).want(t, http.StatusUnauthorized)
			}
			if len(s.links) == 0 {
				s.wantListed(t, user, all)
			}
			c := s.good(t, op, user, id(item)).with(ifNoneMatch, `"1", W/"2"`)
			if res := s.send(t, c); res.status/100 != 2 {
				t.Errorf("%s with %v: got %d %s, want success", res.call, c.header, res.status, clip(string(res.raw)))
			}
		})
	}
}
