// Package schema is refused: see message.txt.
package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
	"github.com/google/uuid"

	base "github.com/entask/entask/ent/schema"
)

// Person likes tweets.
type Person struct{ ent.Schema }

// Mixin of the Person.
func (Person) Mixin() []ent.Mixin { return []ent.Mixin{base.Owned{}} }

// Edges of the Person.
func (Person) Edges() []ent.Edge {
	return []ent.Edge{
		edge.To("tweets", Tweet.Type).Through("reactions", Like.Type),
	}
}

// Tweet is liked by people.
type Tweet struct{ ent.Schema }

// Mixin of the Tweet.
func (Tweet) Mixin() []ent.Mixin { return []ent.Mixin{base.Owned{}} }

// Edges of the Tweet.
func (Tweet) Edges() []ent.Edge {
	return []ent.Edge{
		edge.From("people", Person.Type).Ref("tweets").Through("reactions", Like.Type),
	}
}

// Like is the edge between them.
type Like struct{ ent.Schema }

// Mixin of the Like.
func (Like) Mixin() []ent.Mixin { return []ent.Mixin{base.Owned{}} }

// Fields of the Like.
func (Like) Fields() []ent.Field {
	return []ent.Field{
		field.UUID("person_id", uuid.UUID{}),
		field.UUID("tweet_id", uuid.UUID{}),
	}
}

// Edges of the Like.
func (Like) Edges() []ent.Edge {
	return []ent.Edge{
		edge.To("person", Person.Type).Unique().Required().Field("person_id"),
		edge.To("tweet", Tweet.Type).Unique().Required().Field("tweet_id"),
	}
}
