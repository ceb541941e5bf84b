package value_test

import (
	"testing"
	"time"

	"github.com/entask/entask/internal/runtime/value"
)

// given returns what a mutation does of a field that is set.
func given[T any](v T) func() (T, bool) { return func() (T, bool) { return v, true } }

// absent returns what a mutation does of a field that is not set.
func absent[T any]() (v T, ok bool) { return v, false }

func TestSame(t *testing.T) {
	type address struct{ Street string }
	at := time.Date(2026, 3, 1, 9, 30, 0, 1001, time.UTC)
	for name, tc := range map[string]struct{ got, want bool }{
		"equal":                   {value.Same(given("a"), "a"), true},
		"another":                 {value.Same(given("a"), "b"), false},
		"absent, and zero":        {value.Same(absent[int], 0), true},
		"absent, and a value":     {value.Same(absent[int], 1), false},
		"to the microsecond":      {value.Same(given(at), at.Truncate(time.Microsecond).Local()), true},
		"another microsecond":     {value.Same(given(at), at.Add(time.Microsecond)), false},
		"a struct":                {value.Same(given(address{"a"}), address{"a"}), true},
		"another struct":          {value.Same(given(address{"a"}), address{"b"}), false},
		"JSON in another form":    {value.Same[any](given[any](map[string]int{"a": 1}), map[string]any{"a": 1.0}), true},
		"no JSON":                 {value.Same[any](given[any](func() {}), func() {}), false},
		"null":                    {value.SameOrNull(absent[string], nil), true},
		"null, and empty text":    {value.SameOrNull(given(""), nil), false},
		"a value, and null":       {value.SameOrNull(absent[string], new(string)), false},
		"no bytes":                {value.Same(given([]byte{}), nil), true},
		"null bytes":              {value.SameOrNull(absent[[]byte], new([]byte)), true},
		"bytes, and null":         {value.SameOrNull(given([]byte("a")), new([]byte)), false},
		"a value that may be nil": {value.SameOrNull(given(7), &[]int{7}[0]), true},
	} {
		if tc.got != tc.want {
			t.Errorf("%s: got %v, want %v", name, tc.got, tc.want)
		}
	}
}
