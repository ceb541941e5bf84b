package codegen

import (
	"maps"
	"slices"
	"testing"

	"entgo.io/ent"
	"entgo.io/ent/entc/gen"
	"entgo.io/ent/entc/load"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"

	"github.com/entask/entask/internal/rest"
)

func (n note) and(annotations ...schema.Annotation) note {
	n.annotations = append(n.annotations, annotations...)
	return n
}

func (n note) index(indexes ...ent.Index) note {
	n.indexes = append(n.indexes, indexes...)
	return n
}

// graphOf returns Ent's graph of schemas by name.
func graphOf(t *testing.T, notes map[string]note) *gen.Graph {
	t.Helper()
	var all []*load.Schema
	for _, name := range slices.Sorted(maps.Keys(notes)) {
		raw, err := load.MarshalSchema(notes[name])
		if err != nil {
			t.Fatal(err)
		}
		loaded, err := load.UnmarshalSchema(raw)
		if err != nil {
			t.Fatal(err)
		}
		loaded.Name = name
		all = append(all, loaded)
	}
	g, err := newGraph(Config{Package: "example.org/ent"}, "example.org/ent/schema", all)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func TestOperationRefusals(t *testing.T) {
	short := func(name string) ent.Field { return rest.Field(field.String(name), rest.MaxLength(9)) }
	toggled := func(name, segment string) ent.Field { return field.Bool(name).Annotations(rest.Toggle(segment)) }
	for _, tc := range []struct {
		name  string
		notes map[string]note
		want  string
	}{
		{"everything", map[string]note{"Note": owned(toggled("done", "batch")).and(rest.Batch())}, ""},
		{"only some", map[string]note{"Note": owned(toggled("done", "toggle")).and(rest.Batch(), rest.Operations(rest.Read, rest.Delete))}, ""},
		{"no order without a list", map[string]note{"Note": owned(field.Int("rank")).with(rest.Owner("user_id"), rest.DefaultSort("rank"), rest.Operations(rest.Read))}, ""},
		{"batches of what is internal", map[string]note{"Note": note{}.with(rest.Internal(), rest.Batch())},
			"ent/schema: Note: has operations, but no API: remove rest.Internal(), or rest.Batch and rest.Operations"},
		{"an operation of another kind", map[string]note{"Note": owned().and(rest.Operations(rest.List, "purge"))},
			"ent/schema: Note: has an operation that is none: name those of package rest: List, Create, Read, Put, Update, Delete"},
		{"batches of nothing", map[string]note{"Note": owned().and(rest.Batch(), rest.Operations(rest.List, rest.Read))},
			"ent/schema: Note: has batches, but no operation that could be one: remove rest.Batch, or add rest.Create, rest.Update or rest.Delete to rest.Operations"},
		{"a filter without a list", map[string]note{"Note": owned(field.String("title").Annotations(rest.Filterable(rest.Equal()))).and(rest.Operations(rest.Read))},
			"ent/schema: Note.title: is for a list that there is not: remove rest.Filterable and rest.Searchable, or add rest.List to rest.Operations"},
		{"batches of a field", map[string]note{"Note": owned(field.String("title").Annotations(rest.Batch()))},
			"ent/schema: Note.title: has an annotation that is for schemas: move rest.Batch and rest.Operations to the schema's Annotations"},
		{"two toggles with one path", map[string]note{"Note": owned(toggled("done", "toggle"), toggled("starred", "toggle"))},
			"ent/schema: Note.starred: has the rest.Toggle of another field: give it another segment"},
		{"a toggle that is another operation", map[string]note{"Note": owned(toggled("done", "update"))},
			"ent/schema: Note: would have the operation id updateNote, which is that of another operation of it: rename one of them, or give rest.Toggle another segment"},
		{"two schemas with one path", map[string]note{"Memo": owned().and(rest.Path("notes"), rest.Operations(rest.Read)), "Note": owned().and(rest.Operations(rest.Read))},
			"ent/schema: Note: would have the path GET /notes/{}, which is that of Memo: set another path by rest.Path in one of them, or another segment by rest.Toggle"},
		{"a path that is a batch", map[string]note{"Memo": owned().and(rest.Path("notes/batch"), rest.Operations(rest.Create)), "Note": owned().and(rest.Batch(), rest.Operations(rest.Create))},
			"ent/schema: Note: would have the path POST /notes/batch, which is that of Memo: set another path by rest.Path in one of them, or another segment by rest.Toggle"},
		{"two schemas with one operation id", map[string]note{"Note": owned(toggled("done", "read-all")).and(rest.Operations(rest.Create)), "AllNote": owned().and(rest.Operations(rest.Read))},
			"ent/schema: Note: would have the operation id readAllNote, which is that of AllNote: rename one of them, or give rest.Toggle another segment"},
		{"two schemas with one type", map[string]note{"Note": owned().and(rest.Operations(rest.Create)), "NoteCreate": owned().and(rest.Operations(rest.Read))},
			"ent/schema: NoteCreate: would have the schema NoteCreate, which is that of Note: rename one of them, or give rest.Toggle another segment"},
		{"the type of every error", map[string]note{"Problem": owned().and(rest.Operations(rest.Read))},
			"ent/schema: Problem: would have the schema Problem, which is that of every error response: rename one of them, or give rest.Toggle another segment"},
		{"a unique field", map[string]note{"Note": owned(field.String("title").Unique())},
			`ent/schema: Note.title: is unique among all users, so it would tell one what another one has: remove Unique() and add index.Fields("user_id", "title").Unique() to Indexes`},
		{"a unique index of all users", map[string]note{"Note": owned(short("title"), short("folder")).index(index.Fields("folder", "title").Unique())},
			`ent/schema: Note: has a unique index that does not begin with the owner, so it would tell one user what another one has: declare it as index.Fields("user_id", "folder", "title").Unique()`},
		{"a unique index of one user", map[string]note{"Note": owned(short("title")).index(index.Fields("user_id", "title").Unique())}, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := newPlan(graphOf(t, tc.notes), Config{})
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
