package generate

// requestRefusals are about what a request can say of a field.
var requestRefusals = []refusal[*Field]{
	{
		where(func(f *Field) bool {
			return (f.REST.ReadOnly || f.REST.Hidden) && f.Required() && f != f.Entity.Owner()
		}, "is required, but no request can set it"),
		say[*Field]("give it a Default, or add Optional() and Nillable()"),
	},
	{
		where(func(f *Field) bool { return f.settable() && f.Optional && f.Default },
			"is optional and has a default, so null could not be told from absent"),
		say[*Field]("remove Optional() and Nillable(), since what has a default need not be sent, or remove the default"),
	},
	{
		where(func(f *Field) bool { return f.REST.Hidden && f.REST.ReadOnly }, "is both hidden and read-only"),
		say[*Field]("keep rest.Hidden() or rest.ReadOnly()"),
	},
	{
		where(func(f *Field) bool { return f.REST.Toggle != "" && f.kind() != boolKind }, "is a toggle but no bool"),
		say[*Field]("remove rest.Toggle, or make it a field.Bool"),
	},
	{
		where(func(f *Field) bool { return f.REST.Toggle != "" && (!f.settable() || f.Immutable) },
			"is a toggle, but no request can set it"),
		say[*Field]("remove rest.Toggle, or let requests set the field"),
	},
	{
		where(func(f *Field) bool { return f.REST.Toggle != "" && f.kind() == boolKind && f.Nullable() },
			"is a toggle, but what is null cannot be flipped"),
		say[*Field]("remove rest.Toggle, or Optional() and Nillable()"),
	},
	{
		where(func(f *Field) bool { return f.REST.Toggle != "" && !segment.MatchString(f.REST.Toggle) },
			"has a toggle that is no segment of a path"),
		say[*Field](`use lower-case letters, digits and hyphens: rest.Toggle("toggle")`),
	},
}

// settable says whether a create request may set the field.
func (f *Field) settable() bool { return !f.REST.ReadOnly && !f.REST.Hidden }
