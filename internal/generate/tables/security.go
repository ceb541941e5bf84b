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
				statements = append(statements, purge(n, owner, ant.Expires)...)
			}
			if ant.Quota != nil {
				statements = append(statements, room(n, owner, &ant))
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
	// owner's, but no key says so: of two rows, that of whoever asks comes first. Who that is, the
	// server knows that runs the function, and none that Citus asks for the rows.
	// A function of SQL is planned in every statement, and not at all by Citus. What the others
	// read is text that PostgreSQL does not look at: by a default that names their table, which
	// nobody asks for, they go with it.
	ownerFunction = `-- Whose a row of %[1]s is, whoever asks
CREATE FUNCTION %[2]s(uuid DEFAULT %[6]s::regclass::text::uuid) RETURNS text LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE asking text := current_setting('app.user_id', true);
BEGIN
  RETURN (SELECT %[4]s FROM public.%[3]s WHERE %[5]s = $1 ORDER BY %[4]s = asking DESC NULLS LAST LIMIT 1);
END $$`
	// Whoever calls it learns how many rows it deletes, and nothing of them. One caller at a
	// time deletes.
	purgeFunction = `-- Delete the rows of %[1]s that nobody needs any more: so many at most, before a time
CREATE FUNCTION %[2]s(timestamp with time zone,integer DEFAULT %[6]s::regclass::text::integer) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE deleted bigint := 0;
BEGIN
  IF pg_try_advisory_xact_lock(hashtextextended('purge of %[1]s', 0)) THEN
    DELETE FROM public.%[3]s WHERE (%[5]s) IN (SELECT %[5]s FROM public.%[3]s WHERE %[4]s < least($1, now()) ORDER BY %[4]s LIMIT $2);
    GET DIAGNOSTICS deleted = ROW_COUNT;
  END IF;
  RETURN deleted;
END $$`
	expiredView = `-- The rows of %[1]s that anybody may delete, for the purge of releases before the function
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
		statements = append(statements, fmt.Sprintf(ownerFunction, table, quote(OwnerName(table)), quote(table), quote(owner.StorageKey()), quote(n.ID.StorageKey()), literal(quote(table))))
	}
	return statements
}

// purge is the function that deletes rows of a table whose time is over, and their view.
func purge(n *gen.Type, owner *gen.Field, field string) []string {
	var column string
	for _, f := range n.Fields {
		if f.Name == field {
			column = f.StorageKey()
		}
	}
	key := quote(n.ID.StorageKey())
	if plan.CarriesOwner(n) {
		key = quote(owner.StorageKey()) + ", " + key
	}
	table := quote(n.Table())
	return []string{
		fmt.Sprintf(purgeFunction, n.Table(), quote(plan.CutName(n.Table()+"_purge")), table, quote(column), key, literal(table)),
		fmt.Sprintf(expiredView, n.Table(), quote(plan.CutName(n.Table()+"_expired")), table, quote(n.ID.StorageKey()), quote(column)),
	}
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

// literal returns a text as a statement has it.
func literal(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }
