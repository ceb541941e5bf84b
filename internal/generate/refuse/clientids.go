package refuse

import (
	"slices"

	"entgo.io/ent/entc/gen"

	"github.com/entask/entask/internal/generate/plan"
	"github.com/entask/entask/internal/rest"
)

// clientIDRefusals are about ids that clients make: the id of one user's row must not tell
// another user anything.
var clientIDRefusals = []refusal[*plan.Entity]{
	{
		where(func(e *plan.Entity) bool { return e.REST.ClientIDs && !e.REST.Does(rest.Create) },
			"has rest.ClientIDs, but no operation that creates a row"),
		say[*plan.Entity]("remove rest.ClientIDs(), or add rest.Create to rest.Operations(…)"),
	},
	{
		where(func(e *plan.Entity) bool {
			return e.REST.ClientIDs && e.REST.Does(rest.Create) && !plan.CarriesOwner(e.Type)
		},
			"has rest.ClientIDs, but a key without the owner, so an id would tell one user what another one has"),
		say[*plan.Entity]("add Owned{} to Mixin, or remove rest.ClientIDs()"),
	},
	{
		where(func(e *plan.Entity) bool {
			return e.REST.ClientIDs && plan.CarriesOwner(e.Type) && ledToByNobody(e.Type)
		},
			"has rest.ClientIDs, and rows without an owner lead to it, so its ids must differ among all users"),
		say[*plan.Entity]("add Owned{} to the schema that the edge begins at, or remove rest.ClientIDs()"),
	},
	{
		where(func(e *plan.Entity) bool {
			return e.REST.ClientIDs && slices.ContainsFunc(e.Edges, func(edge *gen.Edge) bool { return plan.HasJoinTable(edge) || plan.IsTree(edge) })
		}, "has rest.ClientIDs and an edge from many to many or to a parent of its own kind, which SQLite finds by the id alone"),
		say[*plan.Entity]("give the edge a schema of its own that has Owned{}, or remove rest.ClientIDs()"),
	},
}

// ledToByNobody says whether a row without an owner may lead to one of the schema.
func ledToByNobody(n *gen.Type) bool {
	return slices.ContainsFunc(n.Edges, func(e *gen.Edge) bool {
		return !e.OwnFK() && !e.M2M() && plan.OwnerOf(e.Type) == nil
	})
}
