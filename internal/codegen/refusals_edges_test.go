package codegen

import (
	"testing"

	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/entc/gen"
	"entgo.io/ent/entc/load"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
	"github.com/google/uuid"

	"github.com/entask/entask/internal/rest"
)

// linked is a schema with edges that a test writes.
type linked struct {
	note
	edges []ent.Edge
}

func (l linked) Edges() []ent.Edge { return l.edges }

// Book and Page lead to each other.
type (
	Book     struct{ linked }
	Page     struct{ linked }
	BookPage struct{ linked }
)

func book(edges ...ent.Edge) Book { return Book{linked{owned(), edges}} }
func page(edges ...ent.Edge) Page { return Page{linked{owned(), edges}} }

// plan makes the plan of schemas, or says why it cannot be made.
func plan(t *testing.T, schemas ...ent.Interface) (*App, error) {
	t.Helper()
	var loaded []*load.Schema
	for _, s := range schemas {
		raw, err := load.MarshalSchema(s)
		if err != nil {
			t.Fatal(err)
		}
		one, err := load.UnmarshalSchema(raw)
		if err != nil {
			t.Fatal(err)
		}
		loaded = append(loaded, one)
	}
	if err := complete(loaded); err != nil {
		return nil, err
	}
	storage, err := gen.NewStorage("sql")
	if err != nil {
		t.Fatal(err)
	}
	g, err := gen.NewGraph(&gen.Config{Package: "example.org/ent", Storage: storage}, loaded...)
	if err != nil {
		return nil, err
	}
	return newPlan(g, Config{})
}

func TestEdgeRefusals(t *testing.T) {
	withField := func(b Book, fields ...ent.Field) Book {
		b.note = owned(fields...)
		return b
	}
	for _, tc := range []struct {
		name    string
		schemas []ent.Interface
		want    string
	}{
		{"one end", []ent.Interface{book(edge.To("pages", Page.Type)), page()}, ""},
		{"one end, to one", []ent.Interface{book(), page(edge.To("book", Book.Type).Unique())}, ""},
		{"two ways", []ent.Interface{
			book(edge.To("pages", Page.Type), edge.To("drafts", Page.Type)), page()},
			`ent/schema: Book.drafts: its other end would be Page.book, and Page has that edge already: ` +
				`add edge.From("drafts_book", Book.Type).Ref("drafts").Unique() to Edges of Page, or rest.Internal() to the edge`},
		{"two ways to one", []ent.Interface{
			book(), page(edge.To("book", Book.Type).Unique(), edge.To("source", Book.Type).Unique())},
			`ent/schema: Page.source: its other end would be Book.pages, and Book has that edge already: ` +
				`add edge.From("source_pages", Page.Type).Ref("source") to Edges of Book, or rest.Internal() to the edge`},
		{"two ways, one hidden", []ent.Interface{
			book(edge.To("pages", Page.Type), edge.To("drafts", Page.Type).Annotations(rest.Internal())), page()}, ""},
		{"back to its own kind", []ent.Interface{book(edge.To("twin", Book.Type).Unique())},
			`ent/schema: Book.twin: leads to its own kind and back under one name, so a link would change two rows: ` +
				`name the way back with .From("previous").Unique() behind it, or without Unique() for many`},
		{"a taken key", []ent.Interface{
			withField(book(edge.To("page", Page.Type).Unique()), field.UUID("page_id", uuid.UUID{}).Optional().Nillable()), page()},
			`ent/schema: Book.page: its foreign key would be the field "page_id", and Book has that field already: ` +
				`add .Field("page_id") to the edge where it is that key, or name the edge otherwise`},
		{"a taken name of ids", []ent.Interface{
			withField(book(edge.To("pages", Page.Type)), field.String("page_ids")), page(edge.From("books", Book.Type).Ref("pages"))},
			`ent/schema: Book.pages: is set by a property whose name is taken: name the edge, or what is called page_ids, otherwise`},
		{"children first", []ent.Interface{book(edge.To("pages", Page.Type).Required()), page()},
			`ent/schema: Book.pages: is required, but the rows that it leads to are made after it: ` +
				`remove Required(), or require the edge at its other end`},
		{"a circle", []ent.Interface{
			book(edge.To("cover", Page.Type).Unique().Required()), page(edge.To("book", Book.Type).Unique().Required())},
			`ent/schema: Book.cover: is required and leads back to Book (Book, Page, Book), so none can be created first: ` +
				`remove Required() from one of the edges`},
		{"itself first", []ent.Interface{book(edge.To("volumes", Book.Type).From("series").Unique().Required())},
			`ent/schema: Book.series: is required and leads back to Book (Book, Book), so none can be created first: ` +
				`remove Required() from one of the edges`},
		{"required and hidden", []ent.Interface{
			book(), page(edge.To("book", Book.Type).Unique().Required().Annotations(rest.Internal()))},
			`ent/schema: Page.book: is required, but the API does not show it: ` +
				`remove Required(), or rest.Internal() from the edge and from Book, or add rest.Internal() to Page`},
		{"null for what is required", []ent.Interface{
			book(), page(edge.To("book", Book.Type).Unique().Required().Annotations(entsql.OnDelete(entsql.SetNull)))},
			`ent/schema: Page.book: is required, but a deletion would set it to null: ` +
				`use entsql.OnDelete(entsql.Cascade) or entsql.Restrict, or remove Required()`},
		{"deletion at the wrong end", []ent.Interface{
			book(edge.To("pages", Page.Type)), page(edge.From("book", Book.Type).Ref("pages").Unique().Annotations(entsql.OnDelete(entsql.Cascade)))},
			`ent/schema: Page.book: says at the wrong end what happens on a deletion, where Ent does not look: ` +
				`move entsql.OnDelete to Book.pages`},
		{"two lists with one name", []ent.Interface{
			book(edge.To("pages", Page.Type)), page(), BookPage{linked{owned(), nil}}},
			`ent/schema: BookPage: would have the operation id listBookPages, which is that of Book: rename one of them, or give rest.Toggle another segment`},
		{"one column for both", []ent.Interface{book(edge.To("books", Book.Type))},
			`ent/schema: Book.books: has a join table with one name for both of its columns: ` +
				`name it otherwise, or add .StorageKey(edge.Columns("from_book_id", "to_book_id")) to the edge.To`},
		{"a column twice", []ent.Interface{
			book(edge.To("pages", Page.Type)), Page{linked{owned(field.String("book_id")), []ent.Edge{edge.From("books", Book.Type).Ref("pages")}}}},
			`ent/schema: Book.pages: has a join table with a column that its rows have too: ` +
				`add .StorageKey(edge.Columns("from_book_id", "to_page_id")) to the edge.To`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := plan(t, tc.schemas...)
			got := ""
			if err != nil {
				got = err.Error()
			}
			if got != tc.want {
				t.Errorf("got  %s\nwant %s", got, tc.want)
			}
		})
	}
}

// Names that the plan gives to what an edge adds are of the entities and the edge.
func TestCompletedEdge(t *testing.T) {
	app, err := plan(t, book(edge.To("loose_pages", Page.Type)), page())
	if err != nil {
		t.Fatal(err)
	}
	to, from := app.Entities[0].Linked[0], app.Entities[1].Linked[0]
	for name, pair := range map[string][2]string{
		"other end":  {from.Name, "book"},
		"key":        {from.Sets(), "book_id"},
		"sub-list":   {to.ListOperation(), "listBookLoosePages"},
		"segment":    {to.Segment(), "loose-pages"},
		"on delete":  {from.OnDelete(), "set null"},
		"comment":    {from.Key().Comment(), "The id of its book, a Book."},
		"children's": {to.Sets(), ""},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s is %q, want %q", name, pair[0], pair[1])
		}
	}
	page := app.Entities[1]
	if !page.indexed("user_id", "book_id", "created_at", "id") || !page.indexed("book_id") {
		t.Errorf("indexes of Page are %v", page.Indexes)
	}
}
