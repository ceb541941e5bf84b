package tables

import (
	"fmt"
	"slices"
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
	for _, n := range g.Nodes {
		ant, err := rest.Decode(n.Annotations)
		if err != nil {
			return nil, err
		}
		if owner := plan.OwnerOf(n); owner != nil {
			statements := secured(n, owner)
			if ant.Expires != "" {
				statements = append(statements, expired(n, ant.Expires))
			}
			if f := plan.TrashOf(n); f != nil {
				table := n.Table()
				statements = append(statements, fmt.Sprintf(trashedView, table, quote(TrashName(table)), quote(table),
					quote(owner.StorageKey()), quote(n.ID.StorageKey()), quote(f.StorageKey()), int(ant.TrashFor.Seconds())))
			}
			all = append(all, tableSecurity{n.Table(), statements})
		}
	}
	for _, j := range joinTables(g) {
		if statements := j.secured(); len(statements) > 0 {
			all = append(all, tableSecurity{j.Table, statements})
		}
	}
	count, err := counting(g)
	return merge(all, count), err
}

// merge adds statements to those of their tables.
func merge(all, more []tableSecurity) []tableSecurity {
	for _, m := range more {
		i := slices.IndexFunc(all, func(t tableSecurity) bool { return t.Table == m.Table })
		if i < 0 {
			all = append(all, m)
			continue
		}
		all[i].Statements = append(all[i].Statements, m.Statements...)
	}
	return all
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
	ownerPolicy     = `CREATE POLICY %[1]s ON %[2]s USING (%[3]s)`
	// migrations may change rows of everybody, so that nothing is left out in silence.
	// Inside of its functions it may read them although somebody is asking: they alone
	// have that search_path. "<= ''" is "= ''", which the planner would take for rare.
	migrationsPolicy = `CREATE POLICY %[1]s ON %[2]s TO pg_database_owner USING (coalesce(current_setting('app.user_id', true), '') <= '' OR current_setting('search_path') = 'pg_catalog')`
	// What it returns tells a row of somebody else's (403) from none (404). An id is one
	// owner's, but no key says so: of two rows, that of whoever asks comes first.
	ownerFunction = `-- Whose a row of %[1]s is, whoever asks
CREATE FUNCTION %[2]s(uuid) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog RETURN (SELECT %[4]s FROM %[3]s WHERE %[5]s = $1 ORDER BY %[4]s = current_setting('app.user_id', true) DESC NULLS LAST LIMIT 1)`
	expiredView = `-- The rows of %[1]s that anybody may delete
CREATE VIEW %[2]s WITH (security_barrier) AS SELECT %[4]s, %[5]s FROM %[3]s WHERE %[5]s < now()`
	trashedView = `-- The rows of %[1]s that have been in the trash for long enough
CREATE VIEW %[2]s WITH (security_barrier) AS SELECT %[4]s, %[5]s FROM %[3]s WHERE %[6]s < now() - '%[7]d seconds'::interval`
)

// TrashName is what the view of the rows of a table is called whose time in the trash is over.
func TrashName(table string) string { return plan.CutName(table + "_trash") }

// secured are the statements for a table whose rows have owners.
func secured(n *gen.Type, owner *gen.Field) []string {
	table := n.Table()
	statements := []string{
		fmt.Sprintf(enable, table, quote(table)),
		fmt.Sprintf(ownerPolicy, quote(OwnerName(table)), quote(table), isViewer(quote(owner.StorageKey()))),
		fmt.Sprintf(migrationsPolicy, quote(plan.CutName(table+"_migrations")), quote(table)),
	}
	if plan.IsPublished(n) {
		statements[0] = writes(statements[0])
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

// secured are the statements for a join table. Its rows have an owner, or lead to nothing
// that everybody does not read: then the owner of either end writes them.
func (j joinTable) secured() []string {
	var mine []string
	if column := j.Owner(); column != "" {
		mine = []string{isViewer(quote(column))}
	} else {
		for i, n := range j.ends {
			if owner := plan.OwnerOf(n); owner != nil {
				mine = append(mine, fmt.Sprintf("EXISTS (SELECT FROM %[1]s WHERE %[1]s.%[2]s = %[3]s.%[4]s AND %[5]s)",
					quote(n.Table()), quote(n.ID.StorageKey()), quote(j.Table), quote(j.columns[i]), isViewer(quote(n.Table())+"."+quote(owner.StorageKey()))))
			}
		}
	}
	if len(mine) == 0 {
		return nil
	}
	statements := []string{
		fmt.Sprintf(enable, j.Table, quote(j.Table)),
		fmt.Sprintf(ownerPolicy, quote(OwnerName(j.Table)), quote(j.Table), strings.Join(mine, " OR ")),
		fmt.Sprintf(migrationsPolicy, quote(plan.CutName(j.Table+"_migrations")), quote(j.Table)),
	}
	if j.Owner() == "" {
		statements[0] = writes(statements[0])
		statements = append(statements, fmt.Sprintf(publishedPolicy, quote(plan.CutName(j.Table+"_published")), quote(j.Table)))
	}
	return statements
}

// isViewer is the condition that a column holds who is asking.
func isViewer(column string) string { return column + " = current_setting('app.user_id', true)" }

// writes is the comment of rows that everybody reads.
func writes(comment string) string {
	return strings.Replace(comment, "reaches a row", "writes a row", 1)
}

// OwnerName is what a table's policy is called, and the function that tells its owner.
func OwnerName(table string) string { return plan.CutName(table + "_owner") }

// quote returns a name as PostgreSQL reads it.
func quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }
