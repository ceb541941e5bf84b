package refuse

import (
	"fmt"

	"github.com/entask/entask/internal/generate/plan"
)

// trashRefusals are about a trash that cannot be kept.
var trashRefusals = []refusal[*plan.Entity]{
	{
		where(func(e *plan.Entity) bool { return e.REST.Trash != "" && e.Owner() == nil }, "has a trash, but no owner whose rows are in it"),
		say[*plan.Entity]("remove SoftDeleted{}, or add Owned{} before it to Mixin"),
	},
	{
		where(func(e *plan.Entity) bool {
			f := e.Trash()
			return e.REST.Trash != "" && (f == nil || !f.IsTime() || !f.Optional || !f.REST.ReadOnly)
		}, "has rest.Trash of what is no optional, read-only field of time"),
		say[*plan.Entity]("add SoftDeleted{} to Mixin instead of rest.Trash to Annotations"),
	},
	{
		where(func(e *plan.Entity) bool { return e.REST.TrashFor != 0 && e.REST.Trash == "" }, "has rest.TrashFor, and no trash"),
		say[*plan.Entity]("add SoftDeleted{} to Mixin, or remove rest.TrashFor(…)"),
	},
	{
		where(func(e *plan.Entity) bool { return e.REST.Trash != "" && e.REST.TrashFor <= 0 }, "has a trash that nothing stays in"),
		say[*plan.Entity]("say for how long, as in rest.TrashFor(30*24*time.Hour), or remove SoftDeleted{}"),
	},
}

// trashEdgeRefusals are about rows that a row in the trash would leave behind.
var trashEdgeRefusals = []refusal[*plan.Edge]{
	{
		where(func(e *plan.Edge) bool {
			return e.OwnFK() && e.To.Trash() != nil && e.From.Trash() == nil && e.OnDelete() == "cascade"
		}, "is deleted with what has a trash, and has none itself, so it would be left there without what it belongs to"),
		func(e *plan.Edge) string { return fmt.Sprintf("add SoftDeleted{} to Mixin of %s", e.From.Name) },
	},
	{
		where(func(e *plan.Edge) bool {
			return e.OwnFK() && e.To.Trash() != nil && e.OnDelete() != "set null" && !plan.LinksOwn(e.Edge)
		}, "leads to what everybody reads and has a trash, and a row of somebody else's can neither go there with it nor keep it from going"),
		say[*plan.Edge]("make the edge optional, without entsql.OnDelete, or remove SoftDeleted{} from what it leads to"),
	},
	{
		where(func(e *plan.Edge) bool {
			return e.OwnFK() && e.O2O() && e.From.Trash() != nil && !plan.LinksOwn(e.Edge)
		}, "leads from one row with a trash to one that everybody reads, and a row in the trash would keep its place there"),
		say[*plan.Edge]("let many rows lead to one: remove Unique() from its other end"),
	},
}
