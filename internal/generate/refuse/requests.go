package refuse

import (
	"github.com/entask/entask/internal/generate/kind"
	"github.com/entask/entask/internal/generate/plan"
)

// requestRefusals are about what a request can say of a field.
var requestRefusals = []refusal[*plan.Field]{
	{
		where(func(f *plan.Field) bool {
			return (f.REST.ReadOnly || f.REST.Hidden) && f.Required() && f != f.Entity.Owner()
		}, "is required, but no request can set it"),
		say[*plan.Field]("give it a Default, or add Optional() and Nillable()"),
	},
	{
		where(func(f *plan.Field) bool { return f.REST.Hidden && f.REST.ReadOnly }, "is both hidden and read-only"),
		say[*plan.Field]("keep rest.Hidden() or rest.ReadOnly()"),
	},
	{
		where(func(f *plan.Field) bool { return f.REST.Toggle != "" && f.Kind != kind.Bool }, "is a toggle but no bool"),
		say[*plan.Field]("remove rest.Toggle(…), or make it a field.Bool(…)"),
	},
	{
		where(func(f *plan.Field) bool { return f.REST.Toggle != "" && (!f.Settable() || f.Immutable) },
			"is a toggle, but no request can set it"),
		say[*plan.Field]("remove rest.Toggle(…), or what keeps requests from setting the field: rest.ReadOnly(), rest.Hidden() or Immutable()"),
	},
	{
		where(func(f *plan.Field) bool { return f.REST.Toggle != "" && f.Kind == kind.Bool && f.Nullable() },
			"is a toggle, but what is null cannot be flipped"),
		say[*plan.Field]("remove rest.Toggle(…), or Optional() and Nillable()"),
	},
	{
		where(func(f *plan.Field) bool { return f.REST.Toggle != "" && !segment.MatchString(f.REST.Toggle) },
			"has a toggle that is no segment of a path"),
		say[*plan.Field](`use lower-case letters, digits and hyphens: rest.Toggle("toggle")`),
	},
}
