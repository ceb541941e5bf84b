package contract

import (
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"

	"github.com/entask/entask/internal/runtime/fault"
)

const boundedDocument = `{"paths": {"/notes": {"post": {"operationId": "note",
	"parameters": [
		{"name": "limit", "in": "query", "schema": {"type": "integer"}},
		{"name": "fields", "in": "query", "explode": false, "schema": {"type": "array", "items": {"type": "string", "enum": ["a", "b"]}}},
		{"name": "id", "in": "query", "schema": {"type": "array", "maxItems": 3, "items": {"type": "string", "format": "uuid"}}}],
	"requestBody": {"content": {"application/json": {"schema": {"type": "object", "additionalProperties": false, "properties": {
		"title": {"type": "string", "maxLength": 5, "pattern": "^[a-z]*$"}, "due_date": {"type": "string"},
		"tags": {"type": "array", "maxItems": 3, "items": {"type": "integer"}},
		"free": {"type": "object", "additionalProperties": true}}}}}}}}}}`

// explained returns what the document says of a request.
func explained(t *testing.T, query, body string) *fault.Error {
	t.Helper()
	c, err := Compile([]byte(boundedDocument), Options{})
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(t.Context(), "POST", "/notes?"+query, strings.NewReader(body))
	return c.Explain("note", r)
}

func members(n int, name string) string {
	all := make([]string, n)
	for i := range all {
		all[i] = fmt.Sprintf(`"%s%04d": 1`, name, i)
	}
	return "{" + strings.Join(all, ", ") + "}"
}

// TestFindingsAreCounted: the first hundred are listed, and then their number.
func TestFindingsAreCounted(t *testing.T) {
	for n, want := range map[int]string{100: "", 101: "and 1 more", 6000: "and 5,900 more"} {
		f := explained(t, "", members(n, "f"))
		listed := f.Listed()
		for i, field := range listed[:100] {
			if got, want := field.String(), fmt.Sprintf("f%04d: unknown field", i); got != want {
				t.Errorf("%d unknown fields: finding %d = %q, want %q", n, i, got, want)
			}
		}
		switch {
		case want == "" && len(listed) != 100:
			t.Errorf("%d unknown fields: %d findings, want 100", n, len(listed))
		case want == "":
		case len(listed) != 101:
			t.Errorf("%d unknown fields: %d findings, want 101", n, len(listed))
		default:
			if got, want := listed[100], (fault.Field{Loc: []any{"body"}, Msg: want, Type: "more"}); !reflect.DeepEqual(got, want) {
				t.Errorf("%d unknown fields: the last finding = %+v, want %+v", n, got, want)
			}
		}
	}
}

// TestBoundsComeFirst: what is too long is not looked into.
func TestBoundsComeFirst(t *testing.T) {
	for _, c := range []struct{ name, query, body, want string }{
		{"a list in two", "fields=a&fields=c", "{}", "fields: must be given once"},
		{"items", "", `{"tags": ["a", "b", "c", "d"]}`, "tags: must be at most 3 items"},
		{"few items", "", `{"tags": ["a", 2]}`, "tags.0: must be an integer"},
		{"values of a parameter", "id=1&id=2&id=3&id=4", "{}", "id: must be at most 3 items"},
		{"characters", "", `{"title": "ABCDEF"}`, "title: must be at most 5 characters"},
		{"few characters", "", `{"title": "ABC"}`, "title: must match the pattern ^[a-z]*$"},
	} {
		if got := explained(t, c.query, c.body).Error(); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

// TestNearNamesAreFew: a near name is looked for a few times, and never for a long name.
func TestNearNamesAreFew(t *testing.T) {
	f := explained(t, "", `{"title1": 1, "title2": 1, "title3": 1, "title4": 1, "title5": 1, "title6": 1, "title7": 1, "title8": 1, "title9": 1, "titlea": 1, "titleb": 1}`)
	for i, field := range f.Fields {
		if got, want := strings.HasSuffix(field.Msg, "did you mean title?"), i < mostHints; got != want {
			t.Errorf("finding %d = %q, want a near name: %t", i, field.Msg, want)
		}
	}
	long := strings.Repeat("due-date", 9)
	for query, want := range map[string]string{
		"limits=1":   "limits: unknown parameter, did you mean limit?",
		"LI_MIT=1":   "LI_MIT: unknown parameter, did you mean limit?",
		"l=1":        "l: unknown parameter",
		"limiting=1": "limiting: unknown parameter, did you mean limit?",
		long + "=1":  long[:mostName] + "…: unknown parameter",
	} {
		if got := explained(t, query, "{}").Error(); got != want {
			t.Errorf("%s: got %q, want %q", query, got, want)
		}
	}
}

// TestAnAnswerIsShort: whatever names a request has and however deep they are, the listed
// findings have at most as much text as they may.
func TestAnAnswerIsShort(t *testing.T) {
	deep := strings.Repeat(`{"`+strings.Repeat(`\u0001`, 100)+`": `, 80)
	for name, body := range map[string]string{
		"long names":     members(500, strings.Repeat("é", 2000)),
		"escaped names":  members(500, strings.Repeat(`\u0001`, 70)),
		"repeated, deep": `{"free": ` + deep + `{` + strings.Repeat(`"a": 1, "a": 2, "a\u0001": 1, "a\u0001": 1, `, 500) + `"z": 0}` + strings.Repeat("}", 81),
	} {
		f := explained(t, "", body)
		text, err := json.Marshal(f.Listed())
		if err != nil {
			t.Fatal(err)
		}
		if const64K := 64 << 10; len(f.Fields) == 0 || len(text) > const64K || len(f.Error()) > const64K {
			t.Errorf("%s: %d findings in %d bytes, and a detail of %d bytes", name, len(f.Fields), len(text), len(f.Error()))
		}
		for _, field := range f.Fields {
			if len(field.Loc) > mostParts+1 {
				t.Errorf("%s: a place of %d parts", name, len(field.Loc))
			}
		}
	}
}

// TestDepth: a body that is nested too deeply is refused before anything looks into it.
func TestDepth(t *testing.T) {
	nested := func(n int) string { return `{"free": {"a": ` + strings.Repeat("[", n) + strings.Repeat("]", n) + `}}` }
	want := "The body cannot be read: it is nested more than 1000 deep"
	if got := explained(t, "", nested(mostDepth-1)); got.Kind != fault.Malformed || got.Detail != want {
		t.Errorf("too deep: got %+v, want %q", got, want)
	}
	for name, body := range map[string]string{
		"as deep as may be": nested(mostDepth - 2),
		"brackets in text":  `{"title": "` + strings.Repeat("[", 2*mostDepth) + `"}`,
		"brackets in a row": `{"free": {"a": [` + strings.Repeat("[],", mostDepth) + `[]]}}`,
		"a quoted quote":    `{"free": {"a": "\"` + strings.Repeat("[", 2*mostDepth) + `"}}`,
	} {
		if got := explained(t, "", body); got.Kind == fault.Malformed {
			t.Errorf("%s: got %+v, want no word of its depth", name, got)
		}
	}
}
