// Package schema is refused: see message.txt.
package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema"

	"github.com/entask/entask/internal/rest"
)

// Note is what is refused.
type Note struct{ ent.Schema }

// Annotations of the Note.
func (Note) Annotations() []schema.Annotation {
	return []schema.Annotation{rest.Internal(), rest.Deprecated("2026-12-01", rest.Only("readNote"))}
}
