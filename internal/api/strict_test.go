package api

import (
	"testing"

	"github.com/google/uuid"
)

// optional is a decoded parameter, as ogen has it.
type optional[T any] struct{ value T }

func (o optional[T]) Get() (T, bool) { return o.value, true }

func TestForm(t *testing.T) {
	id := uuid.MustParse("01957f3e-8d4c-7b2a-9c1e-5f6a7b8c9d0e")
	for _, tc := range []struct {
		text    string
		decoded any
		want    bool
	}{
		{"true", optional[bool]{true}, true},
		{"1", optional[bool]{true}, false},
		{"01957f3e-8d4c-7b2a-9c1e-5f6a7b8c9d0e", optional[uuid.UUID]{id}, true},
		{"01957F3E-8D4C-7B2A-9C1E-5F6A7B8C9D0E", optional[uuid.UUID]{id}, true},
		{"01957f3e8d4c7b2a9c1e5f6a7b8c9d0e", optional[uuid.UUID]{id}, false},
		{"{01957f3e-8d4c-7b2a-9c1e-5f6a7b8c9d0e}", optional[uuid.UUID]{id}, false},
		{"urn:uuid:01957f3e-8d4c-7b2a-9c1e-5f6a7b8c9d0e", optional[uuid.UUID]{id}, false},
		{"1", optional[string]{"1"}, true},
	} {
		if got := isForm(tc.decoded, tc.text); got != tc.want {
			t.Errorf("isForm(%T, %q) = %v, want %v", tc.decoded, tc.text, got, tc.want)
		}
	}
}
