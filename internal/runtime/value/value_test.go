package value_test

import (
	"errors"
	"net/netip"
	"strings"
	"testing"

	"github.com/entask/entask/internal/runtime/value"
)

type mutation struct{ host netip.Addr }

func (m *mutation) SetHost(a netip.Addr) { m.host = a }

func TestJSON(t *testing.T) {
	check := value.Check((*mutation).SetHost)
	if err := check([]byte(`"::1"`)); err != nil {
		t.Errorf("Check() = %v, want none", err)
	}
	if err := check([]byte(`"nowhere"`)); err == nil {
		t.Error("Check(nowhere) = nil, want an error")
	}
	var m mutation
	value.JSON(m.SetHost, []byte(`"::1"`))
	if got := string(value.Raw(m.host)); got != `"::1"` {
		t.Errorf("Raw() = %s, want what was set", got)
	}
	if got := value.Raw(make(chan int)); !value.IsNull(got) {
		t.Errorf("Raw(a channel) = %s, want null", got)
	}
}

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

// No bytes are a value, whichever database they come from.
func TestBytes(t *testing.T) {
	for _, v := range [][]byte{nil, {}} {
		if got := string(value.Bytes(v)); got != `""` {
			t.Errorf("Bytes(%#v) = %s, want no bytes", v, got)
		}
	}
}
