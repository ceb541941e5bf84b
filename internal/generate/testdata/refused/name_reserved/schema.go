// Package schema is refused: see message.txt.
package schema

import (
	"entgo.io/ent"

	base "github.com/entask/entask/ent/schema"
)

// Handler is what is refused.
type Handler struct{ ent.Schema }

// Mixin of the Handler.
func (Handler) Mixin() []ent.Mixin { return []ent.Mixin{base.Owned{}} }
