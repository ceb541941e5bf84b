// Package schema is refused: see message.txt.
package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema"

	base "github.com/entask/entask/ent/schema"
	"github.com/entask/entask/internal/rest"
)

// Problem is what is refused.
type Problem struct{ ent.Schema }

// Mixin of the Problem.
func (Problem) Mixin() []ent.Mixin { return []ent.Mixin{base.Owned{}} }

// Annotations of the Problem.
func (Problem) Annotations() []schema.Annotation {
	return []schema.Annotation{
		rest.Operations(rest.Read),
	}
}
