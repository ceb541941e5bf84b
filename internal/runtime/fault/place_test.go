package fault_test

import (
	"errors"
	"fmt"
	"reflect"
	"testing"

	"github.com/entask/entask/internal/runtime/fault"
)

func TestPlace(t *testing.T) {
	invalid := fault.NewInvalid("missing", "is required", "body", "title")
	at := func(locs ...[]any) *fault.Error {
		f := &fault.Error{Kind: fault.Invalid}
		for _, loc := range locs {
			f.Fields = append(f.Fields, fault.Field{Loc: loc, Msg: "is required", Type: "missing"})
		}
		return f
	}
	for _, tc := range []struct {
		name string
		err  error
		want *fault.Error
	}{
		{"as it is", invalid, invalid},
		{"in an item", fault.In(invalid, 3), at([]any{"body", 3, "title"})},
		{"in several items", fault.In(invalid, 0, 2), at([]any{"body", 0, "title"}, []any{"body", 2, "title"})},
		{"in a member, wrapped", fmt.Errorf("run: %w", errors.Join(fault.In(invalid, "change"))), at([]any{"body", "change", "title"})},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := fault.Place(tc.err, invalid); !reflect.DeepEqual(got, tc.want) {
				t.Errorf("got %+v, want %+v", got, tc.want)
			}
		})
	}
	if got := fault.Place(fault.In(errors.New("x"), 1), nil); got != nil {
		t.Errorf("of no fault: got %+v, want none", got)
	}
	header := fault.NewInvalid("missing", "is required", "header", "If-Match")
	if got := fault.Place(fault.In(header, 1), header); !reflect.DeepEqual(got, header) {
		t.Errorf("what is not of the body: got %+v, want it as it was", got)
	}
}
