package refuse

import (
	"fmt"
	"net/url"
	"slices"
	"time"

	"github.com/entask/entask/internal/generate/plan"
	"github.com/entask/entask/internal/rest"
)

// deprecationRefusals are the ways to deprecate a schema that say what cannot be. Which
// operations there are is known to the document alone.
var deprecationRefusals = []refusal[*plan.Entity]{
	{
		func(e *plan.Entity) string { return wrongNotice(e.REST.Deprecations) },
		say[*plan.Entity](rightNotice),
	},
	{
		where(func(e *plan.Entity) bool {
			return !e.REST.Exposed() && slices.ContainsFunc(e.REST.Deprecations, func(d rest.Deprecation) bool { return len(d.Only) == 0 })
		}, "is deprecated, but has no API"),
		say[*plan.Entity]("remove rest.Deprecated(…)"),
	},
}

var deprecatedFieldRefusals = []refusal[*plan.Field]{
	{
		func(f *plan.Field) string { return wrongNotice(f.REST.Deprecations) },
		say[*plan.Field](rightNotice),
	},
	{
		where(func(f *plan.Field) bool {
			return slices.ContainsFunc(f.REST.Deprecations, func(d rest.Deprecation) bool { return len(d.Only) > 0 })
		}, "has rest.Only, and a field has no operations"),
		say[*plan.Field](`move it to the Annotations of the schema: rest.Deprecated("2026-12-01", rest.Only(…))`),
	},
	{
		where(func(f *plan.Field) bool { return len(f.REST.Deprecations) > 0 && f.REST.Hidden }, "is deprecated, but no client knows of it"),
		say[*plan.Field]("remove rest.Deprecated(…), or rest.Hidden()"),
	},
	{
		where(func(f *plan.Field) bool {
			return len(f.REST.Deprecations) > 0 && f.Entity.REST.Does(rest.Create) && f.Settable() && f.Required()
		}, "is deprecated, but no client can do without it"),
		say[*plan.Field]("give it a Default, or add Optional() and Nillable()"),
	},
}

var deprecatedEdgeRefusals = []refusal[*plan.Edge]{{
	where(func(e *plan.Edge) bool { return len(saidBy(e.Edge).Deprecations) > 0 },
		"has rest.Deprecated, which is for schemas and fields"),
	say[*plan.Edge](`remove it, or move it to the field of the key: field.UUID("book_id", uuid.UUID{}).Annotations(rest.Deprecated("2026-12-01"))`),
}}

// rightNotice is a deprecation as it should be.
const rightNotice = `write it as in rest.Deprecated("2026-12-01", rest.Sunset("2027-06-01"), rest.Guide("https://example.org/moving"))`

// wrongNotice says what is wrong with the first deprecation of which something is.
func wrongNotice(all []rest.Deprecation) string {
	for _, d := range all {
		since, err := time.Parse(time.DateOnly, d.Since)
		if err != nil {
			return fmt.Sprintf("is deprecated since %q, which is no day", d.Since)
		}
		sunset, err := time.Parse(time.DateOnly, d.Sunset)
		if d.Sunset != "" && err != nil {
			return fmt.Sprintf("has rest.Sunset(%q), which is no day", d.Sunset)
		}
		if d.Sunset != "" && sunset.Before(since) {
			return fmt.Sprintf("has rest.Sunset(%q), before it is deprecated on %s", d.Sunset, d.Since)
		}
		if guide, err := url.Parse(d.Guide); d.Guide != "" && (err != nil || guide.Scheme != "https" && guide.Scheme != "http" || guide.Host == "" || guide.String() != d.Guide) {
			return fmt.Sprintf("has rest.Guide(%q), which is no URL of a page", d.Guide)
		}
	}
	return ""
}
