package page_test

import (
	"fmt"
	"log"
	"net/url"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
	"github.com/google/uuid"

	"github.com/entask/entask/internal/runtime/page"
)

// A list handler applies a Page to its query, cuts the rows that come back, and
// links to the next page.
func Example() {
	type row struct {
		id    uuid.UUID
		title string
	}
	columns := map[string]page.Column{"title": {Name: "title"}}
	keyOf := func(r row, _ string) page.Key { return page.Key{Value: r.title, ID: r.id} }
	u := &url.URL{Path: "/api/v1/things", RawQuery: "sort=title&limit=2"}

	first, err := page.New(columns, page.Request{Sort: "title", Limit: 2})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(statementOf(first))

	// The query returns one row more than the page has, if there is one.
	cut := page.NewCut(first, keyOf)
	for n, title := range []string{"Buy milk", "Call ann", "Dig"} {
		r := row{uuid.UUID{15: byte(n)}, title}
		if cut.Has(r) {
			fmt.Println("-", r.title)
		}
	}
	cursor := cut.Next()
	fmt.Println(page.Link(u, cursor))

	second, err := page.New(columns, page.Request{Sort: "title", Limit: 2, Cursor: cursor})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(statementOf(second))
	// Output:
	// SELECT "id", "title" FROM "tasks" ORDER BY "tasks"."title", "tasks"."id" LIMIT $1 [3]
	// - Buy milk
	// - Call ann
	// </api/v1/things?cursor=eyJzIjoidGl0bGUiLCJpIjoiMDAwMDAwMDAtMDAwMC0wMDAwLTAwMDAtMDAwMDAwMDAwMDAxIiwidiI6IkNhbGwgYW5uIn0&limit=2&sort=title>; rel="next"
	// SELECT "id", "title" FROM "tasks" WHERE ("tasks"."title", "tasks"."id") > ($1, $2) ORDER BY "tasks"."title", "tasks"."id" LIMIT $3 [Call ann 00000000-0000-0000-0000-000000000001 3]
}

// A cursor is good for the order that it was made for, and takes the place of an offset.
func ExampleNew_refused() {
	columns := map[string]page.Column{"title": {Name: "title"}, "due_date": {Name: "due_date", Time: true}}
	byTitle := "eyJzIjoidGl0bGUiLCJpIjoiMDAwMDAwMDAtMDAwMC0wMDAwLTAwMDAtMDAwMDAwMDAwMDAxIiwidiI6IkNhbGwgYW5uIn0"
	for _, r := range []page.Request{
		{Sort: "title", Limit: 2, Cursor: "page 2"},
		{Sort: "due_date", Limit: 2, Cursor: byTitle},
		{Sort: "title", Limit: 2, Cursor: byTitle, HasOffset: true},
	} {
		_, err := page.New(columns, r)
		fmt.Println(err)
	}
	// Output:
	// cursor: must be a cursor from a Link header
	// cursor: must be used with the sort that it was made for
	// cursor: must not come together with offset
}

// statementOf returns the SQL of a page of tasks, and its arguments.
func statementOf(p *page.Page) (string, []any) {
	s := sql.Dialect(dialect.Postgres).Select("id", "title").From(sql.Table("tasks"))
	p.Apply(s)
	return s.Query()
}
