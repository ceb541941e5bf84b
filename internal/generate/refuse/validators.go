package refuse

import (
	"fmt"

	"github.com/entask/entask/internal/generate/kind"
	"github.com/entask/entask/internal/generate/plan"
)

// validatorRefusals are about validators that nothing but their own code can describe,
// and what rest.Checked says of them.
var validatorRefusals = []refusal[*plan.Field]{
	{
		where(func(f *plan.Field) bool { return f.Settable() && f.Unknown() && f.REST.Checked == nil },
			"has a validator that only its own code knows"),
		func(f *plan.Field) string {
			return fmt.Sprintf("say it by a rule of package rest, such as %s, or keep it and say what it asks for: "+
				"add .Annotations(rest.Checked(\"must be …\"), rest.Example(%s))", rule(f), example(f))
		},
	},
	{
		where(func(f *plan.Field) bool {
			return f.REST.Checked != nil && (!f.Unknown() && !f.Hooked() || !f.Settable())
		}, "has rest.Checked, but neither validator nor hook checks what a request sets"),
		func(f *plan.Field) string {
			return fmt.Sprintf("remove rest.Checked, add .Validate(func) to the field, or add a hook to Hooks that returns rest.Invalid(%q, %q)", f.Name, f.REST.Checked.Sentence)
		},
	},
	{
		where(func(f *plan.Field) bool { return f.REST.Checked != nil && f.REST.Checked.Sentence == "" },
			"has rest.Checked without a sentence"),
		say[*plan.Field](`say what it asks for: rest.Checked("must be …")`),
	},
	{
		where(func(f *plan.Field) bool { return f.REST.Checked != nil && f.REST.Example == nil },
			"has rest.Checked, and no example of what its validator accepts"),
		func(f *plan.Field) string { return fmt.Sprintf("add rest.Example(%s)", example(f)) },
	},
	{
		func(f *plan.Field) string {
			if c := f.REST.Checked; c != nil && c.Contradicted != "" {
				return "has rest.Checked, but its validator says otherwise: " + c.Contradicted
			}
			return ""
		},
		say[*plan.Field]("give examples that the validator answers as the schema says: rest.Example(…) one that it accepts, rest.Refuses(…) those that it refuses, Default(…) one that it accepts"),
	},
	{
		func(f *plan.Field) string {
			if f.REST.Checked == nil {
				return ""
			}
			for _, v := range f.REST.Checked.Refuses {
				if why := misfit(f, "a value in rest.Refuses", v); why != "" {
					return why
				}
			}
			return ""
		},
		say[*plan.Field]("give values that keep every other rule: rest.Refuses(…)"),
	},
}

// rule is a rule that fits the field, as it can be pasted.
func rule(f *plan.Field) string {
	rules := map[kind.Kind]string{kind.Text: `rest.Match("^[a-z]+$")`, kind.Bytes: "rest.Bytes(300)", kind.Float: "rest.Range(0.5, 1.5)"}
	text, ok := rules[f.Kind]
	switch {
	case f.Schema()["type"] == "array":
		text = "rest.Items(0, 20)"
	case !ok:
		text = "rest.Range(1, 5)"
	}
	return fmt.Sprintf("rest.Field(…, %s)", text)
}

// example is an example of the field's type, as it can be pasted.
func example(f *plan.Field) string {
	switch {
	case f.Kind.IsNumber():
		return "1"
	case f.Schema()["type"] == "array":
		return "[]any{…}"
	default:
		return `"…"`
	}
}
