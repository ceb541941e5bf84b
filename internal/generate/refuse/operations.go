package refuse

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"entgo.io/ent/entc/gen"

	"github.com/entask/entask/internal/generate/plan"
	"github.com/entask/entask/internal/rest"
)

// operations are all that a resource can have.
var operations = []rest.Operation{rest.List, rest.Create, rest.Read, rest.Put, rest.Update, rest.Delete}

// entityOperationRefusals are the ways to ask for operations that cannot be.
var entityOperationRefusals = []refusal[*plan.Entity]{
	{
		where(func(e *plan.Entity) bool { return e.REST.Internal && (e.REST.Batch || len(e.REST.Operations) > 0) },
			"has operations, but no API"),
		say[*plan.Entity]("remove rest.Internal(), or rest.Batch() and rest.Operations(…)"),
	},
	{
		where(func(e *plan.Entity) bool {
			return slices.ContainsFunc(e.REST.Operations, func(o rest.Operation) bool { return !slices.Contains(operations, o) })
		}, "has an operation that is none"),
		say[*plan.Entity]("keep of these what you need: rest.Operations(rest.List, rest.Create, rest.Read, rest.Put, rest.Update, rest.Delete)"),
	},
	{
		where(func(e *plan.Entity) bool {
			return e.REST.Batch && !e.BatchOf(rest.Create) && !e.BatchOf(rest.Update) && !e.BatchOf(rest.Delete)
		}, "has batches, but no operation that could be one"),
		say[*plan.Entity]("remove rest.Batch(), or add one that writes: rest.Operations(rest.Read, rest.Create)"),
	},
	{
		where(func(e *plan.Entity) bool {
			return e.REST.Exposed() && e.Owner() != nil && slices.ContainsFunc(e.Indexes, tells(e))
		}, "has a unique index that does not begin with the owner, so it would tell one user what another one has"),
		func(e *plan.Entity) string {
			index := e.Indexes[slices.IndexFunc(e.Indexes, tells(e))]
			others := slices.DeleteFunc(slices.Clone(index.Columns), func(c string) bool { return c == e.Owner().StorageKey() })
			return fmt.Sprintf("declare it as index.Fields(%s).Unique()", quoted(append([]string{e.REST.Owner}, others...)))
		},
	},
}

// fieldOperationRefusals are the ways to ask for operations by a field that cannot be.
var fieldOperationRefusals = []refusal[*plan.Field]{
	{
		where(func(f *plan.Field) bool { return f.Unique && f.Name != plan.ID },
			"is unique among all users, so it would tell one what another one has"),
		func(f *plan.Field) string {
			return fmt.Sprintf("remove Unique() and add index.Fields(%s).Unique() to Indexes", quoted([]string{f.Entity.REST.Owner, f.Name}))
		},
	},
	{
		where(func(f *plan.Field) bool {
			return (len(f.REST.Filters) > 0 || f.REST.Searchable) && !f.Entity.REST.Does(rest.List)
		}, "is for a list, and the schema has none"),
		say[*plan.Field]("remove rest.Filterable(…) and rest.Searchable(), or add rest.List to rest.Operations(…)"),
	},
	{
		where(func(f *plan.Field) bool { return f.REST.Batch || len(f.REST.Operations) > 0 }, "has an annotation that is for schemas"),
		say[*plan.Field]("move rest.Batch() and rest.Operations(…) to the Annotations of the schema"),
	},
	{
		where(func(f *plan.Field) bool { return f.REST.Toggle != "" && f.SharesToggle() }, "has the rest.Toggle of another field"),
		func(f *plan.Field) string {
			return fmt.Sprintf("give it another segment: rest.Toggle(%q)", f.REST.Toggle+"-"+strings.ReplaceAll(f.Name, "_", "-"))
		},
	},
}

// quoted lists names as Go writes them.
func quoted(names []string) string {
	all := make([]string, len(names))
	for i, name := range names {
		all[i] = strconv.Quote(name)
	}
	return strings.Join(all, ", ")
}

// tells says whether an index would tell one user what another one has.
func tells(e *plan.Entity) func(*gen.Index) bool {
	return func(index *gen.Index) bool {
		return index.Unique && e.Owner() != nil && !slices.Equal(index.Columns[:1], []string{e.Owner().StorageKey()})
	}
}
