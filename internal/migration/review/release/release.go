// Package release knows the statements that the previous release sends, and runs them
// again on the migrated schema. It derives them from the schema before a migration: for
// each table, to read, insert, update and delete a row that the review made, with the
// columns of that time. It sends them as the owner and as each role with rights on the
// table. Start reading at Release.
//
// Every statement is rolled back. It must not import the review, which calls it.
package release

import (
	"context"
	"fmt"
	"regexp"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/entask/entask/internal/migration/catalog"
	"github.com/entask/entask/internal/migration/review/rules"
)

// Release is the previous release, by the statements that the schema took before.
type Release struct {
	conn     *pgx.Conn
	settings []string // of a session, which policies and functions read
	probes   []*probe
	keeps    map[string]bool // the names of constraints and indexes that it knows
}

// New returns a release without statements. The connection is a superuser's.
func New(conn *pgx.Conn) *Release { return &Release{conn: conn} }

// Learn takes the statements that the schema accepts now. uses says which tables and columns
// of it the previous release knows.
func (r *Release) Learn(ctx context.Context, c *catalog.Catalog, uses func(t *catalog.Relation, column string) bool) error {
	if err := r.readSettings(ctx); err != nil {
		return err
	}
	r.probes, r.keeps = nil, map[string]bool{}
	for _, t := range c.Relations {
		r.keeps[t.Name] = true
		for _, k := range t.Constraints {
			r.keeps[k.Name] = true
		}
	}
	reached := func(t *catalog.Relation) bool {
		return (t.HoldsRows() || t.Kind == "v") && t.Parent == 0 && uses(t, "")
	} // partitions by their table
	for _, t := range c.Sorted(reached) {
		if err := r.learn(ctx, c, t, uses); err != nil {
			return fmt.Errorf("the previous release's statements for %s: %w", t, err)
		}
	}
	return nil
}

func (r *Release) learn(ctx context.Context, c *catalog.Catalog, t *catalog.Relation, uses func(*catalog.Relation, string) bool) error {
	columns := slices.DeleteFunc(slices.Clone(t.Columns), func(c catalog.Column) bool { return !uses(t, c.Name) })
	tab, err := r.read(ctx, t, columns)
	if err != nil {
		return err
	}
	tab.children = c.Sorted(func(child *catalog.Relation) bool {
		return slices.ContainsFunc(child.Constraints, func(k catalog.Constraint) bool { return k.Target == t.OID })
	})
	roles, err := r.roles(ctx, t)
	if err != nil {
		return err
	}
	for _, role := range append([]string{""}, roles...) {
		for _, p := range tab.statements() {
			p.role = role
			if p.edge && role != "" { // the owner's is enough to meet a constraint
				continue
			}
			refused, err := r.try(ctx, p)
			if err != nil {
				return err
			}
			if refused == nil {
				r.probes = append(r.probes, p)
			}
		}
	}
	return nil
}

// Try runs the statements on these tables again. It returns those that fail now, which it
// forgets, and the tables on which all succeed.
func (r *Release) Try(ctx context.Context, touched func(schema, table string) bool) (broken []rules.Broken, passed map[rules.Passed]bool, err error) {
	var kept []*probe
	passed = map[rules.Passed]bool{}
	for _, p := range r.probes {
		if !touched(p.table.Schema, p.table.Name) {
			kept = append(kept, p)
			continue
		}
		refused, err := r.try(ctx, p)
		if err != nil {
			return nil, nil, err
		}
		on := rules.Passed{Table: p.table.String(), AsRole: p.role != ""}
		if _, seen := passed[on]; !seen {
			passed[on] = true
		}
		if refused == nil || r.keeps[refused.ConstraintName] { // other rows changed, and not what it may write
			kept = append(kept, p)
			continue
		}
		passed[on] = false
		broken = append(broken, rules.Broken{Table: p.table, Verb: p.verb, SQL: p.sql, Role: p.role, Values: p.edge, Code: refused.Code, Message: refused.Message})
	}
	r.probes = kept
	return broken, passed, nil
}

var setting = regexp.MustCompile(`current_setting\(\s*'([^'.]+\.[^']+)'`)

// readSettings finds the settings that the previous release must know: policies and
// functions read them.
func (r *Release) readSettings(ctx context.Context) error {
	rows, err := r.conn.Query(ctx, `SELECT coalesce(pg_get_expr(polqual, polrelid), '') || ' ' || coalesce(pg_get_expr(polwithcheck, polrelid), '') FROM pg_policy
UNION ALL SELECT prosrc FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace WHERE nspname NOT IN ('pg_catalog', 'information_schema')`)
	if err != nil {
		return err
	}
	texts, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	r.settings = nil
	for _, text := range texts {
		for _, m := range setting.FindAllStringSubmatch(text, -1) {
			r.settings = append(r.settings, m[1])
		}
	}
	slices.Sort(r.settings)
	r.settings = slices.Compact(r.settings)
	return nil
}

// roles returns who has rights on a table and is bound by them.
func (r *Release) roles(ctx context.Context, t *catalog.Relation) ([]string, error) {
	rows, err := r.conn.Query(ctx, `SELECT DISTINCT rolname FROM pg_class c, aclexplode(c.relacl) a JOIN pg_roles u ON u.oid = a.grantee
WHERE c.oid = $1 AND NOT u.rolsuper AND u.oid <> c.relowner ORDER BY 1`, t.OID)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}
