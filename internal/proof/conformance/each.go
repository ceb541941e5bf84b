package conformance

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"pgregory.net/rapid"
)

// xOutcomes marks an operation that answers with an outcome for each of several items.
const xOutcomes = "x-outcomes"

// versionsField has the versions that items must have, in the order of their ids.
const versionsField = "versions"

// wantOutcomes expects these statuses of several items. What is done has its row, unless it was
// deleted, and what is refused a problem of the same status: it returns each as a reply of its
// own.
func (s subject) wantOutcomes(t rapid.TB, c call, statuses ...int) []reply {
	t.Helper()
	r := s.send(t, c).want(t, http.StatusMultiStatus)
	var got []struct {
		Status       int
		Row, Problem json.RawMessage
	}
	if err := json.Unmarshal(r.raw, &got); err != nil {
		t.Fatalf("%s: got %s: %v", r.call, clip(string(r.raw)), err)
	}
	var have []int
	all := make([]reply, len(got))
	for i, of := range got {
		have = append(have, of.Status)
		all[i] = reply{r.call, of.Status, nil, of.Row}
		if of.Problem != nil {
			all[i].raw = of.Problem
		}
		done := of.Status < http.StatusBadRequest
		if done == (of.Problem != nil) || (of.Row != nil) != (done && of.Status != http.StatusNoContent) {
			t.Errorf("%s: got the outcome %d with the row %s and the problem %s", r.call, of.Status, of.Row, of.Problem)
		}
		if !done && all[i].row(t)["status"] != json.Number(encode(t, of.Status)) {
			t.Errorf("%s: got the outcome %d of the problem %s", r.call, of.Status, of.Problem)
		}
	}
	if !slices.Equal(have, statuses) {
		t.Fatalf("%s: got the outcomes %v, want %v: %s", r.call, have, statuses, clip(string(r.raw)))
	}
	return all
}

// testEachCreate: valid items are created in their order whatever is wrong with others, each of
// which is refused as by a single create, at its place in the list.
func (s subject) testEachCreate(t *testing.T) {
	needs(t, s.create, s.each.create)
	t.Run("broken", func(t *testing.T) { s.testEachBroken(t) })
	t.Run("links", func(t *testing.T) { s.testEachLinked(t) })
	for _, fields := range s.unique {
		t.Run(string(encode(t, fields)), func(t *testing.T) { s.testEachTaken(t, fields) })
	}
	t.Run("idempotency", func(t *testing.T) { s.testEachOnce(t) })
	t.Run("client ids", func(t *testing.T) { s.testEachClientIDs(t) })
	t.Run("quota", func(t *testing.T) { s.testEachQuota(t) })
}

// createEach creates items, each for itself.
func (s subject) createEach(user string, list ...any) call {
	return call{op: s.each.create, user: user, body: list}
}

// eachSchema is the schema of such an item.
func (s subject) eachSchema() *openapi3.Schema { return s.each.create.body().Items.Value }

// wantCreated expects that a user has one more item than before.
func (s subject) wantCreated(t *testing.T, user string, of reply, before []row) {
	t.Helper()
	item := of.row(t)
	s.wantStored(t, user, item)
	s.wantListed(t, user, append(slices.Clone(before), item))
}

func (s subject) testEachBroken(t *testing.T) {
	t.Helper()
	user := s.newUser()
	for _, f := range broken(s.eachSchema()) {
		list := []any{f.value, s.newItems(t, user, 1)[0]}
		before := s.everything(t, user)
		if len(encode(t, list)) > 60<<10 {
			continue
		}
		of := s.wantOutcomes(t, s.createEach(user, list...), http.StatusUnprocessableEntity, http.StatusCreated)
		wantRefused(t, of[0], inBody(append([]any{0}, f.loc...)))
		s.wantCreated(t, user, of[1], before)
		s.empty(t, user)
	}
	wantRefused(t, s.send(t, call{op: s.each.create, user: user, body: map[string]any{}}), []any{"body"})
	wantRefused(t, s.send(t, s.createEach(user)), []any{"body"})
}

func (s subject) testEachLinked(t *testing.T) {
	t.Helper()
	user := s.newUser()
	for _, l := range s.links {
		if p := s.eachSchema().Properties[l.field]; p == nil || p.Value.ReadOnly {
			continue
		}
		for _, bad := range s.badLinks(t, user, l) {
			list := s.newItems(t, user, 3)
			for _, at := range []int{0, 2} {
				list[at].(map[string]any)[l.field] = bad.value //nolint:forcetypeassert // made above
			}
			before := s.everything(t, user)
			of := s.wantOutcomes(t, s.createEach(user, list...), bad.status, http.StatusCreated, bad.status)
			wantBadLink(t, of[0], bad, "body", 0, l.field)
			wantBadLink(t, of[2], bad, "body", 2, l.field)
			s.wantCreated(t, user, of[1], before)
			s.empty(t, user)
		}
	}
}

// testEachOnce: a repetition with the key gets all outcomes again, and creates nothing.
func (s subject) testEachOnce(t *testing.T) {
	t.Helper()
	user := s.newUser()
	c := s.createEach(user, append(s.newItems(t, user, 2), 1)...).keyed("each")
	first := s.send(t, c).want(t, http.StatusMultiStatus)
	before := s.everything(t, user)
	s.wantReplayed(t, c, first)
	s.wantListed(t, user, before)
	c.body = s.newItems(t, user, 1)
	wantUsed(t, s.send(t, c))
}

// testEachClientIDs: an item that exists is what was created before.
func (s subject) testEachClientIDs(t *testing.T) {
	t.Helper()
	if !s.byClient(s.eachSchema()) {
		t.Skip("the server makes the ids")
	}
	user := s.newUser()
	list := s.newItems(t, user, 3)
	for _, item := range list {
		item.(map[string]any)[idField] = s.newID() //nolint:forcetypeassert // made above
	}
	made := s.wantOutcomes(t, s.createEach(user, list[:2]...), http.StatusCreated, http.StatusCreated)
	of := s.wantOutcomes(t, s.createEach(user, list[2], list[1], list[2], list[0]), http.StatusCreated, http.StatusOK, http.StatusUnprocessableEntity, http.StatusOK)
	wantSame(t, made[1].row(t), of[1].row(t))
	wantPlaces(t, of[2], []any{"body", 2, idField})
	s.wantListed(t, user, []row{made[0].row(t), made[1].row(t), of[0].row(t)})
}

// testEachQuota: items are created as long as there is room.
func (s subject) testEachQuota(t *testing.T) {
	t.Helper()
	most := quotaOf(s.schema())
	if most == 0 || most > largestFilled {
		t.Skip("the document has no quota that can be filled")
	}
	user := s.newUser()
	s.fill(t, user, most-1)
	before := s.everything(t, user)
	list := s.newItems(t, user, 3)
	of := s.wantOutcomes(t, s.createEach(user, 1, list[0], list[1], list[2]), http.StatusUnprocessableEntity, http.StatusCreated, http.StatusConflict, http.StatusConflict)
	wantTypes(t, of[3], "quota")
	s.wantCreated(t, user, of[1], before)
}

// empty deletes what a user has, where that is possible, so that a list of it stays short.
func (s subject) empty(t *testing.T, user string) {
	t.Helper()
	if s.delete == nil {
		return
	}
	for _, id := range ids(s.everything(t, user)) {
		s.send(t, forGood(call{op: s.delete, id: id, user: user}))
	}
}

// testEachTaken: what is taken by an item, or by one before it in the list, keeps no other from
// being created.
func (s subject) testEachTaken(t *testing.T, fields []string) {
	t.Helper()
	user := s.newUser()
	schema := s.eachSchema()
	for _, f := range fields {
		if p := schema.Properties[f]; p == nil || p.Value.ReadOnly {
			t.Skipf("%s is not in a request", f)
		}
	}
	body := func() map[string]any { return s.own(t, user, schema, full.object(schema).Example(1)) }
	taken := body()
	s.made(t, user, taken)
	again, twin, twins := body(), body(), body()
	for _, f := range fields {
		again[f], twins[f] = taken[f], twin[f]
	}
	c := call{op: s.each.create, user: user, body: []any{again, twin, body(), twins}}
	before := s.everything(t, user)
	of := s.wantOutcomes(t, c, http.StatusConflict, http.StatusCreated, http.StatusCreated, http.StatusConflict)
	wantTaken(t, of[0], fields, "body", 0)
	wantTaken(t, of[3], fields, "body", 3)
	s.wantListed(t, user, append(before, of[1].row(t), of[2].row(t)))
}

// testEachUpdate: the user's items are changed that have the versions asked for, and of the
// others each is refused for itself.
func (s subject) testEachUpdate(t *testing.T) {
	needs(t, s.create, s.each.update)
	user, other := s.newUser(), s.newUser()
	mine, theirs := []row{s.any(t, user, 1), s.any(t, user, 2)}, s.any(t, other, 1)
	update := func(change any, all ...string) call {
		return call{op: s.each.update, user: user, body: map[string]any{idsField: toAny(all), changeField: change}}
	}
	c := update(map[string]any{}, id(mine[1]), id(theirs), unknownID, id(mine[0]))
	of := s.wantOutcomes(t, c, http.StatusOK, http.StatusForbidden, http.StatusNotFound, http.StatusOK)
	wantPlaces(t, of[1], []any{"body", idsField, 1})
	wantPlaces(t, of[2], []any{"body", idsField, 2})
	for i, at := range map[int]int{0: 3, 1: 0} {
		wantUnchanged(t, s.resource, mine[i], of[at].row(t))
		s.wantStored(t, user, of[at].row(t))
	}
	wantSame(t, theirs, s.stored(t, other, id(theirs)))
	c.user = ""
	s.send(t, c).want(t, http.StatusUnauthorized)
	for _, f := range broken(s.each.update.body().Properties[changeField].Value) {
		t.Run(f.name, func(t *testing.T) {
			s.fits(t, f.value)
			wantRefused(t, s.send(t, update(f.value, id(mine[0]))), inBody(append([]any{changeField}, f.loc...)))
		})
	}
	t.Run("unique", func(t *testing.T) { s.testEachToTaken(t) })
	if s.each.update.body().Properties[versionsField] == nil {
		return
	}
	c = update(map[string]any{}, id(mine[0]), id(mine[1]))
	body := c.body.(map[string]any) //nolint:forcetypeassert // made above
	c.user, body[versionsField] = user, []any{1, 2}
	of = s.wantOutcomes(t, c, http.StatusPreconditionFailed, http.StatusOK)
	s.wantStored(t, user, of[1].row(t))
	body[versionsField] = []any{1}
	wantPlaces(t, s.send(t, c).want(t, http.StatusUnprocessableEntity), []any{"body", versionsField})
}

// testEachToTaken: of several items that are set to what one alone may have, the first has it.
func (s subject) testEachToTaken(t *testing.T) {
	t.Helper()
	user := s.newUser()
	for _, fields := range s.unique {
		items := []row{s.any(t, user, 1), s.any(t, user, 2)}
		change := map[string]any{}
		for f, v := range s.example(t, user, s.create, full, 5) {
			if p := s.each.update.body().Properties[changeField].Value.Properties[f]; p != nil && !p.Value.ReadOnly && slices.Contains(fields, f) {
				change[f] = v
			}
		}
		if len(change) < len(fields) {
			continue
		}
		c := call{op: s.each.update, user: user, body: map[string]any{idsField: toAny(ids(items)), changeField: change}}
		of := s.wantOutcomes(t, c, http.StatusOK, http.StatusConflict)
		wantTaken(t, of[1], fields, "body", changeField)
		s.wantStored(t, user, of[0].row(t))
		wantSame(t, items[1], s.stored(t, user, id(items[1])))
	}
}

// testEachDelete: the user's items are deleted, and the items of others stay.
func (s subject) testEachDelete(t *testing.T) {
	needs(t, s.create, s.each.delete)
	user, other := s.newUser(), s.newUser()
	mine, theirs := []row{s.any(t, user, 1), s.any(t, user, 2), s.any(t, user, 3)}, s.any(t, other, 1)
	c := call{op: s.each.delete, user: user, query: url.Values{idsField: {id(mine[0]), id(theirs), id(mine[1]), unknownID}}}
	of := s.wantOutcomes(t, c, http.StatusNoContent, http.StatusForbidden, http.StatusNoContent, http.StatusNotFound)
	wantPlaces(t, of[1], []any{"query", idsField, 1})
	for _, item := range mine[:2] {
		s.wantGone(t, user, id(item))
	}
	wantSame(t, theirs, s.stored(t, other, id(theirs)))
	wantSame(t, mine[2], s.stored(t, user, id(mine[2])))
	c.user = ""
	s.send(t, c).want(t, http.StatusUnauthorized)
	if s.each.delete.parameter("query", versionsField) == nil {
		return
	}
	c = call{op: s.each.delete, user: user, query: url.Values{idsField: {id(mine[2])}, versionsField: {"7"}}}
	s.wantOutcomes(t, c, http.StatusPreconditionFailed)
	wantSame(t, mine[2], s.stored(t, user, id(mine[2])))
	c.query.Set(versionsField, "1")
	s.wantOutcomes(t, c, http.StatusNoContent)
}
