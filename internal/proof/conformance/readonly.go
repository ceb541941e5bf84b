package conformance

import (
	"maps"
	"net/http"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// testReadOnly: a client may send back what it read. Read-only fields are ignored, whatever
// their value: an id, an owner or a version cannot be chosen.
func (s subject) testReadOnly(t *testing.T) {
	needs(t, s.create)
	user, other := s.newUser(), s.newUser()
	foreign := s.any(t, other, 1)
	for _, op := range append(present(s.create), s.updates()...) {
		for _, name := range slices.Sorted(maps.Keys(op.body().Properties)) {
			if !op.body().Properties[name].Value.ReadOnly {
				continue
			}
			for _, v := range []any{foreign[name], nil, "text", 7, false, []any{1}, map[string]any{"k": "v"}} {
				before := s.any(t, user, 4)
				body := s.example(t, user, op, full, 5)
				but := slices.Collect(maps.Keys(body))
				body[name] = v
				if op == s.create {
					s.wantOwn(t, name, v, s.made(t, user, body), before)
					continue
				}
				after := s.send(t, call{op: op, id: id(before), user: user, body: body}).want(t, http.StatusOK).row(t)
				wantUnchanged(t, s.resource, before, after, but...)
			}
		}
	}
	wantSame(t, foreign, s.stored(t, other, id(foreign)))
}

// wantOwn expects that the server set a read-only field of a new item, by comparing it with
// another item of the same owner.
func (s subject) wantOwn(t rapid.TB, name string, sent any, item, sibling row) {
	t.Helper()
	chosen := reflect.DeepEqual(item[name], sent)
	if is := s.stamps()[name]; is != "" {
		stamped(t, item, is, name, item[is] == true)
		chosen = chosen && sent != nil
	} else if p := s.schema().Properties[name]; name != idField && p != nil && (p.Value.Nullable || p.Value.Format != "date-time") {
		chosen = !reflect.DeepEqual(item[name], sibling[name])
	}
	if chosen {
		t.Errorf("create with the read-only %s: got %v, want the server's own", name, item[name])
	}
}
