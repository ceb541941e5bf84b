package fault_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/entask/entask/internal/runtime/fault"
)

func TestFrom(t *testing.T) {
	title, due := fault.NewInvalid("missing", "is required", "body", "title"), fault.NewInvalid("value_error", "must be later", "body", "due")
	gone := fault.New(fault.NotFound, "no such task")
	for name, tc := range map[string]struct {
		err  error
		want string
	}{
		"nothing":               {nil, ""},
		"another error":         {errors.New("x"), ""},
		"itself":                {title, "title: is required"},
		"wrapped":               {fmt.Errorf("save: %w", title), "title: is required"},
		"joined with another":   {errors.Join(errors.New("x"), due), "due: must be later"},
		"two that are invalid":  {fmt.Errorf("save: %w", errors.Join(title, due)), "title: is required; due: must be later"},
		"two of different kind": {errors.Join(gone, due), "no such task"},
		"in an item":            {fault.In(errors.Join(title, due), 3), "title: is required; due: must be later"},
	} {
		got := ""
		if f := fault.From(tc.err); f != nil {
			got = f.Error()
		}
		if got != tc.want {
			t.Errorf("%s: got %q, want %q", name, got, tc.want)
		}
	}
}
