package page_test

import (
	"encoding/base64"
	"errors"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/entask/entask/internal/runtime/fault"
	"github.com/entask/entask/internal/runtime/page"
	"github.com/entask/entask/internal/runtime/statement"
)

var columns = map[string]page.Column{
	"id":       {Name: "id"},
	"title":    {Name: "title"},
	"due_date": {Name: "due_date", Time: true, Nullable: true},
	"stars":    {Name: "stars", Int: 16},
	"serial":   {Name: "serial", Int: 64},
	"ratio":    {Name: "ratio", Float: 64},
	"rough":    {Name: "rough", Float: 32, Nullable: true},
}

var id = uuid.MustParse("01957f3e-8d4c-7b2a-9c1e-5f6a7b8c9d0e")

// query returns the SQL of a page and its arguments.
func query(p *page.Page) (string, []any) {
	s := sql.Dialect(dialect.Postgres).Select("id").From(sql.Table("tasks")).Where(sql.EQ("user_id", "ann"))
	p.Apply(s)
	return s.Query()
}

// next returns the page after a row with the key.
func next(t rapid.TB, sort string, key page.Key) *page.Page {
	t.Helper()
	first, err := page.New(columns, page.Request{Sort: sort, Limit: 1})
	if err != nil {
		t.Fatalf("New() = %v", err)
	}
	cursor := cursorAfter(t, first, key)
	p, err := page.New(columns, page.Request{Sort: sort, Limit: 1, Cursor: cursor})
	if err != nil {
		t.Fatalf("New(%s) = %v", cursor, err)
	}
	return p
}

func TestApply(t *testing.T) {
	due := time.Date(2026, 3, 8, 17, 0, 0, 1000, time.UTC)
	for _, tc := range []struct {
		name, sort string
		value      any
		want       string
	}{
		{
			"ascending", "title", "a",
			`FROM "tasks" WHERE "user_id" = $1 AND ("tasks"."title", "tasks"."id") > ($2, $3) ORDER BY "tasks"."title", "tasks"."id" LIMIT $4`,
		},
		{
			"descending", "-title", "a",
			`FROM "tasks" WHERE "user_id" = $1 AND ("tasks"."title", "tasks"."id") < ($2, $3) ORDER BY "tasks"."title" DESC, "tasks"."id" DESC LIMIT $4`,
		},
		{
			"nulls follow", "due_date", due,
			`FROM (SELECT * FROM (SELECT "id" FROM "tasks" WHERE "user_id" = $1 AND ("tasks"."due_date", "tasks"."id") > ($2, $3) ORDER BY "tasks"."due_date" NULLS LAST, "tasks"."id" LIMIT $4) AS "tasks"` +
				` UNION ALL SELECT * FROM (SELECT "id" FROM "tasks" WHERE "user_id" = $5 AND "tasks"."due_date" IS NULL ORDER BY "tasks"."due_date" NULLS LAST, "tasks"."id" LIMIT $6) AS "tasks") AS "tasks"` +
				` ORDER BY "tasks"."due_date" NULLS LAST, "tasks"."id" LIMIT $7`,
		},
		{
			"among nulls", "due_date", nil,
			`FROM "tasks" WHERE "user_id" = $1 AND ("tasks"."due_date" IS NULL AND "tasks"."id" > $2) ORDER BY "tasks"."due_date" NULLS LAST, "tasks"."id" LIMIT $3`,
		},
		{
			"nulls before", "-due_date", nil,
			`FROM (SELECT * FROM (SELECT "id" FROM "tasks" WHERE "user_id" = $1 AND ("tasks"."due_date" IS NULL AND "tasks"."id" < $2) ORDER BY "tasks"."due_date" DESC NULLS FIRST, "tasks"."id" DESC LIMIT $3) AS "tasks"` +
				` UNION ALL SELECT * FROM (SELECT "id" FROM "tasks" WHERE "user_id" = $4 AND "tasks"."due_date" IS NOT NULL ORDER BY "tasks"."due_date" DESC NULLS FIRST, "tasks"."id" DESC LIMIT $5) AS "tasks") AS "tasks"` +
				` ORDER BY "tasks"."due_date" DESC NULLS FIRST, "tasks"."id" DESC LIMIT $6`,
		},
		{
			"past nulls", "-due_date", due,
			`FROM "tasks" WHERE "user_id" = $1 AND ("tasks"."due_date", "tasks"."id") < ($2, $3) ORDER BY "tasks"."due_date" DESC NULLS FIRST, "tasks"."id" DESC LIMIT $4`,
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, args := query(next(t, tc.sort, page.Key{Value: tc.value, ID: id}))
			if want := `SELECT "id" ` + tc.want; got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
			if strings.Count(got, "$") != len(args) || !slices.Contains(args, any(id)) {
				t.Errorf("got the arguments %v for %s, want %s among them", args, got, id)
			}
		})
	}
}

// TestWrites holds what a page writes to what it has Ent write.
func TestWrites(t *testing.T) {
	tasks := statement.NewTable("tasks", "id", "title")
	for sort, values := range map[string][]any{
		"title": {nil, "a"}, "-title": {"a"}, "due_date": {nil, time.Unix(0, 0)}, "-due_date": {nil, time.Unix(0, 0)}, "id": {nil}, "-id": {nil},
	} {
		first, err := page.New(columns, page.Request{Sort: sort, Limit: 20})
		if err != nil {
			t.Fatal(err)
		}
		pages := []*page.Page{first}
		for _, v := range values {
			if v != nil || strings.HasSuffix(sort, "due_date") || strings.HasSuffix(sort, "id") {
				pages = append(pages, next(t, sort, page.Key{Value: v, ID: id}))
			}
		}
		for _, p := range pages {
			ent := sql.Dialect(dialect.Postgres).Select(`"tasks"."id"`, `"tasks"."title"`).From(sql.Dialect(dialect.Postgres).Table("tasks"))
			statement.EQ("user_id", "ann")(ent)
			p.Apply(ent)
			want, args := ent.Query()
			got, ok := statement.Read(tasks, dialect.Postgres, []func(*sql.Selector){statement.EQ("user_id", "ann")}, []func(*sql.Selector){p.Apply})
			if union := strings.Contains(want, "UNION"); ok == union || ok && (got.Text != want || !slices.Equal(got.Args, args)) {
				t.Errorf("%s: got  %s %v\nwant %s %v", sort, got.Text, got.Args, want, args)
			}
		}
	}
}

// TestOffset: what is skipped is found by ids, of those whom the predicates pass.
func TestOffset(t *testing.T) {
	p, err := page.New(columns, page.Request{Sort: "-due_date", Limit: 20, Offset: 7})
	if err != nil {
		t.Fatal(err)
	}
	got, args := query(p)
	want := `SELECT "id" FROM "tasks" WHERE "tasks"."id" IN (SELECT "tasks"."id" FROM "tasks" WHERE "user_id" = $1 ORDER BY "tasks"."due_date" DESC NULLS FIRST, "tasks"."id" DESC LIMIT $2 OFFSET 7)` +
		` ORDER BY "tasks"."due_date" DESC NULLS FIRST, "tasks"."id" DESC`
	if got != want || !slices.Equal(args, []any{"ann", 21}) {
		t.Errorf("got  %s %v\nwant %s", got, args, want)
	}
	tasks := statement.NewTable("tasks", "id", "title")
	if got, ok := statement.Read(tasks, dialect.Postgres, []func(*sql.Selector){statement.EQ("user_id", "ann")}, []func(*sql.Selector){p.Apply}); ok {
		t.Errorf("%s was written, which has no offset", got.Text)
	}
}

// TestApplyToOnePredicate: each side of a union has the predicate whole, also where it
// is the only one.
func TestApplyToOnePredicate(t *testing.T) {
	s := sql.Dialect(dialect.Postgres).Select("id").From(sql.Table("tasks"))
	sql.FieldLT("title", "a")(s)
	next(t, "due_date", page.Key{Value: time.Unix(0, 0), ID: id}).Apply(s)
	got, _ := s.Query()
	if want := `"tasks"."title" < $`; strings.Count(got, want) != 2 {
		t.Errorf("got %s, want %s in both sides", got, want)
	}
}

// A cursor holds what the row holds, whatever that is.
func TestCursorKeepsTheRow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		for sort, value := range map[string]any{
			"-title":    strings.ReplaceAll(rapid.String().Draw(t, "text"), "\x00", ""),
			"stars":     int64(rapid.Int16().Draw(t, "stars")),
			"-serial":   rapid.Int64().Draw(t, "serial"),
			"ratio":     rapid.Float64().Draw(t, "ratio"),
			"rough":     float64(rapid.Float32().Draw(t, "rough")),
			"-due_date": time.UnixMicro(rapid.Int64Range(-62135596800000000, 253402300799999999).Draw(t, "micros")).UTC(),
		} {
			_, args := query(next(t, sort, page.Key{Value: value, ID: id}))
			if got := args[1]; got != value {
				t.Errorf("%s: got %v, want %v", sort, got, value)
			}
		}
	})
}

func TestRefusedCursors(t *testing.T) {
	encode := base64.RawURLEncoding.EncodeToString
	for _, tc := range []struct{ name, cursor, want string }{
		{"not base64", "%%%", "cursor: must be a cursor from a Link header"},
		{"not JSON", encode([]byte("x")), "cursor: must be a cursor from a Link header"},
		{"more than JSON", encode([]byte(`{"s":"title","i":"01957f3e-8d4c-7b2a-9c1e-5f6a7b8c9d0e"} {}`)), "cursor: must be a cursor from a Link header"},
		{"unknown member", encode([]byte(`{"s":"title","x":1}`)), "cursor: must be a cursor from a Link header"},
		{"no sort", encode([]byte(`{}`)), "cursor: must be a cursor from a Link header"},
		{"NUL", encode([]byte(`{"s":"title","v":"\u0000"}`)), "cursor: must be a cursor from a Link header"},
		{"time for a title", encode([]byte(`{"s":"title","t":1}`)), "cursor: must be a cursor from a Link header"},
		{"nothing for a title", encode([]byte(`{"s":"title"}`)), "cursor: must be a cursor from a Link header"},
		{"both", encode([]byte(`{"s":"title","v":"a","t":1}`)), "cursor: must be a cursor from a Link header"},
		{"a number for a title", encode([]byte(`{"s":"title","n":1}`)), "cursor: must be a cursor from a Link header"},
		{"another order", encode([]byte(`{"s":"-title"}`)), "cursor: must be used with the sort that it was made for"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := page.New(columns, page.Request{Sort: "title", Limit: 1, Cursor: tc.cursor})
			var f *fault.Error
			if !errors.As(err, &f) || f.Kind != fault.Invalid || f.Error() != tc.want {
				t.Errorf("New() = %v, want %s", err, tc.want)
			}
		})
	}
}

// A number that the column cannot hold would be an error of the database.
func TestRefusedNumbers(t *testing.T) {
	for _, cursor := range []string{
		`{"s":"stars","i":"01957f3e-8d4c-7b2a-9c1e-5f6a7b8c9d0e","n":32768}`,
		`{"s":"stars","i":"01957f3e-8d4c-7b2a-9c1e-5f6a7b8c9d0e","n":-32769}`,
		`{"s":"stars","i":"01957f3e-8d4c-7b2a-9c1e-5f6a7b8c9d0e","v":"a"}`,
		`{"s":"stars","i":"01957f3e-8d4c-7b2a-9c1e-5f6a7b8c9d0e","f":1}`,
		`{"s":"rough","i":"01957f3e-8d4c-7b2a-9c1e-5f6a7b8c9d0e","f":1e300}`,
		`{"s":"ratio","i":"01957f3e-8d4c-7b2a-9c1e-5f6a7b8c9d0e","f":1e999}`,
		`{"s":"ratio","i":"01957f3e-8d4c-7b2a-9c1e-5f6a7b8c9d0e","f":1,"n":1}`,
	} {
		_, err := page.New(columns, page.Request{Sort: cursor[6:strings.Index(cursor, `",`)], Limit: 1, Cursor: base64.RawURLEncoding.EncodeToString([]byte(cursor))})
		if err == nil || err.Error() != "cursor: must be a cursor from a Link header" {
			t.Errorf("%s: got %v, want it refused", cursor, err)
		}
	}
}

func TestLink(t *testing.T) {
	u, err := url.Parse("http://host/api/v1/things?q=a%26b&offset=7&cursor=old")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := page.Link(u, "new"), `</api/v1/things?cursor=new&q=a%26b>; rel="next"`; got != want {
		t.Errorf("Link() = %s, want %s", got, want)
	}
}
