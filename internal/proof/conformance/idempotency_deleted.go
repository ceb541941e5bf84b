package conformance

import (
	"bytes"
	"net/http"
	"testing"
)

// testOnceDeleted: a repetition of what was done for a key does not show a row that has been
// deleted since, and does nothing. The key stays taken.
func (s subject) testOnceDeleted(t *testing.T) {
	needs(t, s.create, s.delete)
	user := s.newUser()
	keyed := map[string]func() (call, reply, string){}
	if s.create.parameter("header", idempotencyKey) != nil {
		keyed[s.create.OperationID] = func() (call, reply, string) {
			c := s.good(t, s.create, user, "").keyed("create")
			res := s.send(t, c).want(t, http.StatusCreated)
			return c, res, id(res.row(t))
		}
	}
	if op := s.batch.create; op != nil && op.parameter("header", idempotencyKey) != nil {
		keyed[op.OperationID] = func() (call, reply, string) {
			c := call{op: op, user: user, body: []any{s.newBody(t, user, op.body().Items.Value), s.newBody(t, user, op.body().Items.Value)}}.keyed("batch")
			res := s.send(t, c).want(t, http.StatusCreated)
			return c, res, id(res.rows(t)[1])
		}
	}
	for _, op := range s.toggles {
		keyed[op.OperationID] = func() (call, reply, string) {
			item := s.any(t, user, 1)
			c := s.good(t, op, user, id(item)).keyed("toggle " + op.OperationID)
			return c, s.send(t, c).want(t, http.StatusOK), id(item)
		}
	}
	for name, do := range keyed {
		t.Run(name, func(t *testing.T) {
			c, first, gone := do()
			s.wantReplayed(t, c, first)
			s.send(t, s.good(t, s.delete, user, gone)).want(t, http.StatusNoContent)
			before := s.everything(t, user)
			for range 2 {
				again := s.send(t, c).want(t, http.StatusConflict)
				if bytes.Contains(again.raw, []byte(gone)) {
					t.Errorf("%s again: got %s, which shows what was deleted", again.call, clip(string(again.raw)))
				}
			}
			s.wantListed(t, user, before)
		})
	}
}
