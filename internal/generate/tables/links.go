package tables

import (
	"fmt"

	"entgo.io/ent/dialect/sql/schema"
	"entgo.io/ent/entc/gen"

	"github.com/entask/entask/internal/generate/plan"
)

// A foreign key is checked with the eyes of the table's owner, who sees every row; this
// with those of who is asking. It is a policy of its own, so that a key can come and go
// without the policy of the table, and has a check alone: where what is read had a
// subquery, PostgreSQL would find no end of a table that leads to itself.
const linkPolicy = `-- By %[2]s, a row of %[1]s leads to a row %[9]s
CREATE POLICY %[3]s ON %[4]s AS RESTRICTIVE WITH CHECK (%[5]s IS NULL OR coalesce(current_setting('app.user_id', true), '') = '' OR EXISTS (SELECT FROM %[6]s AS %[7]s WHERE %[7]s.%[8]s = %[4]s.%[5]s))`

// linkSecured is the policy by which a foreign key leads to rows of whoever is asking.
func linkSecured(table string, key *schema.ForeignKey, published bool) string {
	column, linked := key.Columns[0].Name, "linked"
	if table == linked {
		linked = "linked_row" // the name must be another one than the table's
	}
	to := "of its owner's"
	if published {
		to = "that everybody sees"
	}
	return fmt.Sprintf(linkPolicy, table, column, quote(plan.CutName(table+"_"+column+"_link")), quote(table), quote(column),
		quote(key.RefTable.Name), quote(linked), quote(key.RefColumns[0].Name), to)
}

// ownedKeys are the foreign keys, by table, that lead to rows with owners.
func ownedKeys(g *gen.Graph) (map[string][]*schema.ForeignKey, error) {
	tables, err := g.Tables()
	if err != nil {
		return nil, err
	}
	owned := map[string]bool{}
	for _, n := range g.Nodes {
		owned[n.Table()] = OwnerOf(n) != nil
	}
	keys := map[string][]*schema.ForeignKey{}
	for _, t := range tables {
		for _, key := range t.ForeignKeys {
			if owned[key.RefTable.Name] {
				keys[t.Name] = append(keys[t.Name], key)
			}
		}
	}
	return keys, nil
}
