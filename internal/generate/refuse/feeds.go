package refuse

import (
	"fmt"
	"slices"
	"time"

	"github.com/entask/entask/internal/generate/plan"
	"github.com/entask/entask/internal/rest"
)

// feedRefusals are about change feeds.
var feedRefusals = []refusal[*plan.Entity]{
	{
		where(func(e *plan.Entity) bool { return e.Syncable() && (e.Owner() == nil || e.REST.Internal) },
			"has rest.Syncable, and no API in which its rows have an owner: changes are counted for each owner"),
		say[*plan.Entity]("remove rest.Syncable(), or add Owned{} to Mixin, without rest.Internal()"),
	},
	{
		where(func(e *plan.Entity) bool { return e.Syncable() && e.REST.Published },
			"has rest.Syncable and is published: its list has the rows of all users, whose changes have no common order"),
		say[*plan.Entity]("remove rest.Syncable(), or use Owned{} instead of Published{}"),
	},
	{
		where(func(e *plan.Entity) bool { return e.Syncable() && e.Owner() != nil && !e.REST.Does(rest.List) },
			"has rest.Syncable, and no list that a client could follow"),
		say[*plan.Entity]("add rest.List to rest.Operations, or remove rest.Syncable()"),
	},
	{
		where(func(e *plan.Entity) bool { return e.Syncable() && *e.REST.Syncable < time.Hour },
			"has rest.Syncable with deletions that are gone before a client asks for them"),
		say[*plan.Entity]("use at least rest.Syncable(time.Hour)"),
	},
	{
		func(e *plan.Entity) string {
			if !e.Syncable() {
				return ""
			}
			for _, f := range e.Fields {
				if f.StorageKey() == plan.ChangeNumber {
					return fmt.Sprintf("has rest.Syncable and the column %q, in which the database counts changes", plan.ChangeNumber)
				}
			}
			return ""
		},
		say[*plan.Entity](`name the column otherwise, as in StorageKey("changes_counted")`),
	},
	{
		func(e *plan.Entity) string {
			tables := []string{plan.ChangeCounters, plan.ChangeTombstones}
			if slices.Contains(tables, e.Table()) && slices.ContainsFunc(e.API.Nodes, (*plan.Entity).Syncable) {
				return fmt.Sprintf("has the table %q, which change feeds need", e.Table())
			}
			return ""
		},
		say[*plan.Entity](`name the table otherwise: entsql.Table("other_changes") in Annotations`),
	},
}
