package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"

	"github.com/entask/entask/internal/rest"
)

// IdempotencyKey remembers for each user which request an Idempotency-Key stands for and
// what was answered, so that a repetition gets the same answer.
type IdempotencyKey struct{ ent.Schema }

// Mixin of the IdempotencyKey.
func (IdempotencyKey) Mixin() []ent.Mixin { return []ent.Mixin{Owned{}} }

// Fields of the IdempotencyKey.
func (IdempotencyKey) Fields() []ent.Field {
	return []ent.Field{
		rest.Field(field.String("key").
			Immutable().
			Comment("What the client sent."),
			rest.Length(1, 255)),
		field.Bytes("fingerprint").
			Comment("A hash of the request that the key stands for."),
		field.Bytes("answer").
			Optional().
			Comment("What was answered; NULL for a request that a copy of the release before is running."),
		field.Time("locked_until").
			Optional().
			Nillable().
			Comment("Until when the release before takes a request without an answer to be running; to be dropped in the next one."),
		field.Time("expires_at").
			Comment("From when the key may stand for another request."),
	}
}

// Indexes of the IdempotencyKey.
func (IdempotencyKey) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields(ownerField, "key").Unique(),
		index.Fields("expires_at"),
	}
}

// Annotations of the IdempotencyKey.
func (IdempotencyKey) Annotations() []schema.Annotation {
	return []schema.Annotation{
		rest.Internal(), rest.Expires("expires_at"),
		rest.Quota(10_000), rest.QuotaBytes("answer", 64<<20),
	}
}
