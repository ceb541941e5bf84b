package conformance

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"pgregory.net/rapid"
)

// largestFilled is the largest quota that the suite fills. A larger one is kept by the same
// statement.
const largestFilled = 1000

// quotaOf is how many items the document says that one owner may have, 0 where it does not.
func quotaOf(schema *openapi3.Schema) int {
	if schema == nil {
		return 0
	}
	most, _ := schema.Extensions["x-quota"].(float64)
	return int(most)
}

// testQuota: an owner may have as many items as the quota says and no more, whichever operation
// makes them; what is there can be changed, and what is deleted leaves room.
func (s subject) testQuota(t *testing.T) {
	needs(t, s.create)
	most := quotaOf(s.schema())
	if most == 0 {
		t.Skip("the document has no quota")
	}
	for _, op := range present(s.create, s.batch.create) {
		if !strings.Contains(op.Description, strconv.Itoa(most)) || op.Responses.Status(http.StatusConflict) == nil {
			t.Errorf("%s: says %q, want the quota of %d, and a response 409", op.OperationID, op.Description, most)
		}
	}
	if most > largestFilled {
		t.Skipf("a quota of %d is not filled", most)
	}
	user := s.newUser()
	s.fill(t, user, most-2)
	s.hideOne(t, user, s.any(t, user, 4))
	if s.batch.create != nil {
		s.wantFull(t, call{op: s.batch.create, user: user, body: s.newItems(t, user, 2)}, most)
	}
	last := s.made(t, user, s.example(t, user, s.create, full, 1))
	keyed := call{op: s.create, user: user, body: s.example(t, user, s.create, full, 2)}
	if s.create.parameter("header", idempotencyKey) != nil {
		keyed = keyed.with(idempotencyKey, "beyond the quota")
	}
	before := s.everything(t, user)
	for range 2 {
		s.wantFull(t, keyed, most)
	}
	if s.batch.create != nil {
		s.wantFull(t, call{op: s.batch.create, user: user, body: s.newItems(t, user, 1)}, most)
	}
	s.wantListed(t, user, before)
	s.wantStored(t, user, last)
	for _, op := range s.updates() {
		s.send(t, s.good(t, op, user, id(last))).want(t, http.StatusOK)
	}
	s.any(t, s.newUser(), 1)
	if s.delete == nil {
		return
	}
	s.send(t, s.good(t, s.delete, user, id(last))).want(t, http.StatusNoContent)
	if s.restore != nil {
		s.wantFull(t, keyed, most) // what is in the trash counts
		s.send(t, forGood(s.good(t, s.delete, user, id(last)))).want(t, http.StatusNoContent)
	}
	s.send(t, keyed).want(t, http.StatusCreated)
	s.wantFull(t, call{op: s.create, user: user, body: s.example(t, user, s.create, full, 3)}, most)
}

// hideOne hides an item, if the application can: it counts all the same.
func (s subject) hideOne(t *testing.T, user string, item row) {
	t.Helper()
	if hide := s.service.Hide[s.schemaName()]; hide != nil {
		if err := hide(t.Context(), user, id(item)); err != nil {
			t.Fatal(err)
		}
	}
}

// fill creates n items, with as few requests as it can.
func (s subject) fill(t *testing.T, user string, n int) {
	t.Helper()
	for n > 0 && s.batch.create != nil {
		_, many := bounds(s.batch.create.body())
		n -= len(s.madeAll(t, user, s.newItems(t, user, min(n, many))))
	}
	for ; n > 0; n-- {
		s.any(t, user, n)
	}
}

// wantFull expects that a request is refused because its items would be more than the quota.
func (s subject) wantFull(t rapid.TB, c call, most int) {
	t.Helper()
	r := s.send(t, c).want(t, http.StatusConflict)
	if detail, _ := r.row(t)["detail"].(string); !strings.Contains(detail, strconv.Itoa(most)) {
		t.Errorf("%s: got the detail %q, want one that names the quota of %d", r.call, detail, most)
	}
	wantPlaces(t, r, []any{})
	wantTypes(t, r, "quota")
}
