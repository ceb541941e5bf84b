package clientid_test

import (
	"reflect"
	"regexp"
	"testing"

	"github.com/google/uuid"

	"github.com/entask/entask/internal/runtime/clientid"
	"github.com/entask/entask/internal/runtime/fault"
)

// TestCheck: Check and Pattern accept the same ids.
func TestCheck(t *testing.T) {
	pattern := regexp.MustCompile(clientid.Pattern)
	for text, want := range map[string]bool{
		"01957f3e-8d4c-7b2a-9c1e-5f6a7b8c9d0e": true,
		"01957F3E-8D4C-4B2A-BC1E-5F6A7B8C9D0E": true,
		"01957f3e-8d4c-1b2a-9c1e-5f6a7b8c9d0e": false,
		"01957f3e-8d4c-7b2a-cc1e-5f6a7b8c9d0e": false,
		"00000000-0000-0000-0000-000000000000": false,
	} {
		err := clientid.Check(uuid.MustParse(text), "body", "id")
		if (err == nil) != want || pattern.MatchString(text) != want {
			t.Errorf("%s: Check() = %v and the pattern matches: %v, want %v", text, err, pattern.MatchString(text), want)
		}
	}
}

// TestAgain: a batch is done again only as a whole.
func TestAgain(t *testing.T) {
	a, b := uuid.UUID{1}, uuid.UUID{2}
	for name, tc := range map[string]struct {
		ids  []uuid.UUID
		rows map[uuid.UUID]string
		want []string
		at   []any // the first refused
		kind fault.Kind
	}{
		"all":               {[]uuid.UUID{a, b}, map[uuid.UUID]string{a: "0", b: "1"}, []string{"0", "1"}, nil, 0},
		"none":              {[]uuid.UUID{a, b}, nil, nil, nil, 0},
		"another content":   {[]uuid.UUID{a, b}, map[uuid.UUID]string{a: "0", b: "x"}, nil, []any{"body", 1, "id"}, fault.Conflict},
		"one of them":       {[]uuid.UUID{a, b}, map[uuid.UUID]string{b: "1"}, nil, []any{"body", 1, "id"}, fault.Conflict},
		"one without an id": {[]uuid.UUID{a, {}}, map[uuid.UUID]string{a: "0"}, nil, []any{"body", 0, "id"}, fault.Conflict},
		"an id twice":       {[]uuid.UUID{a, b, a}, nil, nil, []any{"body", 2, "id"}, fault.Invalid},
		"two without an id": {[]uuid.UUID{{}, {}}, nil, nil, nil, 0},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := clientid.Again("Task", tc.ids, tc.rows, func(item int, row string) bool { return row == string(rune('0'+item)) })
			if !reflect.DeepEqual(got, tc.want) {
				t.Errorf("got %v, want %v", got, tc.want)
			}
			f := fault.From(err)
			if (f == nil) != (tc.kind == 0) || f != nil && (f.Kind != tc.kind || !reflect.DeepEqual(f.Fields[0].Loc, tc.at)) {
				t.Errorf("got %+v, want %v at %v", f, tc.kind, tc.at)
			}
		})
	}
}

// TestWhole: all that keeps a put from creating a row is said at once.
func TestWhole(t *testing.T) {
	f := fault.From(clientid.Whole(uuid.UUID{1}, "task_id", map[string]bool{"title": false, "name": true, "due": false}))
	if f == nil || f.Error() != "task_id: must be a UUID of version 4 or 7; due: is required; title: is required" {
		t.Errorf("got %v", f)
	}
	if err := clientid.Whole(uuid.New(), "task_id", map[string]bool{"title": true}); err != nil {
		t.Errorf("got %v, want nothing", err)
	}
}
