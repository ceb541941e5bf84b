// Package refuse says why a schema cannot become an API that keeps its promises: an error for
// each cause, which names schema, field and remedy.
//
// It imports of the generator the plan, and the document for the schema that an example must
// fit; never what writes code. Start with Schemas and Edges; each file has the tables of one
// subject.
package refuse

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/entask/entask/internal/generate/plan"
	"github.com/entask/entask/internal/rest"
)

// refusal is one thing that breaks the promises, and what to do about it.
type refusal[T any] struct {
	why    func(T) string // "" where nothing is broken
	remedy func(T) string
}

// where is the why of a refusal that has but one.
func where[T any](broken func(T) bool, why string) func(T) string {
	return func(of T) string {
		if broken(of) {
			return why
		}
		return ""
	}
}

// Schemas returns what breaks the promises in each schema by itself. It is asked before the
// plan is linked, which hides more than the schema says.
func Schemas(api *plan.API) error {
	var errs []error
	for _, e := range api.Nodes {
		errs = append(errs, collect(e.Name, e, slices.Concat(entityRefusals, entityOperationRefusals, entityListRefusals, quotaRefusals, clientIDRefusals, stampRefusals, feedRefusals, trashRefusals, deprecationRefusals, misplacedOnSchemas))...)
		errs = append(errs, handlers(e)...)
		for _, f := range e.Fields {
			at := e.Name + "." + f.Name
			errs = append(errs, collect(at, f, misplacedOnFields)...)
			if e.REST.Exposed() && (e.Owner() != nil || e.REST.Public) && !e.HasCompositeID() { // otherwise what fields lack follows from that
				errs = append(errs, collect(at, f, slices.Concat(fieldNameRefusals, fieldOperationRefusals, typeRefusals, requestRefusals, acceptRefusals, validatorRefusals, boundRefusals, fieldListRefusals, deprecatedFieldRefusals))...)
			}
		}
	}
	return errors.Join(errs...)
}

// collect returns the errors of a table for what is called at.
func collect[T any](at string, of T, table []refusal[T]) (errs []error) {
	for _, r := range table {
		if why := r.why(of); why != "" {
			errs = append(errs, fmt.Errorf("ent/schema: %s: %s: %s", at, why, r.remedy(of)))
		}
	}
	return errs
}

// say is the remedy of a refusal that has but one.
func say[T any](remedy string) func(T) string { return func(T) string { return remedy } }

var entityRefusals = []refusal[*plan.Entity]{
	{
		where(func(e *plan.Entity) bool { return e.REST.Owner == "" && !e.REST.Internal && !e.REST.Public }, "nobody owns its rows"),
		say[*plan.Entity]("add Owned{} to Mixin, or rest.Internal() to Annotations, which keeps it out of the API"),
	},
	{
		where(func(e *plan.Entity) bool { return e.REST.Public && (e.REST.Owner != "" || e.REST.Internal) },
			"is public and says that it is not"),
		say[*plan.Entity]("keep one of Owned{}, Public{} and rest.Internal()"),
	},
	{
		where(func(e *plan.Entity) bool { return e.REST.Published && e.REST.Owner == "" },
			"is published, and nobody owns its rows"),
		say[*plan.Entity]("add Published{} to Mixin instead of rest.Published to Annotations"),
	},
	{
		where(func(e *plan.Entity) bool {
			return e.REST.Public && (e.REST.Batch || slices.ContainsFunc(e.REST.Operations, func(o rest.Operation) bool { return !e.REST.Does(o) }))
		}, "is public, so nobody writes it"),
		say[*plan.Entity]("remove rest.Batch(), and write rest.Operations(rest.List, rest.Read)"),
	},
	{
		where(func(e *plan.Entity) bool { return e.REST.Public && e.NumPolicy() == 0 },
			"is public, but has no policy that keeps its rows from being written"),
		say[*plan.Entity]("add Public{} to Mixin instead of rest.Public to Annotations"),
	},
	{
		where(func(e *plan.Entity) bool {
			return e.REST.Owner != "" && e.REST.Exposed() && (e.Owner() == nil || e.NumPolicy() == 0)
		}, "has an owner, but no policy that keeps others away"),
		say[*plan.Entity]("add Owned{} to Mixin instead of rest.Owner to Annotations"),
	},
	{
		func(e *plan.Entity) string {
			if len(e.REST.Leaks) == 0 || e.NumPolicy() == 0 || e.REST.Public && e.REST.Owner != "" {
				return ""
			}
			return "has a policy that does not keep others away: " + e.REST.Leaks[0]
		},
		func(e *plan.Entity) string {
			if e.REST.Public {
				return "add Public{} to Mixin instead of a policy of its own"
			}
			return fmt.Sprintf("add Owned{} to Mixin instead of a policy of its own, or begin its rules with rule.DenyIfNoViewer() and rule.FilterOwner(%q)", e.REST.Owner)
		},
	},
	{
		where(func(e *plan.Entity) bool { return e.REST.Exposed() && (e.HasCompositeID() || !e.ID.IsUUID()) }, "has an id that is no UUID"),
		say[*plan.Entity]("leave the id to Owned{}, whose UUIDs the server makes without asking the database: " +
			"nobody can guess them, they sort by creation, and they are what foreign keys and paths hold"),
	},
	{
		where(func(e *plan.Entity) bool {
			f := e.Field(strings.TrimPrefix(e.REST.DefaultSort, "-"))
			return e.REST.Exposed() && e.REST.Does(rest.List) && !slices.Contains(e.Sortable(), f)
		}, "is ordered by default by what is not sortable"),
		say[*plan.Entity]("add rest.Sortable() to the field, or order by another one"),
	},
	{
		func(e *plan.Entity) string {
			switch f := e.Field(e.REST.Expires); {
			case e.REST.Expires == "":
				return ""
			case f == nil:
				return fmt.Sprintf("has rest.Expires(%q), and no field of that name", e.REST.Expires)
			case !f.IsTime():
				return fmt.Sprintf("has rest.Expires(%q), which is no time", e.REST.Expires)
			}
			return ""
		},
		say[*plan.Entity](`name a field of time in it: field.Time("expires_at") and rest.Expires("expires_at")`),
	},
	{
		where(func(e *plan.Entity) bool { return e.REST.Expires != "" && e.Owner() == nil }, "has rest.Expires, but no owner from whom its rows are kept"),
		say[*plan.Entity]("remove rest.Expires(…), since anybody may delete them"),
	},
	{
		where(func(e *plan.Entity) bool { return e.REST.UserData && e.Owner() == nil }, "has rest.UserData, but no owner whose data it could be"),
		say[*plan.Entity]("move rest.UserData() to a schema with Owned{}: it is for all of them"),
	},
}

// segment is what stands between the slashes of a path.
var (
	segment = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	path    = regexp.MustCompile(`^[a-z0-9]+([-/][a-z0-9]+)*$`)
)
