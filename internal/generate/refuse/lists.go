package refuse

import (
	"fmt"
	"slices"
	"strings"

	"entgo.io/ent/dialect/entsql"
	"github.com/go-openapi/inflect"

	"github.com/entask/entask/internal/generate/kind"
	"github.com/entask/entask/internal/generate/plan"
	"github.com/entask/entask/internal/rest"
)

// entityListRefusals are about an entity's path, and its lists with what they need.
var entityListRefusals = []refusal[*plan.Entity]{
	{
		parameterTwice,
		say[*plan.Entity]("name it otherwise, by rest.After(NAME) or rest.Until(NAME), or leave one out"),
	},
	{
		indexTooWide,
		say[*plan.Entity]("bound the text by MaxRuneLen(255), or leave the index out"),
	},
	{
		where(func(e *plan.Entity) bool { l := e.Limits(); return l.Default < 1 || l.Max < l.Default }, "has page limits out of order"),
		say[*plan.Entity]("use rest.PageLimits(20, 100): first what a page has by default, then what it has at most"),
	},
	{
		where(func(e *plan.Entity) bool { return !path.MatchString(e.Segment) }, "has a path that is none"),
		say[*plan.Entity](`use lower-case letters, digits and hyphens: rest.Path("people")`),
	},
}

// fieldListRefusals are about how lists are ordered and narrowed by a field.
var fieldListRefusals = []refusal[*plan.Field]{
	{
		where(func(f *plan.Field) bool {
			return (f.REST.Hidden || f.Sensitive()) && (f.REST.Sortable || f.REST.Searchable || len(f.REST.Filters) > 0)
		}, "is kept out of replies, but a list would tell its value"),
		say[*plan.Field]("remove rest.Sortable(), rest.Filterable(…) and rest.Searchable(), or show the field: without rest.Hidden() and Sensitive()"),
	},
	{
		where(func(f *plan.Field) bool {
			return f.REST.Sortable && ordered(f) && f.Entity.REST.Does(rest.List) && !f.Entity.Indexed(scoped(f.Entity, f.StorageKey(), f.Entity.ID.StorageKey())...)
		}, "is sortable without an index that begins with the owner"),
		func(f *plan.Field) string {
			bound := ""
			if f.IsString() && f.REST.Bounds.MaxLength == nil {
				bound = ", and MaxRuneLen(255) to the field, since PostgreSQL does not index text of any length"
			}
			return fmt.Sprintf("add index.Fields(%s) to Indexes%s", quoted(plan.Scoped(f.Entity.REST.Scope(), f.Name, f.Entity.ID.Name)), bound)
		},
	},
	{
		where(func(f *plan.Field) bool { return f.REST.Searchable && (f.Kind != kind.Text || !stored(f)) }, "is searchable but no string"),
		say[*plan.Field]("remove rest.Searchable()"),
	},
	{
		where(func(f *plan.Field) bool { return f.REST.Sortable && !ordered(f) },
			"is sortable but neither a string nor a number nor a time"),
		say[*plan.Field]("remove rest.Sortable()"),
	},
	{
		func(f *plan.Field) string {
			for _, filter := range f.REST.Filters {
				if !slices.Contains(operators(f), filter.Op) {
					return fmt.Sprintf("has the filter %s, which does not fit it", operatorName(filter.Op))
				}
			}
			return ""
		},
		func(f *plan.Field) string {
			fitting := operators(f)
			if len(fitting) == 0 {
				return "remove rest.Filterable(…)"
			}
			names := make([]string, len(fitting))
			for i, op := range fitting {
				names[i] = operatorName(op) + "()"
			}
			return "keep of these what you need: rest.Filterable(" + strings.Join(names, ", ") + ")"
		},
	},
}

// ordered says whether a list can be ordered by the field.
func ordered(f *plan.Field) bool {
	return stored(f) && slices.Contains([]kind.Kind{kind.Text, kind.Int, kind.Uint, kind.Float, kind.Time}, f.Kind)
}

// operatorName is the function of package rest that makes the filter.
func operatorName(op rest.Op) string {
	return "rest." + inflect.Camelize(string(op))
}

// operators are the filters that fit the field.
func operators(f *plan.Field) []rest.Op {
	if !stored(f) {
		return nil
	}
	var ops []rest.Op
	switch k := f.Kind; {
	case k == kind.Bool:
		ops = []rest.Op{rest.OpEqual, rest.OpNot}
	case k == kind.Enum, k == kind.UUID:
		ops = []rest.Op{rest.OpEqual, rest.OpIn, rest.OpNot}
	case k == kind.Text && !f.REST.Bounds.Due:
		ops = []rest.Op{rest.OpEqual, rest.OpIn, rest.OpNot, rest.OpPrefix, rest.OpContains}
	default:
		ops = []rest.Op{rest.OpEqual, rest.OpIn, rest.OpNot, rest.OpGreater, rest.OpAtLeast, rest.OpLess, rest.OpAtMost}
	}
	if f.Nullable() {
		ops = append(ops, rest.OpIsNull)
	}
	return ops
}

// parameterTwice says which parameter of the list would have two meanings, or "".
func parameterTwice(e *plan.Entity) string {
	seen := map[string]string{}
	for _, name := range []string{"sort", "limit", "offset", "cursor", "count", "q", "expand", "deleted", "fields"} {
		seen[name] = "what every list has"
	}
	for _, f := range e.Fields {
		for _, filter := range f.REST.Filters {
			this := fmt.Sprintf("the filter %s of %s", operatorName(filter.Op), f.Name)
			if other := seen[f.Param(filter)]; other != "" {
				return fmt.Sprintf("has the list parameter %s twice, for %s and for %s", f.Param(filter), other, this)
			}
			seen[f.Param(filter)] = this
		}
	}
	return ""
}

// widest is how many bytes a row of a B-tree may have in PostgreSQL; of a longer one
// the INSERT fails.
const widest = 2704

// indexTooWide says which index a row may be too long for, or "".
func indexTooWide(e *plan.Entity) string {
	for _, index := range e.Indexes {
		if _, otherwise := index.Annotations[(entsql.IndexAnnotation{}).Name()]; otherwise || !e.REST.Exposed() {
			continue // the schema says of which kind it is, and of which part
		}
		width := 0
		for _, f := range e.Fields {
			switch {
			case !slices.Contains(index.Columns, f.StorageKey()):
			case f.IsString() && f.REST.Bounds.MaxLength == nil:
				return fmt.Sprintf("has an index on %s, text of any length, and PostgreSQL indexes no more than %d bytes", f.Name, widest)
			case f.IsString() && f.REST.Bounds.MaxUTF8 != nil:
				width += *f.REST.Bounds.MaxUTF8
			case f.IsString():
				width += 4 * *f.REST.Bounds.MaxLength // in UTF-8
			default:
				width += 16
			}
		}
		if width > widest {
			return fmt.Sprintf("has an index on (%s) of up to %d bytes, and PostgreSQL indexes no more than %d", strings.Join(index.Columns, ", "), width, widest)
		}
	}
	return ""
}

// stored says whether the database holds what a request holds, so that they can be
// compared there.
func stored(f *plan.Field) bool {
	k := f.Kind
	return k != kind.None && k != kind.JSON && k != kind.Bytes && !f.HasValueScanner() && (k == kind.UUID || !kind.Has(f.Field, "Value"))
}

// scoped returns columns of an index behind the owner's, where there is an owner.
func scoped(e *plan.Entity, columns ...string) []string {
	if owner := e.Scope(); owner != nil {
		return plan.Scoped(owner.StorageKey(), columns...)
	}
	return columns
}
