package feed

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/google/uuid"

	"github.com/entask/entask/internal/runtime/fault"
	"github.com/entask/entask/internal/runtime/request"
	"github.com/entask/entask/internal/runtime/viewer"
)

// TestCheck: a cursor is refused if and only if a deletion behind it may be missing.
func TestCheck(t *testing.T) {
	counted := head{epoch: "e", number: 20, floor: 10, began: 5, counted: true}
	fresh := head{epoch: "e", number: 6, floor: 5, began: 5, counted: true}
	for _, tc := range []struct {
		name  string
		since *cursor
		head  head
		gone  bool
	}{
		{"the beginning", nil, counted, false},
		{"the latest", &cursor{Number: 20, ID: last, Epoch: "e"}, counted, false},
		{"the floor", &cursor{Number: 10, ID: last, Epoch: "e"}, counted, false},
		{"in the middle of the floor", &cursor{Number: 10, ID: uuid.UUID{1}, Epoch: "e"}, counted, true},
		{"in the middle of the number above", &cursor{Number: 11, ID: uuid.UUID{1}, Epoch: "e"}, counted, false},
		{"below the floor", &cursor{Number: 9, ID: last, Epoch: "e"}, counted, true},
		{"below the floor, while it loads", &cursor{Number: 1, ID: uuid.UUID{1}, Begun: new(int64(15)), Epoch: "e"}, counted, false},
		{"begun below the floor", &cursor{Number: 1, ID: uuid.UUID{1}, Begun: new(int64(9)), Epoch: "e"}, counted, true},
		{"of the future", &cursor{Number: 21, ID: last, Epoch: "e"}, counted, true},
		{"of another history", &cursor{Number: 20, ID: last, Epoch: "f"}, counted, true},
		{"before anything was counted", &cursor{Number: 0, ID: last, Epoch: "e"}, fresh, false},
		{"before anything was counted, and then purged", &cursor{Number: 0, ID: last, Epoch: "e"}, counted, true},
		{"of a user who was erased", &cursor{Number: 4, ID: last, Epoch: "e"}, fresh, true},
		{"of a user who was erased and has written nothing", &cursor{Number: 4, ID: last, Epoch: "e"}, head{epoch: "e"}, true},
		{"nothing is counted", &cursor{Number: 0, ID: last, Epoch: "e"}, head{epoch: "e"}, false},
		{"nothing is counted, in the middle", &cursor{Number: 0, ID: uuid.UUID{1}, Begun: new(int64(0)), Epoch: "e"}, head{epoch: "e"}, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p := &Page{since: tc.since}
			err := p.begin(tc.head)
			var f *fault.Error
			if got := errors.As(err, &f) && f.Kind == fault.Gone && f.Type == Gone; got != tc.gone || !got && err != nil {
				t.Errorf("begin() = %v, want gone: %v", err, tc.gone)
			}
		})
	}
}

// TestCursor: a cursor is written in one way only, and belongs to its user, list and filters.
func TestCursor(t *testing.T) {
	const list = "/api/things/changes"
	of := func(user, url string) context.Context {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
		ctx := request.New(viewer.NewContext(t.Context(), viewer.Viewer{ID: user}), request.Identity{}, r.Header)
		ctx.Inbound().Request = r
		return ctx
	}
	made := of("ann", list+"?q=a&priority=low&priority=high&limit=3")
	c := cursor{Number: 7, ID: uuid.UUID{1}, Begun: new(int64(9)), Epoch: "e", scope: scopeOf(made)}
	text := c.encode()
	same := of("ann", list+"/?priority=high&priority=low&q=a&limit=4&since="+text)
	if p, err := New(same, text, 4); err != nil || p.since.Number != 7 || *p.since.Begun != 9 {
		t.Errorf("New() = %v, %v", p, err)
	}
	for name, tc := range map[string]struct {
		ctx   context.Context
		since string
		want  fault.Kind
	}{
		"another user":  {of("bob", request.URL(made).String()), text, fault.Gone},
		"no user":       {same, (&cursor{Number: 7, Epoch: "e"}).encode(), fault.Gone},
		"another list":  {of("ann", "/api/others/changes?q=a&priority=low&priority=high"), text, fault.Invalid},
		"other filters": {of("ann", list+"?q=b&priority=low&priority=high"), text, fault.Invalid},
		"no filters":    {of("ann", list), text, fault.Invalid},
		"no base64":     {same, "x!", fault.Invalid},
		"no JSON":       {same, "eA", fault.Invalid},
		"another form":  {same, text + "=", fault.Invalid},
		"no epoch":      {same, (&cursor{Number: 7, scope: c.scope}).encode(), fault.Invalid},
		"negative":      {same, (&cursor{Number: -1, Epoch: "e", scope: c.scope}).encode(), fault.Invalid},
	} {
		var f *fault.Error
		if _, err := New(tc.ctx, tc.since, 4); !errors.As(err, &f) || f.Kind != tc.want {
			t.Errorf("%s: New() = %v, want kind %v", name, err, tc.want)
		}
	}
}
