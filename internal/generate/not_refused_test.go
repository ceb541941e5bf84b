package generate

import (
	"testing"

	"entgo.io/ent"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"

	"github.com/entask/entask/internal/rest"
)

// TestNotRefused has what comes close to a folder of testdata/refused.
func TestNotRefused(t *testing.T) {
	short := rest.Field(field.String("title"), rest.MaxLength(9))
	toggled := func(segment string) note { return owned(field.Bool("done").Annotations(rest.Toggle(segment))) }
	single := func(n note) []ent.Interface { return []ent.Interface{Book{linked{note: n}}} }
	for name, schemas := range map[string][]ent.Interface{
		"one end":         {book(edge.To("pages", Page.Type)), page()},
		"one end, to one": {book(), page(edge.To("book", Book.Type).Unique())},
		"two ways, one hidden": {
			book(edge.To("pages", Page.Type), edge.To("drafts", Page.Type).Annotations(rest.Internal())), page()},
		"a tree":  {book(edge.To("parts", Book.Type).From("whole").Unique())},
		"no tree": {book(edge.To("parts", Book.Type).From("whole").Unique().Annotations(rest.Cyclic()))},
		"a schema in the middle": {
			book(edge.From("places", Place.Type).Ref("book")), page(edge.From("places", Place.Type).Ref("page")),
			Place{linked{owned(), []ent.Edge{edge.To("book", Book.Type).Unique().Required(), edge.To("page", Page.Type).Unique().Required()}}}},
		"every operation": single(toggled("batch").and(rest.Batch())),
		"only some":       single(toggled("toggle").and(rest.Batch(), rest.Operations(rest.Read, rest.Delete))),
		"no order without a list": single(owned(field.Int("rank")).
			with(rest.Owner("user_id"), rest.DefaultSort("rank"), rest.Operations(rest.Read))),
		"a unique index of one user": single(owned(short).index(index.Fields("user_id", "title").Unique())),
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := planOf(t, schemas...); err != nil {
				t.Error(err)
			}
		})
	}
}
