// Package schema is refused: see message.txt.
package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
	"github.com/google/uuid"

	base "github.com/entask/entask/ent/schema"
	"github.com/entask/entask/internal/rest"
)

// Main has a name that Go keeps for itself, and a field that could not be listed.
type Main struct{ ent.Schema }

// Mixin of the Main.
func (Main) Mixin() []ent.Mixin { return []ent.Mixin{base.Owned{}} }

// Fields of the Main.
func (Main) Fields() []ent.Field {
	return []ent.Field{field.Bool("fed").Annotations(rest.Sortable())}
}

// Zebra has what Ent refuses, the other end of an edge that cannot be added, and an edge that
// can do nothing.
type Zebra struct{ ent.Schema }

// Mixin of the Zebra.
func (Zebra) Mixin() []ent.Mixin { return []ent.Mixin{base.Owned{}} }

// Fields of the Zebra.
func (Zebra) Fields() []ent.Field {
	return []ent.Field{
		field.Enum("stripes"),
		field.String("stall").Annotations(rest.Searchable()),
		field.UUID("herd_id", uuid.UUID{}),
		field.Int("weight").Annotations(rest.Searchable()),
	}
}

// Edges of the Zebra.
func (Zebra) Edges() []ent.Edge {
	return []ent.Edge{
		edge.To("herd", Herd.Type).Unique(),
		edge.To("stall", Herd.Type),
		edge.To("keepers", Main.Type).Required(),
	}
}

// Herd has the path of another one, and an operation that has another's id.
type Herd struct{ ent.Schema }

// Mixin of the Herd.
func (Herd) Mixin() []ent.Mixin { return []ent.Mixin{base.Owned{}} }

// Annotations of the Herd.
func (Herd) Annotations() []schema.Annotation {
	return []schema.Annotation{
		rest.Path("zebras"),
		rest.Handle("readZebra", "POST {id}/count", "Counts them.", rest.Returns(0)),
	}
}
