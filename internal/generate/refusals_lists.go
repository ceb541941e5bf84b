package generate

import (
	"fmt"
	"slices"
	"strings"

	"entgo.io/ent/dialect/entsql"
	"github.com/go-openapi/inflect"

	"github.com/entask/entask/internal/rest"
)

// entityListRefusals are about an entity's path, and its lists with what they need.
var entityListRefusals = []refusal[*Entity]{
	{
		(*Entity).parameterTwice,
		say[*Entity]("name it otherwise, by rest.After(NAME) or rest.Until(NAME), or leave one out"),
	},
	{
		(*Entity).indexTooWide,
		say[*Entity]("bound the text by rest.MaxLength, or leave the index out"),
	},
	{
		where(func(e *Entity) bool { l := e.limits(); return l.Default < 1 || l.Max < l.Default }, "has page limits out of order"),
		say[*Entity]("use rest.PageLimits(20, 100): first what a page has by default, then what it has at most"),
	},
	{
		where(func(e *Entity) bool { return !path.MatchString(e.Segment) }, "has a path that is none"),
		say[*Entity](`use lower-case letters, digits and hyphens: rest.Path("people")`),
	},
}

// fieldListRefusals are about how lists are ordered and narrowed by a field.
var fieldListRefusals = []refusal[*Field]{
	{
		where(func(f *Field) bool {
			return (f.REST.Hidden || f.Sensitive()) && (f.REST.Sortable || f.REST.Searchable || len(f.REST.Filters) > 0)
		}, "is kept out of replies, but a list would tell its value"),
		say[*Field]("remove rest.Sortable, rest.Filterable and rest.Searchable, or show the field"),
	},
	{
		where(func(f *Field) bool {
			return f.REST.Sortable && f.Entity.REST.Does(rest.List) && !f.Entity.indexed(f.Entity.scoped(f.StorageKey(), f.Entity.ID.StorageKey())...)
		}, "is sortable without an index that begins with the owner"),
		func(f *Field) string {
			return fmt.Sprintf("add index.Fields(%s) to Indexes", quoted(scoped(f.Entity.REST, f.Name, f.Entity.ID.Name)))
		},
	},
	{
		where(func(f *Field) bool {
			return len(f.REST.Filters) > 0 && f.Entity.Owner() != nil && !f.Entity.indexed(f.Entity.Owner().StorageKey())
		}, "is filterable without an index that begins with the owner"),
		func(f *Field) string {
			return fmt.Sprintf("add index.Fields(%q, %q) to Indexes", f.Entity.REST.Owner, f.Name)
		},
	},
	{
		where(func(f *Field) bool { return f.REST.Searchable && (f.kind() != textKind || !f.stored()) }, "is searchable but no string"),
		say[*Field]("remove rest.Searchable"),
	},
	{
		where(func(f *Field) bool {
			return f.REST.Sortable && (!f.stored() || !slices.Contains([]kind{textKind, intKind, uintKind, floatKind, timeKind}, f.kind()))
		}, "is sortable but neither a string nor a number nor a time"),
		say[*Field]("remove rest.Sortable"),
	},
	{
		func(f *Field) string {
			for _, filter := range f.REST.Filters {
				if !slices.Contains(f.operators(), filter.Op) {
					return fmt.Sprintf("has the filter %s, which does not fit it", operatorName(filter.Op))
				}
			}
			return ""
		},
		func(f *Field) string {
			fitting := f.operators()
			if len(fitting) == 0 {
				return "remove rest.Filterable"
			}
			names := make([]string, len(fitting))
			for i, op := range fitting {
				names[i] = operatorName(op)
			}
			return "what fits is " + strings.Join(names, ", ")
		},
	},
}

// operatorName is the function of package rest that makes the filter.
func operatorName(op rest.Op) string {
	return "rest." + inflect.Camelize(string(op))
}

// operators are the filters that fit the field.
func (f *Field) operators() []rest.Op {
	if !f.stored() {
		return nil
	}
	var ops []rest.Op
	switch f.kind() {
	case boolKind:
		ops = []rest.Op{rest.OpEqual, rest.OpNot}
	case enumKind, uuidKind:
		ops = []rest.Op{rest.OpEqual, rest.OpIn, rest.OpNot}
	case textKind:
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
func (e *Entity) parameterTwice() string {
	seen := map[string]string{}
	for _, name := range []string{"sort", "limit", "offset", "cursor", "count", "q", "expand"} {
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

// indexed says whether an index begins with the columns.
func (e *Entity) indexed(columns ...string) bool {
	for _, index := range e.Indexes {
		if len(index.Columns) >= len(columns) && slices.Equal(index.Columns[:len(columns)], columns) {
			return true
		}
	}
	return false
}

// widest is how many bytes a row of a B-tree may have in PostgreSQL; of a longer one
// the INSERT fails.
const widest = 2704

// indexTooWide says which index a row may be too long for, or "".
func (e *Entity) indexTooWide() string {
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
