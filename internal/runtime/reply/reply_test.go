package reply_test

import (
	"context"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-faster/jx"
	"github.com/google/uuid"
	"github.com/ogen-go/ogen/json"

	"github.com/entask/entask/internal/runtime/instant"
	"github.com/entask/entask/internal/runtime/reply"
)

var (
	_ json.Marshaler   = reply.JSON{}
	_ json.Unmarshaler = (*reply.JSON)(nil)
)

// served returns the context of a request, and the texts that are made for it.
func served(t testing.TB) (context.Context, *reply.Texts) {
	texts := new(reply.Texts)
	return context.WithValue(t.Context(), reply.Key{}, texts), texts
}

func text(w *jx.Writer, s string) { w.Str(s) }

func want(t *testing.T, j reply.JSON, text string) {
	t.Helper()
	if got := string(j.Bytes()); got != text {
		t.Errorf("got %s, want %s", got, text)
	}
}

func TestTexts(t *testing.T) {
	ctx, _ := served(t)
	want(t, reply.JSON{}, `null`)
	want(t, reply.Of(ctx, `a "b" <c>`, text), `"a \"b\" <c>"`)
	want(t, reply.Copy(ctx, []byte(`{"a":  1}`)), `{"a":  1}`)
	for _, rows := range [][]string{nil, {"a"}, {"a", "b", "c"}} {
		all := strings.Join(rows, `","`)
		if rows != nil {
			all = `"` + all + `"`
		}
		each := reply.Each(ctx, rows, text)
		want(t, each, "["+all+"]")
		want(t, reply.Of(ctx, rows, func(w *jx.Writer, rows []string) { reply.List(w, rows, text) }), "["+all+"]")
		if each.Empty() != (rows == nil) {
			t.Errorf("%s: Empty() = %t", each.Bytes(), each.Empty())
		}
	}
}

func TestValues(t *testing.T) {
	ctx, _ := served(t)
	id, at := uuid.New(), time.Now()
	want(t, reply.Of(ctx, id, reply.UUID), `"`+id.String()+`"`)
	want(t, reply.Of(ctx, at, reply.Time), `"`+at.UTC().Format(instant.Layout)+`"`)
	// What encoding/json cannot write at all is null, as value.Raw has it.
	want(t, reply.Of(ctx, math.NaN(), func(w *jx.Writer, f float64) { w.Float64(f) }), `null`)
}

func TestInto(t *testing.T) {
	ctx, _ := served(t)
	var got struct{ A int }
	if err := reply.Copy(ctx, []byte(`{"a": 1, "b": 2}`)).Into(&got); err != nil || got.A != 1 {
		t.Errorf("Into() = %v, %+v, want 1", err, got)
	}
	if err := reply.Copy(ctx, []byte(`[]`)).Into(&got); err == nil {
		t.Error("Into() = nil, want an error")
	}
}

// A body is handed over as it is; in a larger one the text is a part.
func TestEncode(t *testing.T) {
	ctx, texts := served(t)
	j := reply.Of(ctx, "a", text)
	var e jx.Encoder
	j.Encode(&e)
	if !texts.IsWhole(e.Bytes()) || &e.Bytes()[0] != &j.Bytes()[0] {
		t.Errorf("got %s, want the text itself", e.Bytes())
	}
	e.RawStr("more")
	want(t, j, `"a"`)
	var larger jx.Encoder
	larger.ObjStart()
	larger.FieldStart("row")
	j.Encode(&larger)
	larger.ObjEnd()
	if got := larger.String(); got != `{"row":"a"}` || texts.IsWhole(larger.Bytes()) {
		t.Errorf("got %s, want it as a part", got)
	}
	if texts.IsWhole([]byte(`"a"`)) || texts.IsWhole(nil) || texts.IsWhole(j.Bytes()[:1]) {
		t.Error("IsWhole() = true of what is not the text")
	}
}

func TestDecode(t *testing.T) {
	var j reply.JSON
	d := jx.DecodeStr(`{"row": [1, 2], "more": 3}`)
	if err := d.Obj(func(d *jx.Decoder, key string) error {
		if key == "row" {
			return j.Decode(d)
		}
		return d.Skip()
	}); err != nil {
		t.Fatal(err)
	}
	want(t, j, `[1, 2]`)
	if err := j.Decode(jx.DecodeStr(`[`)); err == nil {
		t.Error("Decode() = nil, want an error")
	}
}

// When the request is over, who kept a reply finds nothing: never another's.
func TestRelease(t *testing.T) {
	ctx, texts := served(t)
	first, second := reply.Of(ctx, "first", text), reply.Of(ctx, strings.Repeat("a", 1<<20), text)
	texts.Release()
	want(t, first, `null`)
	want(t, second, `null`)
	texts.Release()
	ctx, _ = served(t)
	for range 10 {
		if third := reply.Of(ctx, "third", text); cap(third.Bytes()) > 256<<10 {
			t.Error("what has grown too large is used again")
		}
	}
	want(t, first, `null`)
}

// Without a request that is served, every reply is in memory of its own.
func TestNoRequest(t *testing.T) {
	a, b := reply.Of(t.Context(), "a", text), reply.Of(t.Context(), "b", text)
	want(t, a, `"a"`)
	want(t, b, `"b"`)
}

func TestAllocations(t *testing.T) {
	ctx, texts := served(t)
	rows := make([]time.Time, 20)
	if n := testing.AllocsPerRun(100, func() {
		reply.Each(ctx, rows, reply.Time)
		texts.Release()
	}); n > 1 { // that by which a reply is known
		t.Errorf("a list of 20 allocates %.0f times, want once", n)
	}
}

func TestIDs(t *testing.T) {
	ctx, _ := served(t)
	a, b := uuid.New(), uuid.New()
	for text, want := range map[string][]uuid.UUID{
		`{"name":"x","id":"` + a.String() + `"}`:                    {a},
		`[{"id":"` + a.String() + `"},{"id":"` + b.String() + `"}]`: {a, b},
		`[]`: {},
	} {
		if got, err := reply.Copy(ctx, []byte(text)).IDs(); err != nil || !slices.Equal(got, want) {
			t.Errorf("IDs() of %s = %v, %v, want %v", text, got, err, want)
		}
	}
	if _, err := reply.Copy(ctx, []byte(`{"id":"x"}`)).IDs(); err == nil {
		t.Error("IDs() of what is no id = nil, want an error")
	}
}
