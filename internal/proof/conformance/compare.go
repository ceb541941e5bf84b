package conformance

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/big"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"pgregory.net/rapid"
)

// instantLayout is how a reply writes a date-time: in UTC, to the microsecond.
const instantLayout = "2006-01-02T15:04:05.000000Z07:00"

// same says whether a reply has the value that was sent, both decoded. A reply has one form
// of each value: a date-time in UTC, a UUID in lower case.
func same(s *openapi3.Schema, sent, got any) bool {
	switch v := sent.(type) {
	case json.Number:
		g, ok := got.(json.Number)
		return ok && sameNumber(s, v, g)
	case string:
		if v == "" && readsEmpty(s) {
			return got == nil
		}
		g, ok := got.(string)
		return ok && g == canonical(s, v)
	case []any:
		g, ok := got.([]any)
		if s.Extensions[xLinks] != nil {
			return ok && sameSet(v, g)
		}
		return ok && slices.EqualFunc(v, g, func(a, b any) bool { return sameWithin(items(s), a, b) })
	case map[string]any:
		g, ok := got.(map[string]any)
		return ok && sameObject(s, v, g)
	default:
		return reflect.DeepEqual(sent, got)
	}
}

// sameSet says whether two lists hold the same ids, whatever their order.
func sameSet(sent, got []any) bool {
	a, b := asText(sent), asText(got)
	for _, list := range [][]string{a, b} {
		for i := range list {
			list[i] = strings.ToLower(list[i])
		}
		slices.Sort(list)
	}
	return slices.Equal(a, b)
}

// items is the schema of an array's items, or one of any value if the schema has none.
func items(s *openapi3.Schema) *openapi3.Schema {
	if s.Items == nil {
		return &openapi3.Schema{}
	}
	return s.Items.Value
}

// sameWithin is same for values in an array or an object, which are stored unchanged: a
// date-time keeps its offset.
func sameWithin(s *openapi3.Schema, sent, got any) bool {
	a, okA := sent.(string)
	b, okB := got.(string)
	if s.Format != "date-time" || !okA || !okB {
		return same(s, sent, got)
	}
	at, errA := time.Parse(time.RFC3339, a)
	same, errB := time.Parse(time.RFC3339, b)
	return errA == nil && errB == nil && at.Truncate(time.Microsecond).Equal(same.Truncate(time.Microsecond))
}

// nothingSaid says whether a value is the zero value that Go has for an absent one.
func nothingSaid(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case string:
		return v == ""
	case bool:
		return !v
	case json.Number:
		return v == "0"
	case []any:
		return len(v) == 0
	case map[string]any:
		return len(v) == 0
	}
	return false
}

func canonical(s *openapi3.Schema, text string) string {
	switch s.Format {
	case "date-time":
		if at, err := time.Parse(time.RFC3339, text); err == nil {
			return at.UTC().Truncate(time.Microsecond).Format(instantLayout)
		}
	case "uuid":
		return strings.ToLower(text)
	case formatDue:
		return canonicalDue(text)
	}
	return text
}

func sameNumber(s *openapi3.Schema, sent, got json.Number) bool {
	if kind(s) == "number" {
		bits := 64
		if s.Format == "float" {
			bits = 32
		}
		a, errA := strconv.ParseFloat(sent.String(), bits)
		b, errB := strconv.ParseFloat(got.String(), bits)
		return errA == nil && errB == nil && a == b
	}
	a, okA := new(big.Rat).SetString(sent.String())
	b, okB := new(big.Rat).SetString(got.String())
	return okA && okB && a.Cmp(b) == 0
}

func sameObject(s *openapi3.Schema, sent, got map[string]any) bool {
	for name, v := range sent {
		g, ok := got[name]
		member := &openapi3.Schema{}
		if p := s.Properties[name]; p != nil {
			member = p.Value
		} else if extra := s.AdditionalProperties.Schema; extra != nil {
			member = extra.Value
		}
		if !ok && nothingSaid(v) && !slices.Contains(s.Required, name) && s.Properties[name] != nil {
			continue // the reply leaves out what is nothing
		}
		if !ok || !sameWithin(member, v, g) {
			return false
		}
	}
	for name := range got {
		if _, ok := sent[name]; !ok && s.Properties[name] == nil {
			return false
		}
	}
	return true
}

// wantSent compares an item with the body that created it: every field is there,
// no other, and each holds what was sent, or the default of the document.
func wantSent(t rapid.TB, r *resource, body *openapi3.Schema, sent map[string]any, got row) {
	t.Helper()
	wantShape(t, r, got)
	asSent := decode(t, encode(t, sent)).(row) //nolint:forcetypeassert // an object was encoded
	for _, name := range slices.Sorted(maps.Keys(body.Properties)) {
		p := body.Properties[name].Value
		g, shown := got[name]
		if p.ReadOnly || !shown {
			continue
		}
		want, given := asSent[name]
		if !given {
			if p.Default == nil && !p.Nullable || madeByServer(p) {
				continue // the document leaves it to the server
			}
			want = decode(t, encode(t, p.Default))
		}
		if !same(p, want, g) {
			t.Errorf("%s: got %v, want %v (sent %s)", name, clipped(g), clipped(want), clip(string(encode(t, sent))))
		}
	}
}

// wantShape expects exactly the fields of the document.
func wantShape(t rapid.TB, r *resource, got row) {
	t.Helper()
	want := slices.Sorted(maps.Keys(r.schema().Properties))
	want = slices.DeleteFunc(want, func(name string) bool {
		return r.schema().Properties[name].Value.WriteOnly || r.expansionAt(name) != nil
	})
	if names := slices.Sorted(maps.Keys(got)); !slices.Equal(names, want) {
		t.Errorf("the item has the fields %q, want %q", names, want)
	}
}

// wantUnchanged expects that two rows differ only in the named fields and in what every
// write changes: a read-only number goes up by one, and read-only times change.
func wantUnchanged(t rapid.TB, r *resource, before, after row, but ...string) {
	t.Helper()
	had, moved := map[string]int{}, map[string]int{}
	for _, name := range slices.Sorted(maps.Keys(before)) {
		p := r.schema().Properties[name]
		if p == nil || slices.Contains(but, name) {
			continue
		}
		if is := r.stamps()[name]; slices.Contains(but, is) {
			stamped(t, after, is, name, after[is] == true)
			if before[is] == true && after[is] == true && before[name] != after[name] {
				t.Errorf("%s: got %v while %s stays true, from %v", name, after[name], is, before[name])
			}
			continue
		}
		mover := moves(p.Value)
		had[mover]++
		if reflect.DeepEqual(before[name], after[name]) {
			continue
		}
		moved[mover]++
		b, a := fmt.Sprint(before[name]), fmt.Sprint(after[name])
		if mover == counter && a != successor(b) || mover == clock && a < b || mover == nothing {
			t.Errorf("%s: got %v after a write of %q, from %v", name, clipped(after[name]), but, clipped(before[name]))
		}
	}
	if had[counter] > 0 && moved[counter] == 0 {
		t.Errorf("a write raised no read-only number, want one that counts writes: %v", after)
	}
	if had[clock] > 1 && moved[clock] == had[clock] {
		t.Errorf("a write changed every read-only time, want one that stays: %v", after)
	}
}

// The fields that every write changes.
const (
	nothing = ""
	counter = "a number that counts writes"
	clock   = "a time of a write"
)

func moves(s *openapi3.Schema) string {
	switch {
	case s.ReadOnly && kind(s) == "integer":
		return counter
	case s.ReadOnly && s.Format == "date-time":
		return clock
	default:
		return nothing
	}
}

// successor is the number after n.
func successor(n string) string {
	before, _ := strconv.ParseInt(n, 10, 64)
	return strconv.FormatInt(before+1, 10)
}

// wantSame expects that nothing was written.
func wantSame(t rapid.TB, before, after row) {
	t.Helper()
	if !reflect.DeepEqual(before, after) {
		t.Errorf("got %s, want it as before: %s", clip(string(encode(t, after))), clip(string(encode(t, before))))
	}
}

func clipped(v any) any {
	if s, ok := v.(string); ok {
		return quoted(s)
	}
	return v
}
