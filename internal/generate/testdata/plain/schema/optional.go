package schema

import (
	"time"

	"entgo.io/ent"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"
	"github.com/google/uuid"

	entask "github.com/entask/entask/ent/schema"
	"github.com/entask/entask/internal/rest"
)

// Optional has what is optional, and says no more.
type Optional struct{ ent.Schema }

// Mixin of the Optional.
func (Optional) Mixin() []ent.Mixin {
	return []ent.Mixin{entask.Owned{}, entask.Timed{}, entask.Versioned{}}
}

// Fields of the Optional.
func (Optional) Fields() []ent.Field {
	return []ent.Field{
		field.String("varchar").Optional(),
		field.Enum("enum").Values("a", "b").Optional(),
		field.Bool("bool").Optional(),
		field.Int("int").Optional(),
		field.Float("float").Optional(),
		field.Time("time").Optional(),
		field.UUID("uuid", uuid.UUID{}).Optional(),
		field.Bytes("bytes").Optional(),
		field.Strings("strings").Optional(),

		field.String("default_varchar").Optional().Nillable().Default("a"),
		field.Enum("default_enum").Values("a", "b").Optional().Default("b"),
		field.Bool("default_bool").Optional().Default(true),
		field.Int("default_int").Optional().Default(7),
		field.Float("default_float").Optional().Default(0.5),
		field.Time("default_time").Optional().Default(now),
		field.Bytes("default_bytes").Optional().Default([]byte("abc")),
		field.Strings("default_strings").Optional().Default([]string{"a"}),
		field.String("default_once").Optional().Default("once").Immutable(),
	}
}

// Annotations of the Optional.
func (Optional) Annotations() []schema.Annotation {
	return []schema.Annotation{rest.Batch(), rest.ClientIDs()}
}

func now() time.Time { return time.Now().UTC().Truncate(time.Microsecond) }
