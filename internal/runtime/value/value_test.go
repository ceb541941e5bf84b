package value_test

import (
	"net/netip"
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

// No bytes are a value, whichever database they come from.
func TestBytes(t *testing.T) {
	for _, v := range [][]byte{nil, {}} {
		if got := string(value.Bytes(v)); got != `""` {
			t.Errorf("Bytes(%#v) = %s, want no bytes", v, got)
		}
	}
}
