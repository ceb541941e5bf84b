package generate

import (
	"errors"
	"testing"

	"entgo.io/ent"
	"entgo.io/ent/entc/gen"
	"entgo.io/ent/entc/load"
	"entgo.io/ent/schema/edge"

	"github.com/entask/entask/internal/generate/plan"
)

// linked is a schema with edges that a test writes.
type linked struct {
	note
	edges []ent.Edge
}

func (l linked) Edges() []ent.Edge { return l.edges }

// Book and Page lead to each other, and a Place to both.
type (
	Book  struct{ linked }
	Page  struct{ linked }
	Place struct{ linked }
)

func book(edges ...ent.Edge) Book { return Book{linked{owned(), edges}} }
func page(edges ...ent.Edge) Page { return Page{linked{owned(), edges}} }

// planOf makes the plan of schemas, or says why it cannot be made.
func planOf(t *testing.T, schemas ...ent.Interface) (*plan.API, error) {
	t.Helper()
	g, err := graphOf(t, schemas...)
	if err != nil {
		return nil, err
	}
	made, err := Config{Title: "Test", Version: "1"}.prepare(g, nil)
	if err != nil {
		return nil, err
	}
	return made.api, nil
}

// graphOf makes Ent's graph of schemas.
func graphOf(t *testing.T, schemas ...ent.Interface) (*gen.Graph, error) {
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
	g, refused, err := newGraph(Config{Package: "example.org/ent"}, "example.org/ent/schema", loaded)
	return g, errors.Join(refused, err)
}

// Names that the plan gives to what an edge adds are of the entities and the edge.
func TestCompletedEdge(t *testing.T) {
	api, err := planOf(t, book(edge.To("loose_pages", Page.Type)), page())
	if err != nil {
		t.Fatal(err)
	}
	to, from := api.Entities[0].Linked[0], api.Entities[1].Linked[0]
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
	page := api.Entities[1]
	if !page.Indexed("user_id", "book_id", "created_at", "id") || page.Indexed("book_id") || !page.Indexed("id") {
		t.Errorf("indexes of Page are %v", page.Indexes)
	}
}
