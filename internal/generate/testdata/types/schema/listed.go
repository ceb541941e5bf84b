package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
	"github.com/google/uuid"

	base "github.com/entask/entask/ent/schema"
	"github.com/entask/entask/internal/rest"
)

// Listed has every order and every filter.
type Listed struct{ ent.Schema }

// Mixin of the Listed.
func (Listed) Mixin() []ent.Mixin { return []ent.Mixin{base.Owned{}} }

// Fields of the Listed.
func (Listed) Fields() []ent.Field {
	numbers := rest.Filterable(rest.Equal(), rest.Not(), rest.Greater(), rest.Less(), rest.Between())
	nullable := rest.Filterable(rest.In(), rest.Not(), rest.Greater(), rest.Less(), rest.Between(), rest.IsNull())
	return []ent.Field{
		rest.Field(field.String("varchar").StorageKey("select").Annotations(rest.Sortable(), rest.Searchable(),
			rest.Filterable(rest.Equal(), rest.Not(), rest.Prefix(), rest.Contains())), rest.MaxLength(300)),
		rest.Field(field.String("nullableString").Optional().Nillable().Annotations(rest.Sortable(), rest.Searchable(),
			rest.Filterable(rest.In(), rest.Not(), rest.Prefix(), rest.Contains(), rest.IsNull())), rest.MaxLength(300)),
		field.Text("text").Annotations(rest.Searchable(), rest.Filterable(rest.Contains())),
		field.Enum("enum").Values("a", "b", "c").Annotations(rest.Filterable(rest.In(), rest.Not())),
		field.Enum("level").GoType(Level("")).Optional().Nillable().Annotations(rest.Filterable(rest.Equal(), rest.Not(), rest.IsNull())),
		field.Bool("bool").Annotations(rest.Filterable(rest.Equal(), rest.Not())),
		field.Int("int").Annotations(rest.Sortable(), numbers),
		field.Int8("int8").Optional().Nillable().Annotations(rest.Sortable(), nullable),
		field.Uint16("uint16").Annotations(rest.Sortable(), numbers),
		field.Uint32("uint32").Optional().Nillable().Annotations(rest.Sortable(), nullable),
		field.Uint64("uint64").Annotations(rest.Sortable(), numbers),
		field.Float32("float32").Optional().Nillable().Annotations(rest.Sortable(), nullable),
		field.Float("float64").Annotations(rest.Sortable(), numbers),
		field.Time("time").Annotations(rest.Sortable(), numbers),
		field.Time("nullable_time").Optional().Nillable().Annotations(rest.Sortable(), nullable, rest.Filterable(rest.After("from"), rest.Until("until"))),
		rest.Field(field.String("due").Optional().Nillable().Annotations(rest.Sortable(), rest.Accept("dueDate"), rest.AcceptEmpty(),
			rest.Filterable(rest.Equal(), rest.After("due_from"), rest.Until("due_until"))), rest.Due()),
		field.UUID("uuid", uuid.UUID{}).Annotations(rest.Filterable(rest.In(), rest.Not())),
		field.UUID("own_uuid", Serial{}).Optional().Nillable().Annotations(rest.Filterable(rest.Equal(), rest.IsNull())),
		rest.Field(field.String("own_string").GoType(Title("")).Optional().Nillable().Annotations(rest.Sortable(), rest.Searchable(),
			rest.Filterable(rest.Equal(), rest.Prefix())), rest.MaxLength(100)),
		field.Int32("own_int").GoType(Count(0)).Annotations(rest.Sortable(), numbers),
	}
}

// Indexes of the Listed.
func (Listed) Indexes() []ent.Index {
	var all []ent.Index
	for _, name := range []string{
		"varchar", "nullableString", "int", "int8", "uint16", "uint32", "uint64", "float32", "float64", "time", "nullable_time", "due", "own_string", "own_int",
	} {
		all = append(all, index.Fields("user_id", name, "id"))
	}
	return all
}

// Annotations of the Listed.
func (Listed) Annotations() []schema.Annotation {
	return []schema.Annotation{rest.DefaultSort("-int"), rest.ClientIDs()}
}
