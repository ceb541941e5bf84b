package rest_test

import (
	"math"
	"reflect"
	"strings"
	"testing"

	"entgo.io/ent/schema/field"

	"github.com/entask/entask/internal/rest"
	"github.com/entask/entask/internal/runtime/blank"
)

// validate runs every validator that a field was given.
func validate(t *testing.T, rules []rest.Rule, value string) string {
	t.Helper()
	d := rest.Field(field.String("title"), rules...).Descriptor()
	for _, v := range d.Validators {
		check, ok := v.(func(string) error)
		if !ok {
			t.Fatalf("validator is %T", v)
		}
		if err := check(value); err != nil {
			return err.Error()
		}
	}
	return ""
}

func TestBounds(t *testing.T) {
	title := []rest.Rule{rest.Length(2, 4), rest.NotBlank()}
	for _, tc := range []struct{ name, value, want string }{
		{"too short", "a", "must be at least 2 characters"},
		{"shortest", "ab", ""},
		{"longest", "abcd", ""},
		{"too long", "abcde", "must be at most 4 characters"},
		{"characters, not bytes", "😀😀😀😀", ""},
		{"too many of them", "😀😀😀😀😀", "must be at most 4 characters"},
		{"a NUL", "ab\x00", "must be Unicode text without NUL"},
		{"no UTF-8", "ab\xff", "must be Unicode text without NUL"},
		{"spaces", "   ", "must not be only white space"},
		{"every space of ECMA 262", "\u00a0\u2003\ufeff\t", "must not be only white space"},
		{"what nobody sees", "\u200b\u2800\u3164\U000e0061", "must not be only white space"},
		{"a space and more", " a", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := validate(t, title, tc.value); got != tc.want {
				t.Errorf("%q: got %q, want %q", tc.value, got, tc.want)
			}
		})
	}
	if got := validate(t, []rest.Rule{rest.MaxLength(3)}, ""); got != "" {
		t.Errorf("MaxLength refuses nothing: %s", got)
	}
}

// What a rule says to Ent, it says to the generator and the column too.
func TestFieldSaysItOnce(t *testing.T) {
	d := rest.Field(field.String("title"), rest.Length(1, 255), rest.NotBlank()).Descriptor()
	var got rest.Annotation
	for _, a := range d.Annotations {
		merged, ok := got.Merge(a).(rest.Annotation)
		if !ok {
			t.Fatalf("Merge(%T) is no Annotation", a)
		}
		got = merged
	}
	least, most := 1, 255
	if want := (rest.Bounds{MinLength: &least, MaxLength: &most, Pattern: blank.Pattern, Validators: 2}); !reflect.DeepEqual(got.Bounds, want) {
		t.Errorf("bounds = %+v, want %+v", got.Bounds, want)
	}
	if got := d.SchemaType["postgres"]; got != "varchar(255)" {
		t.Errorf("column = %s, want varchar(255)", got)
	}
}

func TestMergeAndDecode(t *testing.T) {
	merged := rest.Internal().Merge(rest.Owner("user_id")).(rest.Annotation).Merge(rest.Path("people"))
	got, err := rest.Decode(map[string]any{rest.Name: merged})
	if err != nil || !got.Internal || got.Exposed() || got.Owner != "user_id" || got.Path != "people" {
		t.Errorf("Decode() = %+v, %v, want internal, user_id, people", got, err)
	}
	if got, err := rest.Decode(nil); err != nil || got.Exposed() {
		t.Errorf("Decode(nil) = %+v, %v, want nothing", got, err)
	}
	if _, err := rest.Decode(map[string]any{rest.Name: "x"}); err == nil || !strings.HasPrefix(err.Error(), "decode annotation EntaskREST: ") {
		t.Errorf("Decode(a string) = %v, want an error", err)
	}
}

func TestOperations(t *testing.T) {
	all := []rest.Operation{rest.List, rest.Create, rest.Read, rest.Put, rest.Update, rest.Delete}
	some := rest.Batch().Merge(rest.Operations(rest.List)).(rest.Annotation).Merge(rest.Operations(rest.Read)).(rest.Annotation)
	if !some.Batch {
		t.Error("merged with others, Batch is forgotten")
	}
	for _, o := range all {
		if !rest.Owner("user_id").Does(o) {
			t.Errorf("without Operations, it does not %s", o)
		}
		if got, want := some.Does(o), o == rest.List || o == rest.Read; got != want {
			t.Errorf("with List and Read, Does(%s) = %v, want %v", o, got, want)
		}
	}
}

// Of two rules that say the same thing otherwise, only one can hold.
func TestTwice(t *testing.T) {
	d := rest.Field(field.String("code"), rest.MaxLength(3), rest.MaxLength(4), rest.NotBlank(), rest.Match("^a")).Descriptor()
	got := rest.Annotation{}
	for _, a := range d.Annotations {
		got, _ = got.Merge(a).(rest.Annotation)
	}
	if want := []string{"length", "pattern"}; !reflect.DeepEqual(got.Bounds.Twice, want) {
		t.Errorf("twice = %q, want %q", got.Bounds.Twice, want)
	}
}

func TestNumbers(t *testing.T) {
	stars := rest.Field(field.Int8("stars"), rest.Range(1, 5)).Descriptor()
	ratio := rest.Field(field.Float("ratio"), rest.Min(-0.5)).Descriptor()
	serial := rest.Field(field.Uint64("serial"), rest.Max(uint64(math.MaxUint64-1))).Descriptor()
	for _, tc := range []struct {
		name string
		got  error
		want string
	}{
		{"least", call[int8](t, stars, 1), ""},
		{"greatest", call[int8](t, stars, 5), ""},
		{"too little", call[int8](t, stars, 0), "must be at least 1"},
		{"too much", call[int8](t, stars, 6), "must be at most 5"},
		{"a fraction", call(t, ratio, -0.5), ""},
		{"just below", call(t, ratio, math.Nextafter(-0.5, -1)), "must be at least -0.5"},
		{"no number", call(t, ratio, math.NaN()), "must be a finite number"},
		{"infinite", call(t, ratio, math.Inf(1)), "must be a finite number"},
		{"beyond a float's digits", call[uint64](t, serial, math.MaxUint64-1), ""},
		{"one more", call[uint64](t, serial, math.MaxUint64), "must be at most 18446744073709551614"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := ""
			if tc.got != nil {
				got = tc.got.Error()
			}
			if got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

func TestLists(t *testing.T) {
	tags := rest.Field(field.Strings("tags"), rest.Items(1, 2)).Descriptor()
	hash := rest.Field(field.Bytes("hash"), rest.Bytes(3)).Descriptor()
	for _, tc := range []struct {
		name string
		got  error
		want string
	}{
		{"too few", call(t, tags, []string{}), "must be at least 1 items"},
		{"fewest", call(t, tags, []string{"a"}), ""},
		{"too many", call(t, tags, []string{"a", "b", "c"}), "must be at most 2 items"},
		{"most bytes", call(t, hash, []byte("abc")), ""},
		{"too many bytes", call(t, hash, []byte("abcd")), "must be at most 3 bytes"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := ""
			if tc.got != nil {
				got = tc.got.Error()
			}
			if got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

// call runs the one validator of a field.
func call[T any](t *testing.T, d *field.Descriptor, v T) error {
	t.Helper()
	if len(d.Validators) != 1 {
		t.Fatalf("%s has %d validators, want 1", d.Name, len(d.Validators))
	}
	check, ok := d.Validators[0].(func(T) error)
	if !ok {
		t.Fatalf("the validator of %s is %T", d.Name, d.Validators[0])
	}
	return check(v)
}

func TestFilterNames(t *testing.T) {
	var got []string
	for _, f := range rest.Filterable(rest.Equal(), rest.Between(), rest.IsNull(), rest.After("since")).Filters {
		got = append(got, f.Name("due")+" "+string(f.Op))
	}
	if want := []string{"due equal", "due_gte at_least", "due_lte at_most", "due_is_null is_null", "since at_least"}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// Of rules that all hold, the narrowest bounds are what they ask for together.
func TestNarrow(t *testing.T) {
	number := func(n int) *int { return &n }
	b := rest.Bounds{MinLength: number(2), MaxLength: number(9), Min: "1", Max: "1e3", Validators: 1}
	b.Narrow(rest.Bounds{MinLength: number(1), MaxLength: number(8), MaxUTF8: number(8), Min: "2.5", Max: "10000", Pattern: "a", Validators: 2})
	want := rest.Bounds{MinLength: number(2), MaxLength: number(8), MaxUTF8: number(8), Min: "2.5", Max: "1e3", Pattern: "a", Validators: 3}
	if !reflect.DeepEqual(b, want) {
		t.Errorf("got %+v, want %+v", b, want)
	}
	if b.Narrow(rest.Bounds{Pattern: "b"}); !reflect.DeepEqual(b.Twice, []string{"pattern"}) {
		t.Errorf("of two patterns: got %q, want that only one can hold", b.Twice)
	}
}

func TestChecked(t *testing.T) {
	a, ok := rest.Example(2).Merge(rest.Checked("must be even", rest.Refuses(1, 3), rest.Refuses(5))).(rest.Annotation)
	if want := (&rest.Check{Sentence: "must be even", Refuses: []any{1, 3, 5}}); !ok || a.Example != 2 || !reflect.DeepEqual(a.Checked, want) {
		t.Errorf("got %+v, want %+v", a.Checked, want)
	}
	if got := rest.Invalid("ends_at", "must be after starts_at").Error(); got != "ends_at: must be after starts_at" {
		t.Errorf("got %q, want the field and the sentence", got)
	}
}
