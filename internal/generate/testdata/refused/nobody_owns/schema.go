// Package schema is refused: see message.txt.
package schema

import (
	"entgo.io/ent"
)

// Note is what is refused.
type Note struct{ ent.Schema }
