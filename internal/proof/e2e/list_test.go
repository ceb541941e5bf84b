package e2e

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// query writes parameters as pairs of name and value, escaped.
func query(pairs ...string) string {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	return v.Encode()
}

func TestFilters(t *testing.T) {
	const day = "2026-03-08T17:00:00"
	rows := []map[string]any{
		{"title": "plain"},
		{"title": "done", "completed": true},
		{"title": "low", "priority": "low", "due_date": day + "Z"},
		{"title": "high", "priority": "high", "completed": true, "due_date": day + ".000001Z"},
		{"title": "old", "due_date": "0001-01-01T00:00:00Z"},
		{"title": "far", "priority": "high", "due_date": "9999-12-31T23:59:59.999999Z"},
	}
	cases := []struct {
		name, query string
		want        []string // sorted
	}{
		{"none", "", []string{"done", "far", "high", "low", "old", "plain"}},
		{"completed", query("completed", "true"), []string{"done", "high"}},
		{"not completed", query("completed", "false"), []string{"far", "low", "old", "plain"}},
		{"priority", query("priority", "low"), []string{"low"}},
		{"priorities", query("priority", "low", "priority", "high"), []string{"far", "high", "low"}},
		{"every priority", query("priority", "low", "priority", "high", "priority", "medium"), []string{"done", "far", "high", "low", "old", "plain"}},
		{"one priority twice", query("priority", "low", "priority", "low"), []string{"low"}},
		{"due_before is exclusive", query("due_before", day+"Z"), []string{"old"}},
		{"due_before a microsecond later", query("due_before", day+".000001Z"), []string{"low", "old"}},
		{"due_after is inclusive", query("due_after", day+"Z"), []string{"far", "high", "low"}},
		{"due_after a microsecond later", query("due_after", day+".000001Z"), []string{"far", "high"}},
		{"due between", query("due_after", day+"Z", "due_before", day+".000001Z"), []string{"low"}},
		{"due at no time", query("due_after", day+"Z", "due_before", day+"Z"), []string{}},
		{"due before everything", query("due_before", "0001-01-01T00:00:00Z"), []string{}},
		{"due after everything but the last", query("due_after", "9999-12-31T23:59:59.999999Z"), []string{"far"}},
		{"an offset", query("due_before", "2026-03-08T18:00:00.000001+01:00"), []string{"low", "old"}},
		{"all together", query("completed", "true", "priority", "high", "due_after", day+"Z", "q", "HI"), []string{"high"}},
		{"q empty", "q=", []string{"done", "far", "high", "low", "old", "plain"}},
	}
	onEachDatabase(t, func(t *testing.T, s *service) {
		for _, row := range rows {
			s.create(t, "ann", row)
		}
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				got := s.titles(t, "ann", c.query)
				slices.Sort(got)
				if !slices.Equal(got, c.want) {
					t.Errorf("%s: %q, want %q", c.query, got, c.want)
				}
				counted := s.get(t, "ann", tasks+"?limit=1&count=true&"+c.query)
				if got, want := counted.Header.Get("X-Total-Count"), fmt.Sprint(len(c.want)); got != want {
					t.Errorf("X-Total-Count = %s, want %s", got, want)
				}
			})
		}
	})
}

func TestSearch(t *testing.T) {
	rows := []map[string]any{
		{"title": "Buy MILK"},
		{"title": "description", "description": "two litres of milk"},
		{"title": "100% sure"},
		{"title": "1000 sure"},
		{"title": "snake_case"},
		{"title": "snakeXcase"},
		{"title": `back\slash`},
		{"title": "backslash"},
		{"title": `it's "quoted"; --`},
		{"title": "ÄPFEL und Öl"},
		{"title": "ЗАДАЧА"},
		{"title": "ΚΑΛΗΜΈΡΑ"},
		{"title": "café"},
		{"title": "日本語"},
		{"title": "party 🎉"},
	}
	cases := []struct {
		q    string
		want []string
	}{
		{"milk", []string{"Buy MILK", "description"}},
		{"Y mI", []string{"Buy MILK"}},
		{"litres", []string{"description"}},
		{"%", []string{"100% sure"}},
		{"0% s", []string{"100% sure"}},
		{"_", []string{"snake_case"}},
		{"e_C", []string{"snake_case"}},
		{`\`, []string{`back\slash`}},
		{`k\s`, []string{`back\slash`}},
		{`\%`, []string{}},
		{`%%`, []string{}},
		{"'", []string{`it's "quoted"; --`}},
		{`"; --`, []string{`it's "quoted"; --`}},
		{"äpfel", []string{"ÄPFEL und Öl"}},
		{"ÖL", []string{"ÄPFEL und Öl"}},
		{"задача", []string{"ЗАДАЧА"}},
		{"καλημέρα", []string{"ΚΑΛΗΜΈΡΑ"}},
		{"CAFÉ", []string{"café"}},
		{"cafe", []string{}},
		{"本", []string{"日本語"}},
		{"🎉", []string{"party 🎉"}},
		{" ", []string{`100% sure`, `1000 sure`, "Buy MILK", "description", `it's "quoted"; --`, "party 🎉", "ÄPFEL und Öl"}},
		{strings.Repeat("x", 255), []string{}},
	}
	onEachDatabase(t, func(t *testing.T, s *service) {
		for _, row := range rows {
			s.create(t, "ann", row)
		}
		for _, c := range cases {
			got := s.titles(t, "ann", query("q", c.q))
			slices.Sort(got)
			if slices.Sort(c.want); !slices.Equal(got, c.want) {
				t.Errorf("q=%s: %q, want %q", c.q, got, c.want)
			}
		}
	})
}

// TestListRefuses names every parameter that is wrong.
func TestListRefuses(t *testing.T) {
	cases := []struct {
		name, query string
		want        []string
	}{
		{"completed of another case", "completed=True", []string{"query.completed"}},
		{"completed a number", "completed=1", []string{"query.completed"}},
		{"completed a letter", "completed=t", []string{"query.completed"}},
		{"completed empty", "completed=", []string{"query.completed"}},
		{"completed twice", "completed=true&completed=true", []string{"query.completed"}},
		{"count a number", "count=1", []string{"query.count"}},
		{"count capital", "count=TRUE", []string{"query.count"}},
		{"priority unknown", "priority=urgent", []string{"query.priority.0"}},
		{"priority in a list", "priority=low,high", []string{"query.priority.0"}},
		{"second priority unknown", "priority=low&priority=High", []string{"query.priority.1"}},
		{"too many priorities", strings.Repeat("&priority=low", 101), []string{"query.priority"}},
		{"due_before a day", "due_before=2026-01-01", []string{"query.due_before"}},
		{"due_before with a space for a plus", "due_before=2026-01-01T00:00:00+01:00", []string{"query.due_before"}},
		{"due_after without an offset", "due_after=2026-01-01T00:00:00", []string{"query.due_after"}},
		{"due_after with a comma", "due_after=2026-01-01T00:00:00,5Z", []string{"query.due_after"}},
		{"due_after with a short hour", "due_after=2026-01-01T1:00:00Z", []string{"query.due_after"}},
		{"due_after with too large an offset", "due_after=2026-01-01T00:00:00%2B24:00", []string{"query.due_after"}},
		{"due_after on no day", "due_after=2026-02-30T00:00:00Z", []string{"query.due_after"}},
		{"due_before after the year 9999 in UTC", "due_before=9999-12-31T23:59:59-01:00", []string{"query.due_before"}},
		{"due_after before the year 1 in UTC", "due_after=0001-01-01T00:00:00%2B01:00", []string{"query.due_after"}},
		{"q too long", "q=" + strings.Repeat("x", 256), []string{"query.q"}},
		{"q with NUL", "q=a%00", []string{"query.q"}},
		{"q not UTF-8", "q=%ff", []string{"query.q"}},
		{"sort by what is no sort", "sort=priority", []string{"query.sort"}},
		{"sort with plus", "sort=%2Btitle", []string{"query.sort"}},
		{"sort empty", "sort=", []string{"query.sort"}},
		{"limit 0", "limit=0", []string{"query.limit"}},
		{"limit 1001", "limit=1001", []string{"query.limit"}},
		{"limit negative", "limit=-1", []string{"query.limit"}},
		{"limit a fraction", "limit=1.5", []string{"query.limit"}},
		{"limit huge", "limit=99999999999999999999", []string{"query.limit"}},
		{"offset negative", "offset=-1", []string{"query.offset"}},
		{"offset a word", "offset=ten", []string{"query.offset"}},
		{"unknown", "page=2", []string{"query.page"}},
		{"owner", "user_id=bob", []string{"query.user_id"}},
		{"another case", "Limit=1", []string{"query.Limit"}},
		{"a broken escape", "q=%zz", []string{"query"}},
		{"a semicolon", "limit=1;offset=1", []string{"query"}},
		{"all at once", "completed=x&limit=0&sort=no&nope=1", []string{"query.completed", "query.limit", "query.sort", "query.nope"}},
	}
	hints := map[string]string{"dueBefore": "due_before", "Limit": "limit", "sorted": "sort", "offest": "offset", "prioritys": "priority"}
	onEachDatabase(t, func(t *testing.T, s *service) {
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				wantRules(t, s.do(t, call{Method: "GET", Path: tasks + "?" + c.query, User: "ann"}), c.want...)
			})
		}
		for name, want := range hints {
			p := wantRules(t, s.do(t, call{Method: "GET", Path: tasks + "?" + name + "=1", User: "ann"}), "query."+name)
			if !strings.Contains(text(p.Detail), "did you mean "+want+"?") {
				t.Errorf("detail of %s = %q, want the hint %s", name, text(p.Detail), want)
			}
		}
		for _, path := range []string{taskPath(unknownID), taskPath(unknownID) + "/toggle"} {
			method := map[bool]string{true: "PATCH", false: "GET"}[strings.HasSuffix(path, "toggle")]
			wantRules(t, s.do(t, call{Method: method, Path: path + "?fields=title", User: "ann"}), "query.fields")
		}
		for _, bound := range []string{"limit=1", "limit=1000", "offset=0", "offset=9223372036854775807"} {
			if r := s.do(t, call{Method: "GET", Path: tasks + "?" + bound, User: "ann"}); r.Status != http.StatusOK {
				t.Errorf("%s = %d %s, want 200", bound, r.Status, r.Body)
			}
		}
	})
}
