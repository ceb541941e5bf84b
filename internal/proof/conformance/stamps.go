package conformance

import (
	"maps"
	"net/http"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// xStamp marks a time that the server sets, and names the boolean field since whose change it is.
const xStamp = "x-stamp"

// stamps are the fields of such times, with the boolean fields.
func (r *resource) stamps() map[string]string {
	all := map[string]string{}
	for name, p := range r.schema().Properties {
		if of, ok := p.Value.Extensions[xStamp].(string); ok {
			all[name] = of
		}
	}
	return all
}

// testStamps: a time is there while its field is true, since the write that made it so,
// whichever operation writes, and no request sets it.
func (s subject) testStamps(t *testing.T) {
	if len(s.stamps()) == 0 {
		t.Skip("the document has no such time")
	}
	needs(t, s.create)
	for at, is := range s.stamps() {
		t.Run(at, func(t *testing.T) {
			user := s.newUser()
			if p := s.schema().Properties[at].Value; !p.ReadOnly || !p.Nullable || p.Format != "date-time" {
				t.Errorf("%s is not a read-only time that may be null", at)
			}
			item := func(on bool) row {
				body := s.example(t, user, s.create, full, 1)
				body[is], body[at] = on, "2001-02-03T04:05:06Z"
				return stamped(t, s.made(t, user, body), is, at, on)
			}
			s.testStampsOfMany(t, user, is, at, item)
			for _, op := range s.updates() {
				now := item(false)
				for _, on := range []bool{true, true, false, true} {
					now = stamped(t, s.updated(t, op, user, now, map[string]any{is: on}), is, at, on)
				}
				s.updated(t, op, user, now, map[string]any{})
			}
			for _, op := range s.toggles {
				if op.toggled() != is {
					continue
				}
				was := item(true)
				for _, on := range []bool{false, true} {
					was = stamped(t, s.send(t, call{op: op, id: id(was), user: user}).want(t, http.StatusOK).row(t), is, at, on)
					same := s.send(t, call{op: op, id: id(was), user: user, body: map[string]any{is: on}}).want(t, http.StatusOK).row(t)
					if same[at] != was[at] {
						t.Errorf("%s is %v after %s stays %v, want %v", at, same[at], is, on, was[at])
					}
				}
			}
		})
	}
}

// testStampsOfMany: so it is of items that are written together.
func (s subject) testStampsOfMany(t *testing.T, user, is, at string, item func(on bool) row) {
	t.Helper()
	if s.batch.create != nil {
		list := s.newItems(t, user, 2)
		for i := range list {
			list[i].(map[string]any)[is] = i == 0 //nolint:forcetypeassert // made above
		}
		for i, made := range s.madeAll(t, user, list) {
			stamped(t, made, is, at, i == 0)
		}
	}
	for _, op := range present(s.batch.update, s.each.update) {
		items := []row{item(true), item(false)}
		for _, on := range []bool{true, false} {
			c := call{op: op, user: user, body: map[string]any{idsField: toAny(ids(items)), changeField: map[string]any{is: on}}}
			if r := s.send(t, c); r.status/100 != 2 {
				t.Fatalf("%s: got %d %s, want success", r.call, r.status, clip(string(r.raw)))
			}
			for i, was := range items {
				now := stamped(t, s.stored(t, user, id(was)), is, at, on)
				if on && i == 0 && now[at] != was[at] {
					t.Errorf("%s is %v after %s stays true, want %v", at, now[at], is, was[at])
				}
			}
		}
	}
}

// stamped expects of an item that its field and its time agree, and returns it.
func stamped(t rapid.TB, item row, is, at string, on bool) row {
	t.Helper()
	if item[is] != on || (item[at] != nil) != on {
		t.Errorf("%s is %v since %v, want %v: %v", is, item[is], item[at], on, slices.Sorted(maps.Keys(item)))
	}
	return item
}
