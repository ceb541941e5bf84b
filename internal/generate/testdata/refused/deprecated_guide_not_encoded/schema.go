// Package schema is refused: see message.txt.
package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema"

	base "github.com/entask/entask/ent/schema"
	"github.com/entask/entask/internal/rest"
)

// Note is what is refused.
type Note struct{ ent.Schema }

// Mixin of the Note.
func (Note) Mixin() []ent.Mixin { return []ent.Mixin{base.Owned{}} }

// Annotations of the Note.
func (Note) Annotations() []schema.Annotation {
	return []schema.Annotation{rest.Deprecated("2026-12-01", rest.Guide("https://example.org/a>b c"))}
}
