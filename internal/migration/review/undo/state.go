// Package undo writes the migration that takes others back, from the schema before them and
// the schema after them. It writes only what loses nothing; for the rest it says why not.
// Start reading at Plan. state.go reads a schema, tables.go compares two, grants.go is
// about privileges, and files.go divides the statements into files.
//
// It must not import the review, which tries what it writes.
package undo

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/entask/entask/internal/migration/catalog"
)

// State is a schema, with the SQL that makes what the catalog knows by name alone.
type State struct {
	*catalog.Catalog
	Objects map[string]Object
	Grants  map[string]Grant

	holds map[string]bool // the objects that may have privileges
}

// Object is a view, a function, a trigger or a policy.
type Object struct {
	Kind   string // view, function, trigger or policy
	Table  string // of a trigger or a policy
	Create string
	Drop   string
}

const readObjects = `
SELECT 'view ' || c.oid::regclass, 'view', '', 'CREATE OR REPLACE VIEW ' || c.oid::regclass || coalesce(' WITH (' || array_to_string(c.reloptions, ', ') || ')', '') || ' AS ' || pg_get_viewdef(c.oid), 'DROP VIEW ' || c.oid::regclass
FROM pg_class c WHERE c.relkind = 'v' AND c.relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
UNION ALL
SELECT 'function ' || p.oid::regprocedure, 'function', '', pg_get_functiondef(p.oid), CASE p.prokind WHEN 'p' THEN 'DROP PROCEDURE ' ELSE 'DROP FUNCTION ' END || p.oid::regprocedure
FROM pg_proc p WHERE p.prokind IN ('f', 'p') AND p.pronamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
	AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
UNION ALL
SELECT 'trigger ' || t.tgname || ' ' || t.tgrelid::regclass, 'trigger', (SELECT nspname || '.' || relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE c.oid = tgrelid), pg_get_triggerdef(t.oid), format('DROP TRIGGER %I ON %s', t.tgname, t.tgrelid::regclass)
FROM pg_trigger t WHERE NOT t.tgisinternal
UNION ALL
SELECT 'policy ' || p.polname || ' ' || p.polrelid::regclass, 'policy', (SELECT nspname || '.' || relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE c.oid = polrelid),
	format('CREATE POLICY %I ON %s AS %s FOR %s TO %s', p.polname, p.polrelid::regclass, CASE WHEN p.polpermissive THEN 'PERMISSIVE' ELSE 'RESTRICTIVE' END,
		CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE' ELSE 'ALL' END,
		(SELECT string_agg(CASE r WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(r)) END, ', ') FROM unnest(p.polroles) r))
	|| coalesce(' USING (' || pg_get_expr(p.polqual, p.polrelid) || ')', '') || coalesce(' WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')', ''),
	format('DROP POLICY %I ON %s', p.polname, p.polrelid::regclass)
FROM pg_policy p`

// Read reads the schema of a database.
func Read(ctx context.Context, conn *pgx.Conn) (*State, error) {
	c, err := catalog.Read(ctx, conn)
	if err != nil {
		return nil, err
	}
	rows, err := conn.Query(ctx, readObjects)
	if err != nil {
		return nil, err
	}
	s := &State{Catalog: c, Objects: map[string]Object{}}
	var key string
	var o Object
	_, err = pgx.ForEachRow(rows, []any{&key, &o.Kind, &o.Table, &o.Create, &o.Drop}, func() error {
		s.Objects[key] = o
		return nil
	})
	if err == nil {
		err = s.readGrants(ctx, conn)
	}
	return s, err
}

// Difference names something that two schemas do not have in common, apart from where rows are
// kept and in which order columns are; "" for nothing.
func Difference(a, b *State) string {
	ours, theirs := a.describe(), b.describe()
	for _, key := range slices.Sorted(keys(ours, theirs)) {
		if ours[key] != theirs[key] {
			return fmt.Sprintf("%s was %s, and would be %s", key, cmp.Or(ours[key], "missing"), cmp.Or(theirs[key], "missing"))
		}
	}
	return ""
}

// describe is a text for each thing that has a name.
func (s *State) describe() map[string]string {
	all := map[string]string{}
	for key, o := range s.Objects {
		all[key] = o.Create
	}
	for give := range s.Grants {
		all[give] = "there"
	}
	for name, values := range s.Enums {
		all["enum "+name] = literals(values)
	}
	for _, r := range s.Relations {
		all[r.String()] = describe(r)
		for _, c := range r.Columns {
			all[r.String()+"."+c.Name] = fmt.Sprint(c.Type, c.NotNull, c.Default, c.Generated, c.Identity)
		}
		for _, k := range r.Constraints {
			all["constraint "+k.Name+" of "+r.String()] = k.Definition
		}
	}
	return all
}

// describe is a text for a relation itself.
func describe(r *catalog.Relation) string {
	if r.Definition != "" {
		return r.Definition + either(r.Valid, "", ", which is not valid")
	}
	words := []string{"a relation of the kind " + r.Kind}
	if r.Secured {
		words = append(words, "with row-level security")
	}
	if r.Forced {
		words = append(words, "which is forced")
	}
	return strings.Join(words, " ")
}
