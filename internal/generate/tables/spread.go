package tables

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"entgo.io/ent/dialect/sql/schema"
	"entgo.io/ent/entc/gen"

	"github.com/entask/entask/internal/generate/plan"
)

// spreadTables calls a function that entask has written where the database has Citus.
const spreadTables = `-- Where the database has Citus, the rows of an owner are kept together
DO $$ BEGIN IF to_regprocedure('public.entask_spread(jsonb)') IS NOT NULL THEN PERFORM public.entask_spread('TABLES'); END IF; END $$`

// spread returns the statement that spreads the tables over the servers of Citus: by owner
// where the owner is part of every key, and otherwise to all servers.
func spread(g *gen.Graph) (string, error) {
	tables, err := g.Tables()
	if err != nil {
		return "", err
	}
	owners, carry := map[string]*string{}, map[string]bool{}
	for _, t := range tables {
		owners[t.Name] = nil
	}
	for _, n := range g.Nodes {
		if plan.CarriesOwner(n) {
			owners[n.Table()], carry[n.Table()] = new(plan.OwnerOf(n).StorageKey()), true
		}
	}
	stay := map[string]bool{}
	for _, j := range joinTables(g) {
		if column := j.Owner(); column != "" {
			owners[j.Table] = new(column)
		} else if len(j.secured()) > 0 {
			stay[j.Table] = true // Citus takes no policy that asks other tables, where it knows the table
		}
	}
	keepHere(owners, stay, tables)
	for keepWhole(owners, carry, tables) {
	}
	if err := keepFeeds(g, owners, tables); err != nil {
		return "", err
	}
	list, err := json.Marshal(owners)
	return strings.Replace(spreadTables, "TABLES", strings.ReplaceAll(string(list), "'", "''"), 1), err
}

// keepWhole takes the owner from a table that Citus could not spread, and says whether there
// was one: a table on all servers leads to it, or its key to such a table sets a column to
// null. Keys to the tables of carry have the owner in them.
func keepWhole(owners map[string]*string, carry map[string]bool, tables []*schema.Table) (found bool) {
	for _, t := range tables {
		for _, key := range t.ForeignKeys {
			from, to := owners[t.Name], owners[key.RefTable.Name] // nil for a table that stays, too
			switch {
			case from == nil && to != nil:
				owners[key.RefTable.Name], found = nil, true
			case from != nil && to == nil && key.OnDelete == schema.SetNull && carry[key.RefTable.Name]:
				owners[t.Name], found = nil, true
			}
		}
	}
	return found
}

// keepFeeds adds the tables that change feeds count in. They are kept beside the rows of their
// owner, which a table on all servers has no place for: where one of those has a feed, the tables
// of feeds stay where they are, with all that keys lead to from them, and from there.
func keepFeeds(g *gen.Graph, owners map[string]*string, tables []*schema.Table) error {
	follow, err := followedTables(g)
	if err != nil || len(follow) == 0 {
		return err
	}
	stay := map[string]bool{}
	for _, f := range follow {
		stay[f.Table] = true
	}
	if !slices.ContainsFunc(follow, func(f followed) bool { return owners[f.Table] == nil }) {
		owners[plan.ChangeCounters], owners[plan.ChangeTombstones] = new("user_id"), new("user_id")
		return nil
	}
	keepHere(owners, stay, tables)
	return nil
}

// keepHere leaves tables where they are, with all that keys lead to from them, and from there:
// Citus takes over whatever a key joins to one of its tables.
func keepHere(owners map[string]*string, stay map[string]bool, tables []*schema.Table) {
	for found := true; found; {
		found = false
		for _, t := range tables {
			for _, key := range t.ForeignKeys {
				if to := key.RefTable.Name; stay[t.Name] != stay[to] {
					stay[t.Name], stay[to], found = true, true, true
				}
			}
		}
	}
	maps.DeleteFunc(owners, func(table string, _ *string) bool { return stay[table] })
}
