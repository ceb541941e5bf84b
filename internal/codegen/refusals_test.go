package codegen

import (
	"testing"

	"entgo.io/ent"
	"entgo.io/ent/entc/gen"
	"entgo.io/ent/entc/load"
	"entgo.io/ent/privacy"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
	"github.com/google/uuid"

	"github.com/entask/entask/internal/rest"
	"github.com/entask/entask/internal/rule"
)

// note is a schema that a test writes.
type note struct {
	ent.Schema
	fields      []ent.Field
	indexes     []ent.Index
	annotations []schema.Annotation
	noPolicy    bool
}

func (n note) Fields() []ent.Field              { return n.fields }
func (n note) Indexes() []ent.Index             { return n.indexes }
func (n note) Annotations() []schema.Annotation { return n.annotations }
func (n note) Policy() ent.Policy {
	if n.noPolicy {
		return nil
	}
	return privacy.Policy{Query: privacy.QueryPolicy{rule.FilterOwner("user_id")}}
}

// owned returns a schema that keeps every promise, with more fields.
func owned(fields ...ent.Field) note {
	return note{
		fields: append([]ent.Field{
			field.UUID("id", uuid.UUID{}).Annotations(rest.ReadOnly()),
			field.String("user_id").Annotations(rest.ReadOnly()),
			field.Time("created_at").Annotations(rest.ReadOnly(), rest.Sortable()),
			field.Int("version").Annotations(rest.ReadOnly()),
		}, fields...),
		indexes: []ent.Index{index.Fields("user_id", "created_at", "id")},
		annotations: []schema.Annotation{
			rest.Owner("user_id"), rest.Version("version"), rest.DefaultSort("-created_at"),
		},
	}
}

func (n note) with(annotations ...schema.Annotation) note {
	n.annotations = annotations
	return n
}

func (n note) without(policy bool) note {
	n.noPolicy = policy
	return n
}

// graph returns Ent's graph of a schema named Note.
func graph(t *testing.T, n note) *gen.Graph {
	t.Helper()
	raw, err := load.MarshalSchema(n)
	if err != nil {
		t.Fatal(err)
	}
	loaded, err := load.UnmarshalSchema(raw)
	if err != nil {
		t.Fatal(err)
	}
	loaded.Name = "Note"
	g, err := newGraph(Config{Package: "example.org/ent"}, "example.org/ent/schema", []*load.Schema{loaded})
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func TestRefusals(t *testing.T) {
	for _, tc := range []struct {
		name string
		note note
		want string
	}{
		{"keeps every promise", owned(), ""},
		{"is internal", note{}.with(rest.Internal()), ""},
		{"nobody's", note{}.with(),
			"ent/schema: Note: nobody owns its rows: add Owned{} to Mixin, or rest.Internal() to Annotations, which keeps it out of the API"},
		{"nobody's, though its indexes begin with an owner", note{indexes: owned().indexes}.with(),
			"ent/schema: Note: nobody owns its rows: add Owned{} to Mixin, or rest.Internal() to Annotations, which keeps it out of the API"},
		{"an owner without a policy", owned().without(true),
			"ent/schema: Note: has an owner, but no policy that keeps others away: add Owned{} to Mixin instead of rest.Owner to Annotations"},
		{"an id of another type", owned(field.Int("id")),
			"ent/schema: Note: has an id that is no UUID: leave the id to Owned{}"},
		{"order by what is not sortable", owned().with(rest.Owner("user_id"), rest.Version("version"), rest.DefaultSort("-version")),
			"ent/schema: Note: is ordered by default by what is not sortable: add rest.Sortable() to the field, or order by another one"},
		{"sortable without an index", owned(field.String("title").Annotations(rest.Sortable())),
			`ent/schema: Note.title: is sortable without an index that begins with the owner: add index.Fields("user_id", "title", "id") to Indexes`},
		{"sortable number", note{fields: owned(field.Int("rank").Annotations(rest.Sortable())).fields,
			indexes: append(owned().indexes, index.Fields("user_id", "rank", "id")), annotations: owned().annotations},
			"ent/schema: Note.rank: is sortable but neither a string nor a time: remove rest.Sortable"},
		{"toggle of a string", owned(field.String("state").Annotations(rest.Toggle("toggle"))),
			"ent/schema: Note.state: is a toggle but no bool: remove rest.Toggle, or make it a field.Bool"},
		{"search in a number", owned(field.Int("rank").Annotations(rest.Searchable())),
			"ent/schema: Note.rank: is searchable but no string: remove rest.Searchable"},
		{"optional without null", owned(field.String("title").Optional()),
			"ent/schema: Note.title: is optional but cannot tell empty from absent: add Nillable()"},
		{"a type without a JSON form", owned(field.Bytes("raw")),
			"ent/schema: Note.raw: is of a type that a request cannot hold yet: use a string, bool, int, int32, int64, float, time, UUID or enum, or rest.ReadOnly()"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := newPlan(graph(t, tc.note), Config{})
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

// TestReserved: the names of packages that the templates import, and some more,
// would not compile.
func TestReserved(t *testing.T) {
	for _, name := range []string{"Page", "page", "Request", "Viewer", "UUID", "Crud"} {
		if !Reserved(name) {
			t.Errorf("Reserved(%q) = false, want true", name)
		}
	}
	for _, name := range []string{"Task", "Project", "Order", "Status", "PageBreak"} {
		if Reserved(name) {
			t.Errorf("Reserved(%q) = true, want false", name)
		}
	}
	g := graph(t, owned())
	g.Nodes[0].Name = "Page"
	_, err := newPlan(g, Config{})
	if want := "ent/schema: Page: is called like something that generated code needs: call it something else"; err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}
