package page_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/url"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
	"github.com/go-faster/jx"
	"github.com/google/uuid"

	"github.com/entask/entask/internal/runtime/page"
	"github.com/entask/entask/internal/runtime/rows"
)

// A list handler applies a Page to its query, writes the rows that come back until the page
// is full, and links to the next page.
func Example() {
	type row struct {
		id    uuid.UUID
		title string
	}
	columns := map[string]page.Column{"title": {Name: "title"}}
	keyOf := func(r *row, _ string) page.Key { return page.Key{Value: r.title, ID: r.id} }
	write := func(w *jx.Writer, r *row) { w.Str(r.title) }
	u := &url.URL{Path: "/api/v1/things", RawQuery: "sort=title&limit=2"}

	first, err := page.New(columns, page.Request{Sort: "title", Limit: 2})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(statementOf(first))

	// The query returns one row more than the page has, if there is one.
	list := page.NewList(context.Background(), first, keyOf, write)
	for n, title := range []string{"Buy milk", "Call ann", "Dig"} {
		if err := list.Add(&row{uuid.UUID{15: byte(n)}, title}); errors.Is(err, rows.Enough) {
			break
		}
	}
	body, cursor := list.End()
	fmt.Println(string(body.Bytes()))
	fmt.Println(page.Link(u, cursor))

	second, err := page.New(columns, page.Request{Sort: "title", Limit: 2, Cursor: cursor})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(statementOf(second))
	// Output:
	// SELECT "id", "title" FROM "tasks" ORDER BY "tasks"."title", "tasks"."id" LIMIT $1 [3]
	// ["Buy milk","Call ann"]
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
