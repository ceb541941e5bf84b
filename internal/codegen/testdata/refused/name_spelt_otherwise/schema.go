// Package schema is refused: see message.txt.
package schema

import (
	"entgo.io/ent"

	base "github.com/entask/entask/ent/schema"
)

// Url is what is refused.
type Url struct{ ent.Schema }

// Mixin of the Url.
func (Url) Mixin() []ent.Mixin { return []ent.Mixin{base.Owned{}} }

// Task is beside it.
type Task struct{ ent.Schema }

// Mixin of the Task.
func (Task) Mixin() []ent.Mixin { return []ent.Mixin{base.Owned{}} }
