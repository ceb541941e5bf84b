package e2e

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// TestHostileValues sends values at and beyond the bounds of the rules, and reads back the
// accepted ones.
func TestHostileValues(t *testing.T) {
	const emoji = "\U0001F600"
	field := func(name, json string) string { return fmt.Sprintf(`{"title":"edge","%s":%s}`, name, json) }
	text := func(name, value string) string { return field(name, `"`+value+`"`) }
	due := func(value string) string { return text("due_date", value) }
	deep := func(name string, levels int) string {
		return field(name, strings.Repeat("[", levels)+strings.Repeat("]", levels))
	}
	cases := []struct {
		name, body string
		want       int
		due        string // as it must be returned
	}{
		{"title of 255 emoji", `{"title":"` + strings.Repeat(emoji, 255) + `"}`, 201, ""},
		{"title of 256 emoji", `{"title":"` + strings.Repeat(emoji, 256) + `"}`, 422, ""},
		{"title of 255 escaped emoji", `{"title":"` + strings.Repeat(`\ud83d\ude00`, 255) + `"}`, 201, ""},
		{"title of 128 pairs of combining characters", `{"title":"` + strings.Repeat("e\u0301", 128) + `"}`, 422, ""},
		{"title of a zero width space", `{"title":"\u200b"}`, 422, ""},
		{"title of a Hangul filler", `{"title":"\u3164"}`, 422, ""},
		{"title of tags", `{"title":"\udb40\udc61"}`, 422, ""},
		{"title of a woman with a computer", `{"title":"👩\u200d💻"}`, 201, ""},
		{"title of an ideographic space", `{"title":"\u3000"}`, 422, ""},
		{"description of 10,000 emoji", text("description", strings.Repeat(emoji, 10_000)), 201, ""},
		{"description of 10,001 emoji", text("description", strings.Repeat(emoji, 10_001)), 422, ""},
		{"description of 10,000 line feeds", text("description", strings.Repeat(`\n`, 10_000)), 201, ""},
		{"description of every control character", text("description", controls()), 201, ""},
		{"description of noncharacters", text("description", `\ufffe\uffff\ufdd0`), 201, ""},
		{"nothing but white space", strings.Repeat("\n", 1000), 400, ""},
		{"deep in a read-only field", deep("version", 900), 201, ""},
		{"too deep in a read-only field", deep("version", 9_000), 400, ""},
		{"deep in an unknown field", deep("nested", 900), 422, ""},
		{"deep in a known field", deep("title", 900), 422, ""},
		{"deep and nothing else", strings.Repeat("[", 60_000), 400, ""},
		{"the same field twice", `{"title":"a","title":"b"}`, 422, ""},
		{"the same field in disguise", `{"title":"a","\u0074itle":"b"}`, 422, ""},
		{"null twice", `{"title":"a","due_date":null,"due_date":null}`, 422, ""},
		{"NUL in a name", `{"title":"a","ti\u0000tle":"b"}`, 422, ""},
		{"NUL in a read-only field", `{"title":"a","user_id":"\u0000"}`, 422, ""},
		{"surrogate deep in a read-only field", `{"title":"a","user_id":[{"x":["\udfff"]}]}`, 422, ""},
		{"surrogates in the wrong order", text("description", `\ude00\ud83d`), 422, ""},
		{"escaped backslash before u0000", text("description", `\\u0000`), 201, ""},
		{"a huge number in a read-only field", field("version", "1e999"), 201, ""},
		{"minus zero as a boolean", field("completed", "-0"), 422, ""},
		{"a boolean as text", field("completed", `"true"`), 422, ""},
		{"the greatest instant", due("9999-12-31T23:59:59.999999Z"), 201, "9999-12-31T23:59:59.999999Z"},
		{"the greatest instant, with nanoseconds", due("9999-12-31T23:59:59.999999999Z"), 201, "9999-12-31T23:59:59.999999Z"},
		{"the least instant", due("0001-01-01T00:00:00Z"), 201, "0001-01-01T00:00:00.000000Z"},
		{"after the greatest by its offset", due("9999-12-31T23:59:59-00:01"), 422, ""},
		{"before the least by its offset", due("0001-01-01T00:00:00+00:01"), 422, ""},
		{"back in range by its offset", due("9999-12-31T23:59:59+23:59"), 201, "9999-12-31T00:00:59.000000Z"},
		{"before the Gregorian calendar", due("0004-02-29T12:00:00.000001Z"), 201, "0004-02-29T12:00:00.000001Z"},
		{"thirty digits of a second", due("2026-03-01T09:30:00." + strings.Repeat("9", 30) + "Z"), 201, "2026-03-01T09:30:00.999999Z"},
		{"a leap second", due("2016-12-31T23:59:60Z"), 422, ""},
		{"30 February", due("2026-02-30T00:00:00Z"), 422, ""},
		{"29 February of no leap year", due("2100-02-29T00:00:00Z"), 422, ""},
		{"hour 24", due("2026-03-01T24:00:00Z"), 422, ""},
		{"an hour of one digit", due("2026-03-01T9:30:00Z"), 422, ""},
		{"a fraction behind a comma", due("2026-03-01T09:30:00,5Z"), 422, ""},
		{"an empty fraction", due("2026-03-01T09:30:00.Z"), 422, ""},
		{"an offset of 24 hours", due("2026-03-01T09:30:00+24:00"), 422, ""},
		{"an offset of 60 minutes", due("2026-03-01T09:30:00+00:60"), 422, ""},
		{"an offset without minutes", due("2026-03-01T09:30:00+05"), 422, ""},
		{"no offset", due("2026-03-01T09:30:00"), 422, ""},
		{"a date alone", due("2026-03-01"), 422, ""},
		{"a week date", due("2026-W09-7T00:00:00Z"), 422, ""},
		{"five digits of a year", due("10000-01-01T00:00:00Z"), 422, ""},
		{"a negative year", due("-0001-01-01T00:00:00Z"), 422, ""},
		{"digits of another script", due("２０２６-03-01T09:30:00Z"), 422, ""},
		{"infinity", due("infinity"), 422, ""},
		{"an empty date", due(""), 422, ""},
		{"seconds since 1970", field("due_date", "1772357400"), 422, ""},
	}
	onEachDatabase(t, func(t *testing.T, s *service) {
		for _, tt := range cases {
			t.Run(tt.name, func(t *testing.T) {
				res := s.do(t, call{Method: http.MethodPost, Path: tasks, User: "ann", Body: tt.body})
				if res.Status != tt.want {
					t.Fatalf("create = %d %.300s, want %d", res.Status, res.Body, tt.want)
				}
				if wrong := refusal(res, http.MethodPost); wrong != "" {
					t.Errorf("create = %d %.300s: %s", res.Status, res.Body, wrong)
				}
				if tt.want != http.StatusCreated {
					return
				}
				s.kept(t, http.MethodPost, []byte("\r\n\r\n"+tt.body), res)
				if got := as[task](t, res).DueDate; tt.due != "" && (got == nil || *got != tt.due) {
					t.Errorf("due_date = %v, want %s", got, tt.due)
				}
			})
		}
		s.unharmed(t)
	})
}

// controls returns every character that a terminal would act on.
func controls() string {
	var b strings.Builder
	for c := 1; c < 0x20; c++ {
		fmt.Fprintf(&b, `\u%04x`, c)
	}
	return b.String() + `\u007f\u0080\u009f\u2028\u2029\ufeff`
}
