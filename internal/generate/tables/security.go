package tables

import (
	"fmt"
	"strings"

	"entgo.io/ent/entc/gen"

	"github.com/entask/entask/internal/generate/plan"
	"github.com/entask/entask/internal/rest"
)

// rowSecurity returns the statements by which PostgreSQL itself keeps rows from
// everybody but their owner: the second wall, behind the policies of Ent.
//
// The setting app.user_id holds who is asking. The role that runs the migrations
// reaches all rows while it is not set, and so do functions and views of that role.
func rowSecurity(g *gen.Graph) (all []tableSecurity, err error) {
	keys, err := ownedKeys(g)
	if err != nil {
		return nil, err
	}
	published := map[string]bool{}
	for _, n := range g.Nodes {
		published[n.Table()] = IsPublished(n)
	}
	for _, n := range g.Nodes {
		ant, err := rest.Decode(n.Annotations)
		if err != nil {
			return nil, err
		}
		if owner := OwnerOf(n); owner != nil {
			statements := secured(n, owner)
			if ant.Expires != "" {
				statements = append(statements, expired(n, ant.Expires))
			}
			for _, key := range keys[n.Table()] {
				statements = append(statements, linkSecured(n.Table(), key, published[key.RefTable.Name]))
			}
			all = append(all, tableSecurity{n.Table(), statements})
		}
	}
	for _, j := range joinTables(g) {
		if statements := j.secured(); len(statements) > 0 {
			all = append(all, tableSecurity{j.Table, statements})
		}
	}
	return all, nil
}

// tableSecurity are the statements that secure a table.
type tableSecurity struct {
	Table      string
	Statements []string
}

const (
	enable = `-- Only the owner reaches a row of %[1]s
ALTER TABLE %[2]s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY`
	// Whoever has signed in sees what is published; ownerPolicy is what writes it.
	publishedPolicy = `CREATE POLICY %[1]s ON %[2]s FOR SELECT USING (coalesce(current_setting('app.user_id', true), '') > '')`
	publishedJoin   = `CREATE POLICY %[1]s ON %[2]s FOR SELECT USING (%[3]s)`
	ownerPolicy     = `CREATE POLICY %[1]s ON %[2]s USING (%[3]s)`
	// migrations may change rows of everybody, so that nothing is left out in silence.
	// Inside of its functions it may read them although somebody is asking: they alone
	// have that search_path. "<= ''" is "= ''", which the planner would take for rare.
	migrationsPolicy = `CREATE POLICY %[1]s ON %[2]s TO pg_database_owner USING (coalesce(current_setting('app.user_id', true), '') <= '' OR current_setting('search_path') = 'pg_catalog')`
	// What it returns tells a row of somebody else's (403) from none (404).
	ownerFunction = `-- Whose a row of %[1]s is, whoever asks
CREATE FUNCTION %[2]s(uuid) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog RETURN (SELECT %[4]s FROM %[3]s WHERE %[5]s = $1)`
	expiredView = `-- The rows of %[1]s that anybody may delete
CREATE VIEW %[2]s WITH (security_barrier) AS SELECT %[4]s, %[5]s FROM %[3]s WHERE %[5]s < now()`
)

// secured are the statements for a table whose rows have owners.
func secured(n *gen.Type, owner *gen.Field) []string {
	table := n.Table()
	statements := []string{
		fmt.Sprintf(enable, table, quote(table)),
		fmt.Sprintf(ownerPolicy, quote(OwnerName(table)), quote(table), quote(owner.StorageKey())+" = current_setting('app.user_id', true)"),
		fmt.Sprintf(migrationsPolicy, quote(plan.CutName(table+"_migrations")), quote(table)),
	}
	if IsPublished(n) {
		statements[0] = strings.Replace(statements[0], "reaches a row", "writes a row", 1)
		statements = append(statements, fmt.Sprintf(publishedPolicy, quote(plan.CutName(table+"_published")), quote(table)))
	}
	if n.HasOneFieldID() && n.ID.IsUUID() {
		statements = append(statements, fmt.Sprintf(ownerFunction, table, quote(OwnerName(table)), quote(table), quote(owner.StorageKey()), quote(n.ID.StorageKey())))
	}
	return statements
}

// expired is the view of the rows of a table whose time is over.
func expired(n *gen.Type, field string) string {
	var column string
	for _, f := range n.Fields {
		if f.Name == field {
			column = f.StorageKey()
		}
	}
	return fmt.Sprintf(expiredView, n.Table(), quote(plan.CutName(n.Table()+"_expired")), quote(n.Table()), quote(n.ID.StorageKey()), quote(column))
}

// secured are the statements for a join table, whose rows belong to whom the rows
// belong to that they join: those are seen by their own policies.
//
// Where every owned end is published, everybody sees them, and the rows that join them are
// written by the owner of one.
func (j joinTable) secured() []string {
	var sides, mine []string
	published := true
	for i, n := range j.ends {
		if owner := OwnerOf(n); owner != nil {
			side := fmt.Sprintf("SELECT FROM %[1]s WHERE %[1]s.%[2]s = %[3]s.%[4]s", quote(n.Table()), quote(n.ID.StorageKey()), quote(j.Table), quote(j.columns[i]))
			sides = append(sides, "EXISTS ("+side+")")
			mine = append(mine, fmt.Sprintf("EXISTS (%s AND %s.%s = current_setting('app.user_id', true))", side, quote(n.Table()), quote(owner.StorageKey())))
			published = published && IsPublished(n)
		}
	}
	if len(sides) == 0 {
		return nil
	}
	seen := strings.Join(sides, " AND ")
	statements := []string{fmt.Sprintf(enable, j.Table, quote(j.Table))}
	if !published {
		return append(statements, fmt.Sprintf(ownerPolicy, quote(OwnerName(j.Table)), quote(j.Table), seen))
	}
	return append(statements,
		fmt.Sprintf(ownerPolicy, quote(OwnerName(j.Table)), quote(j.Table), seen+" AND ("+strings.Join(mine, " OR ")+")"),
		fmt.Sprintf(publishedJoin, quote(plan.CutName(j.Table+"_published")), quote(j.Table), seen))
}

// IsPublished says whether everybody reads what its owner writes.
func IsPublished(n *gen.Type) bool {
	ant, err := rest.Decode(n.Annotations)
	return err == nil && ant.Published
}

// OwnerOf returns the field that holds the owner's id, or nil.
func OwnerOf(n *gen.Type) *gen.Field {
	ant, err := rest.Decode(n.Annotations)
	if err != nil {
		return nil
	}
	for _, f := range n.Fields {
		if f.Name == ant.Owner {
			return f
		}
	}
	return nil
}

// OwnerName is what a table's policy is called, and the function that tells its owner.
func OwnerName(table string) string { return plan.CutName(table + "_owner") }

// quote returns a name as PostgreSQL reads it.
func quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }
