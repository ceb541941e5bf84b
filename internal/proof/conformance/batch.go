package conformance

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// The names in a batch: the ids, in the query of a deletion and in the body of an update,
// and the change in that body.
const (
	idsField    = "ids"
	changeField = "change"
)

// onMany are the operations on several existing items, with their calls and the places of
// their ids.
func (s subject) onMany() map[*operation]func(user string, ids ...string) (call, []any) {
	all := map[*operation]func(string, ...string) (call, []any){}
	if op := s.batch.update; op != nil {
		all[op] = func(user string, ids ...string) (call, []any) {
			list := []any{}
			for _, id := range ids {
				list = append(list, id)
			}
			return call{op: op, user: user, body: map[string]any{idsField: list, changeField: map[string]any{}}}, []any{"body", idsField}
		}
	}
	if op := s.batch.delete; op != nil {
		all[op] = func(user string, ids ...string) (call, []any) {
			return call{op: op, user: user, query: url.Values{idsField: ids}}, []any{"query", idsField}
		}
	}
	if op := s.batch.restore; op != nil && !s.service.NoPolicy {
		all[op] = func(user string, ids ...string) (call, []any) {
			return call{op: op, user: user, query: url.Values{idsField: ids}}, []any{"query", idsField}
		}
	}
	return all
}

// testBatchIDs: an operation on several items is all or nothing. An id of another user's
// item or of none, an invalid id and a duplicate are each named by their place, and no
// item is changed.
func (s subject) testBatchIDs(t *testing.T) {
	needs(t, s.create)
	if len(s.onMany()) == 0 {
		t.Skip("the document has no such operation")
	}
	for op, on := range s.onMany() {
		t.Run(op.OperationID, func(t *testing.T) {
			user, other := s.newUser(), s.newUser()
			mine := []row{s.any(t, user, 1), s.any(t, user, 2)}
			if op == s.batch.restore {
				c, _ := s.onMany()[s.batch.delete](user, ids(mine)...)
				s.send(t, c).want(t, http.StatusNoContent)
				defer s.wantAre(t, user, "only", mine)
			}
			theirs := s.any(t, other, 1)
			for _, bad := range []struct {
				name, id string
				status   int
			}{
				{"foreign", id(theirs), http.StatusForbidden},
				{"unknown", unknownID, http.StatusNotFound},
				{"no id", "x", http.StatusUnprocessableEntity},
			} {
				for at := range 3 {
					t.Run(fmt.Sprintf("%s/%d", bad.name, at), func(t *testing.T) {
						list := ids(mine)
						list = append(list[:at:at], append([]string{bad.id}, list[at:]...)...)
						c, loc := on(user, list...)
						res := s.send(t, c).want(t, bad.status)
						wantPlaces(t, res, append(loc, at))
						if strings.Contains(string(res.raw), other) {
							t.Errorf("%s: the refusal tells of the owner: %s", res.call, clip(string(res.raw)))
						}
					})
				}
			}
			s.testBatchLists(t, on, user, ids(mine))
			c, _ := on("", ids(mine)...)
			s.send(t, c).want(t, http.StatusUnauthorized)
			for _, item := range mine {
				if op != s.batch.restore {
					wantSame(t, item, s.stored(t, user, id(item)))
				}
			}
			wantSame(t, theirs, s.stored(t, other, id(theirs)))
		})
	}
}

// testBatchLists: a list of ids has at least one, not too many, and no duplicates.
func (s subject) testBatchLists(t *testing.T, on func(string, ...string) (call, []any), user string, mine []string) {
	t.Helper()
	c, _ := on(user, mine...)
	_, most := bounds(idsOf(c.op))
	many := make([]string, most+1)
	for i := range many {
		many[i] = fmt.Sprintf("%08x-0000-4000-8000-000000000000", i)
	}
	for name, list := range map[string][]string{
		"none": {}, "too many": many, "twice": {mine[0], mine[0]}, "twice, in another case": {mine[0], strings.ToUpper(mine[0])},
	} {
		t.Run(name, func(t *testing.T) {
			c, loc := on(user, list...)
			res := s.send(t, c).want(t, http.StatusUnprocessableEntity)
			for _, at := range places(t, res) {
				if want := strings.TrimSuffix(string(encode(t, loc)), "]"); !strings.HasPrefix(at, want) {
					t.Errorf("%s: got an error at %s, want it at %s]", res.call, at, want)
				}
			}
		})
	}
}

// idsOf is the schema of the ids of an operation on several items.
func idsOf(op *operation) *openapi3.Schema {
	if p := op.parameter("query", idsField); p != nil {
		return p.Schema.Value
	}
	return op.body().Properties[idsField].Value
}

// bounds is how many items an array may have; most is 0 without a maximum.
func bounds(s *openapi3.Schema) (least, most int) {
	if s.MaxItems != nil {
		most = int(*s.MaxItems) //nolint:gosec // a length
	}
	return int(s.MinItems), most //nolint:gosec // a length
}
