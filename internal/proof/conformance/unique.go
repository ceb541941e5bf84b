package conformance

import (
	"maps"
	"net/http"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// testUnique: a second item with the unique values of one owner is refused with the names
// of the fields, in a create and in an update, and nothing is written. The values of
// another owner do not matter, nor does null.
func (s subject) testUnique(t *testing.T) {
	needs(t, s.create)
	for _, fields := range s.unique {
		t.Run(string(encode(t, fields)), func(t *testing.T) {
			for _, f := range fields {
				if p := s.create.body().Properties[f]; p == nil || p.Value.ReadOnly {
					t.Skipf("%s is not in a request", f)
				}
			}
			user := s.newUser()
			taken := s.example(t, user, s.create, full, 1)
			first := s.made(t, user, taken)
			t.Run("create", func(t *testing.T) { s.testTaken(t, user, fields, taken) })
			for _, op := range s.updates() {
				t.Run(op.OperationID, func(t *testing.T) { s.testUpdateToTaken(t, op, user, fields, taken) })
			}
			t.Run("nothing", func(t *testing.T) { s.testNothingIsUnique(t, user, fields, taken) })
			wantSame(t, first, s.stored(t, user, id(first)))
			if s.delete != nil {
				s.send(t, call{op: s.delete, id: id(first), user: user}).want(t, http.StatusNoContent)
				s.made(t, user, s.alike(t, user, fields, taken))
			}
		})
	}
}

// alike is another body with the same values in some fields.
func (s subject) alike(t rapid.TB, user string, fields []string, with map[string]any) map[string]any {
	t.Helper()
	body := s.example(t, user, s.create, full, 2)
	for _, f := range fields {
		body[f] = with[f]
	}
	return body
}

func (s subject) testTaken(t *testing.T, user string, fields []string, taken map[string]any) {
	t.Helper()
	again := s.alike(t, user, fields, taken)
	before := s.everything(t, user)
	wantTaken(t, s.send(t, call{op: s.create, user: user, body: again}), fields, "body")
	s.wantListed(t, user, before)
	if slices.ContainsFunc(fields, func(f string) bool { return s.linkAt(f) != nil }) {
		return // another owner cannot have it
	}
	other := s.newUser()
	s.made(t, other, s.alike(t, other, fields, taken))
}

func (s subject) testUpdateToTaken(t *testing.T, op *operation, user string, fields []string, taken map[string]any) {
	t.Helper()
	mine := s.example(t, user, s.create, full, 3)
	item := s.made(t, user, mine)
	body, same := map[string]any{}, map[string]any{}
	for _, f := range fields {
		if p := op.body().Properties[f]; p == nil || p.Value.ReadOnly {
			t.Skipf("%s cannot be updated", f)
		}
		body[f], same[f] = taken[f], mine[f]
	}
	wantTaken(t, s.send(t, call{op: op, id: id(item), user: user, body: body}), fields, "body")
	wantSame(t, item, s.stored(t, user, id(item)))
	s.updated(t, op, user, item, same)
}

// testNothingIsUnique: null does not collide, not even with null.
func (s subject) testNothingIsUnique(t *testing.T, user string, fields []string, taken map[string]any) {
	t.Helper()
	for _, f := range fields {
		if !s.create.body().Properties[f].Value.Nullable {
			continue
		}
		for range 2 {
			body := s.alike(t, user, fields, taken)
			body[f] = nil
			for _, others := range s.unique {
				if !slices.Equal(others, fields) {
					s.renew(t, user, s.create.body(), slices.DeleteFunc(slices.Clone(others), func(o string) bool { return slices.Contains(fields, o) }), body)
				}
			}
			s.made(t, user, body)
		}
	}
}

// wantTaken expects a conflict with the names of the fields, at a place.
func wantTaken(t rapid.TB, r reply, fields []string, loc ...any) {
	t.Helper()
	r.want(t, http.StatusConflict)
	var want [][]any
	for _, f := range fields {
		want = append(want, append(slices.Clone(loc), f))
	}
	wantPlaces(t, r, want...)
	wantTypes(t, r, "unique")
}

// wantTypes expects that every error of a problem has that type.
func wantTypes(t rapid.TB, r reply, want string) {
	t.Helper()
	errors, _ := r.row(t)["errors"].([]any)
	for _, e := range errors {
		if broken, _ := e.(map[string]any); broken["type"] != want {
			t.Errorf("%s: got an error of type %v, want %s: %s", r.call, broken["type"], want, clip(string(r.raw)))
		}
	}
}

// without is a body without some fields.
func without(body map[string]any, fields ...string) map[string]any {
	less := maps.Clone(body)
	for _, f := range fields {
		delete(less, f)
	}
	return less
}
