package value_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/entask/entask/internal/runtime/value"
)

type even int

func (e even) Validate() error {
	if e%2 != 0 {
		return errors.New("odd")
	}
	return nil
}

func (m *mutation) SetEven(even) {}

// A rule is asked of what the field can hold, and answers with its sentence.
func TestRule(t *testing.T) {
	long := func(s string) error {
		if len(s) < 5 {
			return errors.New("short")
		}
		return nil
	}
	for name, tc := range map[string]struct {
		check     func([]byte) error
		raw, want string
	}{
		"kept":               {value.Rule(value.Check((*mutation).SetHost), long, "must be long"), `"1.1.1.1"`, ""},
		"broken":             {value.Rule(value.Check((*mutation).SetHost), long, "must be long"), `"::1"`, "must be long"},
		"no value at all":    {value.Rule(value.Check((*mutation).SetHost), long, "must be long"), `"x"`, "ParseAddr(\"x\"): unable to parse IP"},
		"kept by a type":     {value.OwnRule((*mutation).SetEven, "must be even"), `2`, ""},
		"broken by a type":   {value.OwnRule((*mutation).SetEven, "must be even"), `3`, "must be even"},
		"of another type":    {value.OwnRule((*mutation).SetEven, "must be even"), `"2"`, "json: cannot unmarshal string into Go value of type value_test.even"},
		"of a type for both": {value.Rule(value.Check((*mutation).SetHost), func(int) error { return nil }, ""), `"::1"`, "json: cannot unmarshal string into Go value of type int"},
	} {
		got := ""
		err := tc.check([]byte(tc.raw))
		if err != nil {
			got = err.Error()
		}
		if _, broken := errors.AsType[value.Broken](err); got != tc.want || broken != strings.HasPrefix(tc.want, "must be") {
			t.Errorf("%s: got %q, a broken rule: %t, want %q", name, got, broken, tc.want)
		}
	}
}
