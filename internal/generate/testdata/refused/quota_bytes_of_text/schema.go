// Package schema is refused: see message.txt.
package schema

import (
	"entgo.io/ent"
	entschema "entgo.io/ent/schema"

	"github.com/entask/entask/ent/schema"
	"github.com/entask/entask/internal/rest"
)

// Note is what is refused.
type Note struct{ ent.Schema }

// Mixin of the Note.
func (Note) Mixin() []ent.Mixin { return []ent.Mixin{schema.Owned{}} }

// Annotations of the Note.
func (Note) Annotations() []entschema.Annotation {
	return []entschema.Annotation{rest.Quota(100), rest.QuotaBytes("id", 1<<20)}
}
