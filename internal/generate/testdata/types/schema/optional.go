package schema

import (
	"encoding/json"

	"entgo.io/ent"
	"entgo.io/ent/dialect"
	"entgo.io/ent/schema/field"
	"github.com/google/uuid"

	base "github.com/entask/entask/ent/schema"
	"github.com/entask/entask/internal/rest"
)

// Optional has every type, each optional.
type Optional struct{ ent.Schema }

// Mixin of the Optional.
func (Optional) Mixin() []ent.Mixin { return []ent.Mixin{base.Owned{}} }

// Fields of the Optional.
func (Optional) Fields() []ent.Field {
	return []ent.Field{
		field.String("varchar").Optional().Nillable(),
		field.Enum("enum").Values("a", "b").Optional().Nillable().Annotations(rest.AcceptEmpty()),
		field.Enum("level").GoType(Level("")).Optional().Nillable(),
		field.Bool("bool").Optional().Nillable().Annotations(rest.AcceptEmpty()),
		field.Int("int").Optional().Nillable(),
		field.Int8("int8").Optional().Nillable(),
		field.Uint16("uint16").Optional().Nillable(),
		field.Uint64("uint64").Optional().Nillable(),
		field.Float32("float32").Optional().Nillable(),
		field.Float("float64").Optional().Nillable().Annotations(rest.Accept("double"), rest.AcceptEmpty()),
		rest.Field(field.Int("stars").Optional().Nillable().Annotations(rest.AcceptEmpty()), rest.Range(1, 5)),
		field.Time("time").Optional().Nillable().Annotations(rest.Accept("dateTime"), rest.AcceptEmpty()),
		field.UUID("uuid", uuid.UUID{}).Optional().Nillable().Annotations(rest.AcceptEmpty()),
		field.Bytes("bytes").Optional().Nillable(),
		field.Strings("strings").Optional(),
		rest.Field(field.Ints("ints").Optional(), rest.Items(1, 3)),
		field.Floats("floats").Optional(),
		field.JSON("address", &Address{}).Optional().Annotations(rest.Shape(Address{})),
		field.JSON("map", map[string]string{}).Optional(),
		field.JSON("raw", json.RawMessage{}).Optional(),
		field.String("own_string").GoType(Title("")).Optional().Nillable(),
		field.Int32("own_int").GoType(Count(0)).Optional().Nillable(),
		field.Bool("own_bool").GoType(Flag(false)).Optional().Nillable(),
		field.UUID("own_uuid", Serial{}).Optional().Nillable(),
		field.Other("own_text", Code{}).SchemaType(map[string]string{dialect.Postgres: "varchar", dialect.SQLite: "text"}).
			Optional().Nillable(),
		field.String("pointer").Nillable().Comment("Required, though a pointer in Go."),
	}
}
