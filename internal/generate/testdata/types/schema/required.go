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

// Required has every type, each required.
type Required struct{ ent.Schema }

// Mixin of the Required.
func (Required) Mixin() []ent.Mixin { return []ent.Mixin{base.Owned{}, base.Versioned{}} }

// Fields of the Required.
func (Required) Fields() []ent.Field {
	return []ent.Field{
		field.String("varchar"),
		rest.Field(field.String("code"), rest.Match("^[a-z]{2,5}$"), rest.Length(2, 5)),
		field.Text("text"),
		field.Enum("enum").Values("a", "b-c", "D"),
		field.Enum("level").GoType(Level("")),
		field.Bool("bool"),
		field.Int("int"),
		field.Int8("int8"),
		field.Int16("int16"),
		field.Int32("int32"),
		field.Int64("int64"),
		field.Uint("uint"),
		field.Uint8("uint8"),
		field.Uint16("uint16"),
		field.Uint32("uint32"),
		field.Uint64("uint64"),
		field.Float32("float32"),
		field.Float("float64"),
		rest.Field(field.Int("stars"), rest.Range(-3, 5)),
		rest.Field(field.Float("ratio"), rest.Min(-0.5)),
		rest.Field(field.Float32("share"), rest.Range(0.25, 0.75)),
		rest.Field(field.Uint64("serial"), rest.Max(9007199254740993)),
		field.Time("time"),
		rest.Field(field.String("when_due"), rest.Due()),
		field.UUID("uuid", uuid.UUID{}),
		field.Bytes("bytes"),
		rest.Field(field.Bytes("hash"), rest.Bytes(6)),
		field.Strings("strings"),
		rest.Field(field.Strings("tags"), rest.Items(1, 3)),
		field.Ints("ints"),
		field.Floats("floats"),
		field.JSON("address", Address{}).Annotations(rest.Shape(Address{})),
		field.JSON("pointer", &Inner{}).Annotations(rest.Shape(Inner{})),
		field.JSON("map", map[string]int{}),
		field.JSON("matrix", [][]int8{}),
		field.JSON("inners", []Inner{}).Annotations(rest.Shape([]Inner{})),
		field.JSON("raw", json.RawMessage{}),
		field.String("own_string").GoType(Title("")),
		field.Int32("own_int").GoType(Count(0)),
		field.Float32("own_float").GoType(Share(0)),
		field.Bool("own_bool").GoType(Flag(false)),
		field.UUID("own_uuid", Serial{}),
		field.Bytes("own_bytes").GoType(Blob{}),
		field.Other("own_text", Code{}).SchemaType(map[string]string{dialect.Postgres: "varchar", dialect.SQLite: "text"}).
			Annotations(rest.Shape("")),
		field.String("stored_as").StorageKey("order"),
		field.String("citext").SchemaType(map[string]string{dialect.Postgres: "text"}),
	}
}
