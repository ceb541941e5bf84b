// Package schema has what is unique among one owner's rows, operations on many rows,
// and resources that have only some operations.
package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"

	entask "github.com/entask/entask/ent/schema"
	"github.com/entask/entask/internal/rest"
)

// Label has a name that no other label of its owner has.
type Label struct{ ent.Schema }

// Mixin of the Label.
func (Label) Mixin() []ent.Mixin {
	return []ent.Mixin{entask.Owned{}, entask.Timed{}, entask.Versioned{}}
}

// Fields of the Label.
func (Label) Fields() []ent.Field {
	return []ent.Field{
		rest.Field(field.String("name").Annotations(rest.Accept("labelName"), rest.Accept("label_name")), rest.Length(1, 40)),
		field.Bool("starred").Default(false).Annotations(rest.Toggle("star"), rest.Accept("isStarred")),
		field.Time("starred_at").Optional().Nillable().Annotations(rest.ReadOnly()),
	}
}

// Indexes of the Label.
func (Label) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("user_id", "name").Unique(),
	}
}

// Annotations of the Label.
func (Label) Annotations() []schema.Annotation {
	return []schema.Annotation{
		rest.Batch(), rest.Quota(250), rest.ClientIDs(), rest.Stamp("starred", "starred_at"),
		rest.Handle("placeLabel", "GET {id}/place", "Find where a Label stands. Where one stands among all, by name.",
			rest.Returns(LabelPlace{})),
		rest.Handle("suggestLabels", "POST /label-suggestions", "Suggest names of Labels. The words of a text. No token is needed.",
			rest.Takes(LabelText{}), rest.Returns([]string{}), rest.Anonymous()),
		rest.Handle("readMe", "GET /me", "Say who asks. The token's subject, if there is a token.",
			rest.Returns(Me{}), rest.MaybeAnonymous()),
		rest.Handle("renameLabel", "POST {id}/rename", "Rename a Label. Puts something before and behind its name.",
			rest.Takes(Affixes{}), rest.Returns(rest.Row[Label]{})),
		rest.Handle("mergeLabels", "POST merge", "Merge Labels. Stars one for each name, and deletes the others that begin with it.",
			rest.Takes(Merge{}), rest.Returns([]rest.Row[Label]{}), rest.Costs(25)),
		rest.Handle("findLabels", "GET find", "Find Labels.", rest.Takes(Find{}), rest.Returns(Found{})),
		rest.Handle("unstarLabel", "DELETE {id}/star", "Unstar a Label."),
		rest.Deprecated("2026-12-01", rest.Sunset("2027-06-01"), rest.Guide("https://example.org/labels"),
			rest.Only("placeLabel", "suggestLabels", "unstarLabel", "createEachLabel")),
		rest.Deprecated("2026-06-01", rest.Sunset("2027-03-01"), rest.Only("suggestLabels")),
	}
}

// Seat has a row and a number, which no other seat of its owner has, and may have a
// ticket, which no other seat has either. It has no version, and nobody removes it.
type Seat struct{ ent.Schema }

// Mixin of the Seat.
func (Seat) Mixin() []ent.Mixin { return []ent.Mixin{entask.Owned{}} }

// Fields of the Seat.
func (Seat) Fields() []ent.Field {
	return []ent.Field{
		rest.Field(field.String("row"), rest.Length(1, 5)),
		field.Int("number").Optional().Nillable(),
		rest.Field(field.String("ticket").Optional().Nillable(), rest.Length(1, 20)),
		field.Bool("free").Default(true).Annotations(rest.Toggle("free"), rest.Deprecated("2026-12-01", rest.Sunset("2026-12-01"))),
		field.Time("free_since").Optional().Nillable().Annotations(rest.ReadOnly()),
	}
}

// Indexes of the Seat.
func (Seat) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("user_id", "row", "number").Unique(),
		index.Fields("user_id", "ticket").Unique(),
	}
}

// Annotations of the Seat.
func (Seat) Annotations() []schema.Annotation {
	return []schema.Annotation{
		rest.Batch(), rest.Operations(rest.List, rest.Create, rest.Update), rest.Stamp("free", "free_since"),
		rest.Handle("bookSeat", "PATCH {id}/book", "Book a Seat. Gives it a ticket, and makes it free no longer.",
			rest.Takes(Booking{}), rest.Returns(rest.Row[Seat]{})),
	}
}

// Receipt is written once, and read.
type Receipt struct{ ent.Schema }

// Mixin of the Receipt.
func (Receipt) Mixin() []ent.Mixin { return []ent.Mixin{entask.Owned{}, entask.Timed{}} }

// Fields of the Receipt.
func (Receipt) Fields() []ent.Field {
	return []ent.Field{rest.Field(field.String("text"), rest.Length(1, 100))}
}

// Indexes of the Receipt, by which its quota is kept.
func (Receipt) Indexes() []ent.Index { return []ent.Index{index.Fields("user_id", "id")} }

// Annotations of the Receipt.
func (Receipt) Annotations() []schema.Annotation {
	return []schema.Annotation{
		rest.Batch(), rest.Quota(101), rest.ClientIDs(), rest.Operations(rest.Read, rest.Create),
		rest.Handle("copyReceipt", "POST {id}/copies", "Copy a Receipt.", rest.Returns(rest.Row[Receipt]{})),
	}
}
