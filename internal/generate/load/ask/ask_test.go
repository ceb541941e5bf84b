package ask

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"entgo.io/ent"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/mixin"

	"github.com/entask/entask/internal/rest"
)

// small is declared as a schema may declare it.
var small = regexp.MustCompile(`^[a-z]*$`)

// table has validators of every kind, and what is known of each.
var table = []struct {
	field ent.Field
	want  string
}{
	{field.String("not_empty").NotEmpty(), `{"min_length":1,"validators":1}`},
	{field.String("min_len").MinLen(3), `{"min_length":3,"validators":1}`},
	{field.String("max_len").MaxLen(100), `{"max_length":100,"max_utf8":100,"validators":1}`},
	{field.String("min_rune_len").MinRuneLen(3), `{"min_length":3,"validators":1}`},
	{field.String("max_rune_len").MaxRuneLen(20), `{"max_length":20,"validators":1}`},
	{field.String("three").NotEmpty().MinLen(2).MaxLen(1 << 19), `{"min_length":2,"max_length":524288,"max_utf8":524288,"validators":3}`},
	{field.String("nothing").MaxLen(0), `{"max_length":0,"max_utf8":0,"validators":1}`},
	{field.Text("endless").MaxLen(math.MaxInt32), `{"max_length":2147483647,"validators":1}`},
	{field.String("code").Match(regexp.MustCompile(`^[a-z]{2,5}$`)), `{"pattern":"^[a-z]{2,5}$","validators":1}`},
	{field.String("raw").Optional().Match(regexp.MustCompile(`\d+`)), `{"pattern":"[0-9]+","validators":1}`},
	{field.String("variable").Match(small).Comment("A name."), `{"pattern":"^[a-z]*$","validators":1}`},
	{field.String("case").Match(regexp.MustCompile(`(?i)^k.b\s$`)), `{"pattern":"^[Kk\\u212A][^\\n][Bb][\\u0009\\n\\u000C\\u000D ]$","validators":1}`},
	{field.String("built").Match(regexp.MustCompile(built + "$")), ""},
	{field.String("own").Validate(accept), ""},
	{field.String("both").NotEmpty().Validate(accept), `{"min_length":1,"validators":1}`},
	{field.Int("range").Range(1900, 2100), `{"min":1900,"max":2100,"validators":1}`},
	{field.Int("far").Range(123_456_789, 987_654_321), `{"min":123456789,"max":987654321,"validators":1}`},
	{field.Int("min").Min(-5), `{"min":-5,"validators":1}`},
	{field.Int("max").Max(-5), `{"max":-5,"validators":1}`},
	{field.Int("nowhere").Range(5, 3), ""},
	{field.Int("even").Validate(even), ""},
	{field.Int64("positive").Positive(), `{"min":1,"validators":1}`},
	{field.Int64("any").Min(math.MinInt64), `{"validators":1}`},
	{field.Int32("negative").Negative(), `{"max":-1,"validators":1}`},
	{field.Int16("non_negative").NonNegative(), `{"min":0,"validators":1}`},
	{field.Int8("stars").Range(1, 5), `{"min":1,"max":5,"validators":1}`},
	{field.Int8("edge").Max(127), `{"validators":1}`},
	{field.Uint("uint").Min(3).Max(7), `{"min":3,"max":7,"validators":2}`},
	{field.Uint8("uint8").Positive(), `{"min":1,"validators":1}`},
	{field.Uint16("uint16").Max(1000), `{"max":1000,"validators":1}`},
	{field.Uint32("uint32").Range(0, 9), `{"max":9,"validators":1}`},
	{field.Uint64("uint64").Max(1<<63 + 1), `{"max":9223372036854775809,"validators":1}`},
	{field.Float("float").Range(0.25, 0.75), `{"min":0.25,"max":0.75,"validators":1}`},
	{field.Float("positive_float").Positive(), `{"min":1e-06,"validators":1}`},
	{field.Float("negative_float").Negative(), `{"max":-1e-06,"validators":1}`},
	{field.Float32("float32").Min(-0.1), `{"min":-0.1,"validators":1}`},
	{field.Bytes("bytes").MaxLen(30), `{"max_bytes":30,"validators":1}`},
	{field.Bytes("film").MaxLen(1 << 30), `{"max_bytes":1073741824,"validators":1}`},
	{field.Bytes("some_bytes").NotEmpty(), `{"min_bytes":1,"validators":1}`},
	{rest.Field(field.Int("rest"), rest.Max(9)), ""},
}

const built = "^a"

func even(n int) error { return refuse(n%2 != 0, "value out of range") }

func accept(string) error { return nil }

type validated struct{ ent.Schema }

func (validated) Mixin() []ent.Mixin { return []ent.Mixin{mixed{}} }

func (validated) Fields() (all []ent.Field) {
	for _, row := range table {
		all = append(all, row.field)
	}
	return all
}

type mixed struct{ mixin.Schema }

func (mixed) Fields() []ent.Field {
	return []ent.Field{field.String("mixed").Match(regexp.MustCompile("^m"))}
}

func TestValidators(t *testing.T) {
	atHand(t)
	answer, err := of(validated{})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, f := range answer.Fields {
		raw, err := json.Marshal(f.Bounds)
		if err != nil {
			t.Fatal(err)
		}
		got[f.Name] = string(raw)
	}
	if got["mixed"] != `{"pattern":"^m","validators":1}` {
		t.Errorf("of the mixin: got %s", got["mixed"])
	}
	for _, row := range table {
		if name := row.field.Descriptor().Name; got[name] != row.want {
			t.Errorf("%s: got %s, want %s", name, got[name], row.want)
		}
	}
}

// atHand has the sources of this package found where paths are trimmed too, as they may be in
// tests; the program that reads those of schemas is built without.
func atHand(t *testing.T) {
	t.Helper()
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	trimmed := reflect.TypeFor[validated]().PkgPath()
	if err := errors.Join(os.MkdirAll(filepath.Dir(trimmed), 0o700), os.Symlink(here, trimmed)); err != nil {
		t.Fatal(err)
	}
}

// A validator that Ent did not write is not known, whatever it answers.
func TestSomebodyElses(t *testing.T) {
	least := func(s string) error {
		if len(s) < 3 {
			return errors.New(tooShort)
		}
		return nil
	}
	if b, ok := rule(validated{}, field.String("a").Descriptor(), least); ok {
		t.Errorf("got %+v, want nothing", b)
	}
	for name, ents := range map[string]any{
		"a length": field.String("a").MinLen(1).Descriptor().Validators[0],
		"a number": field.Int("a").Min(1).Descriptor().Validators[0],
	} {
		if !isEnts(ents) {
			t.Errorf("%s: got somebody else's, want Ent's", name)
		}
	}
}

// What does not answer as its first answers foretell is not known.
func TestSecondRound(t *testing.T) {
	for name, known := range map[string]func() (rest.Bounds, bool){
		"a hole near the bound": func() (rest.Bounds, bool) {
			return rangeOf(signed[int](), func(n int) error { return refuse(n < 10 || n == 12, "value out of range") })
		},
		"two ranges": func() (rest.Bounds, bool) {
			return rangeOf(signed[int8](), func(n int8) error { return refuse(n > 3 && n < 90, "value out of range") })
		},
		"a length but for one text": func() (rest.Bounds, bool) {
			return textRule(0, func(s string) error { return refuse(len(s) < 4 || strings.Contains(s, "é"), tooShort) })
		},
		"a length in characters said to be one in bytes": func() (rest.Bounds, bool) {
			return textRule(0, func(s string) error { return refuse(len([]rune(s)) > 4, tooLong) })
		},
		"another expression": func() (rest.Bounds, bool) {
			return patternRule([]string{"^a+$"}, func(s string) error { return refuse(!regexp.MustCompile("^a*$").MatchString(s), mismatched) })
		},
		"one of two expressions that nothing tells apart": func() (rest.Bounds, bool) {
			return patternRule([]string{"^(a|b)$", "^(?:c{0})[ab]{1,1}$"}, func(s string) error { return refuse(s != "a" && s != "b", mismatched) })
		},
		"no expression": func() (rest.Bounds, bool) { return patternRule(nil, accept) },
	} {
		if got, ok := known(); ok {
			t.Errorf("%s: got %+v, want nothing known", name, got)
		}
	}
}

func refuse(broken bool, text string) error {
	if broken {
		return errors.New(text)
	}
	return nil
}

type checked struct{ ent.Schema }

func (checked) Fields() []ent.Field {
	return []ent.Field{
		field.Int("true").Validate(even).Annotations(rest.Checked("must be even", rest.Refuses(1, 3)), rest.Example(2)),
		field.Int("example").Validate(even).Annotations(rest.Checked("must be even"), rest.Example(1)),
		field.Int("refused").Validate(even).Annotations(rest.Checked("must be even", rest.Refuses(1, 4)), rest.Example(2)),
		field.Int("typed").Validate(even).Annotations(rest.Checked("must be even", rest.Refuses("one")), rest.Example(2)),
	}
}

func TestContradicted(t *testing.T) {
	answer, err := of(checked{})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, f := range answer.Fields {
		got[f.Name] = f.Contradicted
	}
	if len(got) != 2 || got["example"] != "its example 1 is refused: value out of range" || got["refused"] != "4, which it says is refused, is accepted" {
		t.Errorf("got %q", got)
	}
}

type broken struct{ ent.Schema }

func (broken) Fields() []ent.Field { return []ent.Field{field.String("n").DefaultFunc(1)} }

func TestProgram(t *testing.T) {
	var out, errs bytes.Buffer
	if status := Main(&out, &errs, []any{validated{}, mixed{}, 1}, nil); status != 0 || errs.Len() > 0 {
		t.Fatalf("status %d, %s", status, &errs)
	}
	var answers [][]Schema
	if err := json.Unmarshal(out.Bytes(), &answers); err != nil || len(answers) != 2 || len(answers[0]) != 1 || len(answers[1]) != 0 {
		t.Errorf("got %v, %v, want one schema and none", answers, err)
	}
	if status := Main(&out, &errs, []any{broken{}}); status != 1 || !strings.Contains(errs.String(), "broken") {
		t.Errorf("status %d, %q, want 1 and why", status, &errs)
	}
}
