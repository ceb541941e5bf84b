package conformance

import (
	"net/http"
	"testing"
)

// branch creates items, each the parent of the next by the link.
func (s subject) branch(t *testing.T, user string, op *operation, l link) []row {
	t.Helper()
	all := []row{s.any(t, user, 1)}
	for i := range 2 {
		next := s.any(t, user, i+2)
		all = append(all, s.updated(t, op, user, next, map[string]any{l.field: id(all[i])}))
	}
	return all
}

// testCircle: an item leads neither to itself nor to an item below it, and no refused update
// changes anything. It may lead to any other, above it or beside it.
func (s subject) testCircle(t *testing.T, op *operation, l link) {
	t.Helper()
	user := s.newUser()
	all := s.branch(t, user, op, l)
	for _, below := range all {
		s.wantCircle(t, s.send(t, call{op: op, id: id(all[0]), user: user, body: map[string]any{l.field: id(below)}}), "body", l.field)
	}
	if s.batch.update != nil {
		body := map[string]any{idsField: toAny(ids(all[:2])), changeField: map[string]any{l.field: id(all[2])}}
		s.wantCircle(t, s.send(t, call{op: s.batch.update, user: user, body: body}), "body", changeField, l.field)
	}
	for _, item := range all {
		wantSame(t, item, s.stored(t, user, id(item)))
	}
	s.updated(t, op, user, all[2], map[string]any{l.field: id(all[0])})
}

func (s subject) wantCircle(t *testing.T, r reply, loc ...any) {
	t.Helper()
	r.want(t, http.StatusUnprocessableEntity)
	wantPlaces(t, r, loc)
	wantTypes(t, r, "circular_reference")
}
