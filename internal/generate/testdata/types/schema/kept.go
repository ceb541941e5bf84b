package schema

import (
	"time"

	"entgo.io/ent"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"
	"github.com/google/uuid"

	base "github.com/entask/entask/ent/schema"
	"github.com/entask/entask/internal/rest"
)

// Kept has every way to keep a field from being set or seen.
type Kept struct{ ent.Schema }

// Mixin of the Kept.
func (Kept) Mixin() []ent.Mixin { return []ent.Mixin{base.Owned{}, base.Versioned{}, base.Timed{}} }

// Fields of the Kept.
func (Kept) Fields() []ent.Field {
	return []ent.Field{
		field.String("varchar").Default("a"),
		field.Enum("enum").Values("a", "b").Default("b"),
		field.Bool("bool").Default(true).Annotations(rest.Toggle("flip")),
		field.Int8("int8").Default(-8),
		field.Uint64("uint64").Default(64),
		field.Float("float64").Default(0.5),
		field.Bytes("bytes").Default([]byte("abc")).Annotations(rest.Accept("base64")),
		field.Time("time").Default(now),
		field.UUID("uuid", uuid.UUID{}).Default(uuid.New),
		field.Strings("strings").Default([]string{"a", "b"}),
		field.JSON("inner", Inner{}).Default(Inner{Depth: 3}).Annotations(rest.Shape(Inner{}), rest.Accept("innerValue")),
		field.JSON("map", map[string]int{}).Default(map[string]int{"a": 1}),
		field.String("own_string").GoType(Title("")).Default("own"),

		field.String("once").Immutable().Annotations(rest.Accept("at_once")),
		field.Int("once_int").Immutable().Optional().Nillable(),
		field.Strings("once_strings").Immutable().Optional(),
		field.String("secret").Sensitive(),
		field.JSON("secrets", []string{}).Sensitive().Optional(),
		field.String("secret_once").Sensitive().Immutable().Optional().Nillable(),
		field.String("shown").Default("shown").Annotations(rest.ReadOnly()),
		field.Ints("shown_ints").Default([]int{1, 2}).Annotations(rest.ReadOnly()),
		field.Bytes("shown_bytes").Optional().Nillable().Annotations(rest.ReadOnly()),
		field.Time("seen_at").Default(now).UpdateDefault(now).Annotations(rest.ReadOnly()),
		field.String("hidden").Default("hidden").Annotations(rest.Hidden()),
		field.String("hidden_secret").Sensitive().Optional().Annotations(rest.Hidden()),
		field.JSON("hidden_channel", make(chan int)).Optional().Annotations(rest.Hidden()),
	}
}

// Annotations of the Kept.
func (Kept) Annotations() []schema.Annotation {
	return []schema.Annotation{rest.PageLimits(30, 70), rest.Path("kept-things"), rest.ClientIDs()}
}

func now() time.Time { return time.Now().UTC().Truncate(time.Microsecond) }
