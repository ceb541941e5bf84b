package reply_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/go-faster/jx"
	"github.com/google/uuid"

	"github.com/entask/entask/internal/runtime/reply"
)

type inner struct {
	At   time.Time
	None []int
}

type outer struct {
	Names   []string          `json:"names"`
	Left    []string          `json:"left,omitempty"`
	Counts  map[string]int    `json:"counts"`
	Deep    map[string][]int  `json:"deep"`
	Raw     []byte            `json:"raw"`
	ID      uuid.UUID         `json:"id"`
	One     *inner            `json:"one"`
	No      *inner            `json:"no"`
	Many    []inner           `json:"many"`
	Any     any               `json:"any"`
	Text    string            `json:"text"`
	Own     json.RawMessage   `json:"own"`
	Pair    [2][]int          `json:"pair"`
	private map[string]string //nolint:unused // shows that it is passed over
}

func TestValue(t *testing.T) {
	ctx, _ := served(t)
	at := time.Date(2026, 3, 8, 18, 0, 0, 123456789, time.FixedZone("CET", 3600))
	in := outer{
		Deep: map[string][]int{"a": nil}, One: &inner{At: at}, Many: []inner{{}}, Any: inner{}, Text: `<a & "b">`,
		Own: json.RawMessage(`{"a":"<"}`),
	}
	got, err := reply.Value(ctx, in)
	if err != nil {
		t.Fatal(err)
	}
	const inner0 = `{"At":"0001-01-01T00:00:00Z","None":[]}`
	want(t, got, `{"names":[],"counts":{},"deep":{"a":[]},"raw":"","id":"00000000-0000-0000-0000-000000000000",`+
		`"one":{"At":"2026-03-08T17:00:00.123456Z","None":[]},"no":null,"many":[`+inner0+`],"any":`+inner0+`,`+
		`"text":"<a & \"b\">","own":{"a":"<"},"pair":[[],[]]}`)
	if in.Names != nil || in.One.None != nil || !in.One.At.Equal(at) || in.Deep["a"] != nil {
		t.Errorf("the value itself was changed: %+v", in)
	}
	for _, tc := range []struct {
		value any
		want  string
	}{{[]string(nil), `[]`}, {map[string]int(nil), `{}`}, {7, `7`}, {at, `"2026-03-08T17:00:00.123456Z"`}} {
		got, err := reply.Value(ctx, tc.value)
		if err != nil {
			t.Fatal(err)
		}
		want(t, got, tc.want)
	}
	if _, err := reply.Value(ctx, make(chan int)); err == nil {
		t.Error("a channel: got no error")
	}
}

func TestBytes(t *testing.T) {
	if got := string(reply.Bytes("a", func(w *jx.Writer, s string) { w.Str(s) })); got != `"a"` {
		t.Errorf("got %s, want the text", got)
	}
}
