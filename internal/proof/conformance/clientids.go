package conformance

import (
	"maps"
	"net/http"
	"slices"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/google/uuid"
)

// byClient says whether a body may choose the id of what it creates.
func (s subject) byClient(body *openapi3.Schema) bool {
	p := body.Properties[idField]
	return p != nil && !p.Value.ReadOnly
}

// newID is an id that a client makes, of version 4 or 7. The database may have the rows of an
// earlier run.
func (s *suite) newID() string {
	if s.values.Add(1)%2 == 0 {
		return uuid.NewString()
	}
	return uuid.Must(uuid.NewV7()).String()
}

// testClientIDs: what is created with an id has it, the same request again is answered with it,
// and another one is refused. The id of another user's item says nothing.
func (s subject) testClientIDs(t *testing.T) {
	needs(t, s.create)
	if !s.byClient(s.create.body()) {
		t.Skip("the server makes the ids")
	}
	user, other := s.newUser(), s.newUser()
	body := func(seed int) map[string]any {
		b := s.example(t, user, s.create, full, seed)
		b[idField] = s.newID()
		return b
	}
	for _, m := range []maker{full, anything, bare} {
		for seed := range 3 {
			b := s.example(t, user, s.create, m, seed)
			b[idField] = s.newID()
			item := s.made(t, user, b)
			if id(item) != b[idField] {
				t.Errorf("create with the id %s: got %s", b[idField], id(item))
			}
			again := s.send(t, call{op: s.create, user: user, body: b}).want(t, http.StatusOK)
			wantSame(t, item, again.row(t))
			s.wantPlace(t, user, again, item)
			keyed := s.send(t, call{op: s.create, user: user, body: b}.keyed("again "+id(item))).want(t, http.StatusOK)
			wantSame(t, item, keyed.row(t))
			s.wantStored(t, user, item)
		}
	}
	first := body(1)
	mine := s.made(t, user, first)
	t.Run("another content", func(t *testing.T) {
		for _, name := range slices.Sorted(maps.Keys(first)) {
			p := s.create.body().Properties[name].Value
			if name == idField {
				continue
			}
			for seed := range 20 {
				changed := maps.Clone(first)
				if changed[name] = full.value(p).Example(seed); s.linkAt(name) != nil {
					changed[name] = s.target(t, user, s.linkAt(name).target)
				}
				if mine[name] == nil || same(p, decode(t, encode(t, changed[name])), mine[name]) {
					continue
				}
				wantIDTaken(t, s.send(t, call{op: s.create, user: user, body: changed}), "body", idField)
				break
			}
		}
		wantSame(t, mine, s.stored(t, user, id(mine)))
	})
	t.Run("changed since", func(t *testing.T) {
		b := body(2)
		item := s.made(t, user, b)
		for _, op := range s.updates() {
			change := s.example(t, user, op, full, 3)
			after := s.send(t, call{op: op, id: id(item), user: user, body: change}).want(t, http.StatusOK).row(t)
			if res := s.send(t, call{op: s.create, user: user, body: b}); res.status != http.StatusOK {
				wantIDTaken(t, res, "body", idField)
			}
			wantSame(t, after, s.stored(t, user, id(item)))
		}
	})
	t.Run("of another user", func(t *testing.T) { s.testSharedID(t, user, other, mine) })
	if s.delete != nil {
		t.Run("of a deleted one", func(t *testing.T) {
			b := body(6)
			s.made(t, user, b)
			gone := call{op: s.delete, id: b[idField].(string), user: user} //nolint:forcetypeassert // just made
			s.send(t, gone).want(t, http.StatusNoContent)
			if s.restore != nil && !s.service.NoPolicy { // it is in the trash
				wantIDTaken(t, s.send(t, call{op: s.create, user: user, body: b}), "body", idField)
				s.send(t, forGood(gone)).want(t, http.StatusNoContent)
			}
			s.wantStored(t, user, s.made(t, user, b))
		})
	}
}

// testSharedID: two users may have items of one id, and neither learns of the other's.
func (s subject) testSharedID(t *testing.T, user, other string, mine row) {
	t.Helper()
	theirs := s.example(t, other, s.create, full, 5)
	theirs[idField] = id(mine)
	made := s.made(t, other, theirs)
	wantSame(t, mine, s.stored(t, user, id(mine)))
	wantSame(t, made, s.stored(t, other, id(mine)))
	wantSame(t, made, s.send(t, call{op: s.create, user: other, body: theirs}).want(t, http.StatusOK).row(t))
	for _, op := range s.onItem() {
		if op == s.delete {
			continue
		}
		c := s.good(t, op, other, id(mine))
		if op.parameter("header", ifMatch) != nil {
			s.send(t, c.and(ifMatch, `"0"`)).want(t, http.StatusPreconditionFailed)
		}
		s.send(t, c).want(t, http.StatusOK)
		wantSame(t, mine, s.stored(t, user, id(mine)))
	}
	if s.delete != nil {
		s.send(t, forGood(call{op: s.delete, id: id(mine), user: other})).want(t, http.StatusNoContent)
		for _, op := range s.onItem() {
			s.send(t, s.good(t, op, other, id(mine))).want(t, http.StatusForbidden)
		}
	}
	wantSame(t, mine, s.stored(t, user, id(mine)))
}

// wantPlace expects the path and the tag of an item.
func (s subject) wantPlace(t testing.TB, user string, r reply, item row) {
	t.Helper()
	if got := r.header.Get("Location"); got != s.collection+"/"+id(item) {
		t.Errorf("%s: got Location %s, want the path of %s", r.call, got, id(item))
	}
	if s.read == nil || !s.tags() {
		return
	}
	if got, want := r.header.Get("ETag"), s.send(t, call{op: s.read, id: id(item), user: user}).header.Get("ETag"); got != want {
		t.Errorf("%s: got ETag %s, want %s", r.call, got, want)
	}
}

// wantIDTaken expects the refusal of an id that is another item's.
func wantIDTaken(t testing.TB, res reply, loc ...any) {
	t.Helper()
	wantPlaces(t, res.want(t, http.StatusConflict), loc)
}

// testClientIDsOfBatches: a batch with ids is answered again as it was, and one of which only a
// part exists is refused.
func (s subject) testClientIDsOfBatches(t *testing.T) {
	needs(t, s.batch.create)
	if !s.byClient(s.newSchema()) {
		t.Skip("the server makes the ids")
	}
	user, other := s.newUser(), s.newUser()
	list := s.newItems(t, user, 3)
	item := func(i int) map[string]any { return list[i].(map[string]any) } //nolint:forcetypeassert // as made
	for i := range list {
		item(i)[idField] = s.newID()
	}
	send := func(user string, list ...any) reply {
		return s.send(t, call{op: s.batch.create, user: user, body: list})
	}
	made := send(user, list...).want(t, http.StatusCreated).rows(t)
	for i, got := range made {
		if id(got) != item(i)[idField] {
			t.Errorf("item %d has the id %s, want %s", i, id(got), item(i)[idField])
		}
	}
	again := send(user, list...).want(t, http.StatusCreated).rows(t)
	for i := range made {
		wantSame(t, made[i], again[i])
	}
	fresh := s.newItems(t, user, 1)[0]
	fresh.(map[string]any)[idField] = s.newID() //nolint:forcetypeassert // as made
	wantIDTaken(t, send(user, fresh, list[1]), "body", 1, idField)
	without := s.newItems(t, user, 1)[0]
	delete(without.(map[string]any), idField) //nolint:forcetypeassert // as made
	wantIDTaken(t, send(user, list[2], without), "body", 0, idField)
	wantPlaces(t, send(user, fresh, fresh).want(t, http.StatusUnprocessableEntity), []any{"body", 1, idField})
	s.wantListed(t, user, made)
	for i, b := range s.newItems(t, other, 3) {
		b.(map[string]any)[idField] = item(i)[idField] //nolint:forcetypeassert // as made
		send(other, b).want(t, http.StatusCreated)
	}
	s.wantListed(t, user, made)
}

// puts says whether the operation creates an item that is not there, with If-None-Match: *.
func (o *operation) puts() bool {
	return o.method == http.MethodPut && o.Responses.Status(http.StatusCreated) != nil
}

// testPutCreates: a put creates an item that is not there, if that is its condition.
func (s subject) testPutCreates(t *testing.T) {
	needs(t, s.put)
	if !s.put.puts() {
		t.Skip("no put creates")
	}
	user, other := s.newUser(), s.newUser()
	put := func(user, id string, body any) reply {
		return s.send(t, call{op: s.put, id: id, user: user, body: body}.and(ifNoneMatch, "*"))
	}
	for seed, m := range []maker{full, anything, bare} {
		body := s.example(t, user, s.create, m, seed)
		maps.DeleteFunc(body, func(name string, _ any) bool { return s.put.body().Properties[name].Value.ReadOnly })
		res := put(user, s.newID(), body).want(t, http.StatusCreated)
		item := res.row(t)
		wantSent(t, s.resource, s.create.body(), body, item)
		s.wantPlace(t, user, res, item)
		s.wantStored(t, user, item)
		put(user, id(item), body).want(t, http.StatusPreconditionFailed)
		put(user, id(item), map[string]any{}).want(t, http.StatusPreconditionFailed)
		wantSame(t, item, s.stored(t, user, id(item)))
		theirs := s.example(t, other, s.create, full, seed)
		delete(theirs, idField)
		put(other, id(item), theirs).want(t, http.StatusCreated)
		wantSame(t, item, s.stored(t, user, id(item)))
	}
	body := s.example(t, user, s.create, full, 1)
	delete(body, idField)
	var missing [][]any
	for _, name := range s.create.body().Required {
		missing = append(missing, []any{"body", name})
	}
	p := s.put.parameters("path")[0]
	wantPlaces(t, put(user, "01957f3e-8d4c-1b2a-9c1e-5f6a7b8c9d0e", body).want(t, http.StatusUnprocessableEntity), []any{"path", p.Name})
	if len(missing) > 0 {
		wantPlaces(t, put(user, s.newID(), map[string]any{}).want(t, http.StatusUnprocessableEntity), missing...)
	}
}
