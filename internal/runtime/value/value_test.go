package value_test

import (
	"errors"
	"net/netip"
	"reflect"
	"testing"

	"github.com/entask/entask/internal/runtime/fault"
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

// What a Go type cannot hold is a fault of the request, at its place.
func TestRead(t *testing.T) {
	var got struct {
		Host netip.Addr `json:"host"`
		At   struct {
			Hour int8 `json:"hour"`
		} `json:"at"`
	}
	if err := value.Read([]byte(`{"host": "::1", "at": {"hour": 7}}`), &got); err != nil || got.At.Hour != 7 {
		t.Errorf("got %v, %+v, want what the body holds", err, got)
	}
	for body, want := range map[string]fault.Field{
		`{"at": {"hour": 200}}`: {Loc: []any{"body", "at", "hour"}, Msg: "is not a value that the field can hold", Type: "value_error"},
		`{"host": "nowhere"}`:   {Loc: []any{"body"}, Msg: `ParseAddr("nowhere"): unable to parse IP`, Type: "value_error"},
	} {
		refused, ok := errors.AsType[*fault.Error](value.Read([]byte(body), &got))
		if !ok || refused.Kind != fault.Invalid || !reflect.DeepEqual(refused.Fields, []fault.Field{want}) {
			t.Errorf("%s: got %+v, want %+v", body, refused, want)
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
