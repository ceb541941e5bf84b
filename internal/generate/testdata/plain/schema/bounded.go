package schema

import (
	"regexp"

	"entgo.io/ent"
	"entgo.io/ent/schema/field"

	entask "github.com/entask/entask/ent/schema"
	"github.com/entask/entask/internal/rest"
)

// Bounded has each of Ent's validators.
type Bounded struct{ ent.Schema }

// Mixin of the Bounded.
func (Bounded) Mixin() []ent.Mixin { return []ent.Mixin{entask.Owned{}} }

var word = regexp.MustCompile(`^\w+$`)

// Fields of the Bounded.
func (Bounded) Fields() []ent.Field {
	return []ent.Field{
		field.String("not_empty").NotEmpty(),
		field.String("min_len").MinLen(3),
		field.String("max_len").MaxLen(10),
		field.String("runes").MinRuneLen(2).MaxRuneLen(5),
		field.String("several").NotEmpty().MinLen(2).MaxLen(21).Optional(),
		field.String("code").Match(regexp.MustCompile(`^[A-Z]{2}-\d{1,3}$`)),
		field.String("word").Match(word).MaxLen(9).Default("none"),
		field.String("own").GoType(Own("")).MaxLen(6),
		field.Text("text").MaxLen(2000).Optional().Nillable(),
		rest.Field(field.String("both").MaxRuneLen(12), rest.NotBlank()),

		field.Int("range").Range(-1, 1),
		field.Int("years").Range(1900, 2100).Optional(),
		field.Int64("positive").Positive(),
		field.Int32("negative").Negative(),
		field.Int16("non_negative").NonNegative(),
		field.Int8("min").Min(-7).Max(7),
		field.Uint16("max").Max(1000),
		field.Float("share").Range(0.25, 0.75),
		field.Float("weight").Positive(),
		field.Float32("depth").Max(-0.5).Optional().Nillable(),

		field.Bytes("bytes").MaxLen(30),
		field.Bytes("some_bytes").NotEmpty().MaxLen(9),
		field.Bytes("four_bytes").MinLen(4),
	}
}

// Own is text of a type of its own.
type Own string
