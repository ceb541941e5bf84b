package refuse

import (
	"fmt"

	"github.com/entask/entask/internal/generate/plan"
)

// stampRefusals are about times that the server sets with a boolean field.
var stampRefusals = []refusal[*plan.Entity]{
	{
		func(e *plan.Entity) string {
			for _, s := range e.REST.Stamps {
				if f := e.Field(s.Field); f == nil || !f.IsBool() || f.Optional || f.HasGoType() {
					return fmt.Sprintf("has rest.Stamp(%q, …), which is not a boolean field that is always there", s.Field)
				}
			}
			return ""
		},
		say[*plan.Entity](`name one that is, as in rest.Stamp("done", "done_at") for field.Bool("done").Default(false)`),
	},
	{
		func(e *plan.Entity) string {
			for _, s := range e.REST.Stamps {
				if f := e.Field(s.At); f == nil || !f.IsTime() || !f.Optional || !f.Nillable || f.Immutable || !f.REST.ReadOnly || f.Default {
					return fmt.Sprintf("has rest.Stamp(…, %q), which is not a read-only time that may be null", s.At)
				}
			}
			return ""
		},
		func(e *plan.Entity) string {
			return fmt.Sprintf("declare it as field.Time(%q).Optional().Nillable().Annotations(rest.ReadOnly())", e.REST.Stamps[0].At)
		},
	},
}
