// Package schema is refused: see message.txt.
package schema

import (
	"entgo.io/ent"

	base "github.com/entask/entask/ent/schema"
)

// Vendor is what is refused.
type Vendor struct{ ent.Schema }

// Mixin of the Vendor.
func (Vendor) Mixin() []ent.Mixin { return []ent.Mixin{base.Owned{}} }
