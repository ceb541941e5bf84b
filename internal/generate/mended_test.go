package generate

import (
	"slices"
	"testing"
	"time"

	"entgo.io/ent"
	"entgo.io/ent/entc/load"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
	"entgo.io/ent/schema/mixin"

	"github.com/entask/entask/internal/generate/complete"
	"github.com/entask/entask/internal/rest"
)

// TestMended: what is optional without Nillable is generated as nillable, and the note
// says so; what a mixin makes sortable has its index, unless one is declared.
func TestMended(t *testing.T) {
	mixed := func(indexes ...ent.Index) []*load.Schema {
		raw, err := load.MarshalSchema(seenBook{owned(
			field.String("title").Optional(),
			field.Int("rank").Optional().Default(1),
			field.Strings("tags").Optional(),
			field.String("secret").Optional().Annotations(rest.Hidden()),
		).index(indexes...)})
		if err != nil {
			t.Fatal(err)
		}
		s, err := load.UnmarshalSchema(raw)
		if err != nil {
			t.Fatal(err)
		}
		return []*load.Schema{s}
	}
	schemas := mixed()
	notes, err := complete.Schemas(schemas)
	want := []string{
		"ent/schema: seenBook.title: is optional, and is generated as if it were nillable, since null and the empty value are two: add Nillable()",
		"ent/schema: seenBook.rank: is optional, and is generated as if it were nillable, since null and the empty value are two: add Nillable()",
	}
	if err != nil || !slices.Equal(notes, want) {
		t.Errorf("got %q, %v, want %q", notes, err, want)
	}
	seenAt := []string{"user_id", "seen_at", "id"}
	if i := schemas[0].Indexes; len(i) != 3 || !slices.Equal(i[1].Fields, seenAt) || i[1].StorageKey != "" || !slices.Equal(i[2].Fields, []string{"id"}) {
		t.Errorf("got the indexes %+v, want one of %q as Ent names it, and one of the id", i, seenAt)
	}
	declared := mixed(index.Fields(append(seenAt, "title")...))
	if _, err := complete.Schemas(declared); err != nil || len(declared[0].Indexes) != 3 {
		t.Errorf("got the indexes %+v, %v, want those that are declared and one of the id", declared[0].Indexes, err)
	}
	if _, err := planOf(t, Book{linked{note: owned(field.String("title").Optional().Default("a"))}}); err != nil {
		t.Errorf("optional with a default: %v", err)
	}
}

// seen is a mixin with a sortable field.
type seen struct{ mixin.Schema }

func (seen) Fields() []ent.Field {
	return []ent.Field{field.Time("seen_at").Default(time.Now).Annotations(rest.ReadOnly(), rest.Sortable())}
}

// seenBook has it.
type seenBook struct{ note }

func (seenBook) Mixin() []ent.Mixin { return []ent.Mixin{seen{}} }
