package reply

import (
	"testing"

	"github.com/go-faster/jx"
)

func TestOnly(t *testing.T) {
	for _, test := range []struct {
		names []string
		want  string
	}{
		{nil, `[{"a":1,"bc":"x\"},{","d":null,"e":{"a":[2]}},{"a":1,"bc":"x\"},{","d":null,"e":{"a":[2]}}]`},
		{[]string{"a"}, `[{"a":1,"e":{"a":[2]}},{"a":1,"e":{"a":[2]}}]`},
		{[]string{"d", "bc"}, `[{"bc":"x\"},{","d":null,"e":{"a":[2]}},{"bc":"x\"},{","d":null,"e":{"a":[2]}}]`},
		{[]string{"none"}, `[{"e":{"a":[2]}},{"e":{"a":[2]}}]`},
	} {
		write := Only(func(w *jx.Writer, row string) { w.RawStr(row) }, test.names, "e")
		row := `{"a":1,"bc":"x\"},{","d":null,"e":{"a":[2]}}`
		if got := Each(t.Context(), []string{row, row}, write); string(got.Bytes()) != test.want {
			t.Errorf("fields %q: got %s, want %s", test.names, got.Bytes(), test.want)
		}
	}
	none := Only(func(w *jx.Writer, row string) { w.RawStr(row) }, []string{"none"})
	if got := Each(t.Context(), []string{`{"a":1}`}, none); string(got.Bytes()) != "[{}]" {
		t.Errorf("no field: got %s, want an empty object", got.Bytes())
	}
}
