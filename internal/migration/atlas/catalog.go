package main

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/migration/apply"
)

// catalog is the schema of a database as its system catalogs have it: definitions by
// kind and name. It has what Atlas v0.13.1 misses, such as a check that has changed.
type catalog map[string]string

const (
	describe = `
SELECT 'column ' || a.attrelid::regclass || '.' || quote_ident(a.attname),
	concat_ws(' ', format_type(a.atttypid, a.atttypmod), CASE WHEN a.attnotnull THEN 'NOT NULL' END, nullif(a.attidentity::text, ''), nullif(a.attgenerated::text, ''), 'DEFAULT ' || pg_get_expr(d.adbin, d.adrelid))
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped AND c.relnamespace = 'public'::regnamespace AND c.relname <> 'atlas_schema_revisions'
UNION ALL
SELECT 'constraint ' || conrelid::regclass || ' ' || quote_ident(conname), pg_get_constraintdef(oid)
FROM pg_constraint WHERE conrelid <> 0 AND connamespace = 'public'::regnamespace AND contype IN ('c', 'f', 'x') AND conrelid <> coalesce(to_regclass('public.atlas_schema_revisions'), 0)
UNION ALL
SELECT 'index ' || i.indexrelid::regclass, pg_get_indexdef(i.indexrelid) || CASE WHEN i.indisvalid THEN '' ELSE ' INVALID' END
FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid WHERE c.relnamespace = 'public'::regnamespace AND c.relname <> 'atlas_schema_revisions'
UNION ALL
SELECT 'security ' || oid::regclass, concat_ws(' ', CASE WHEN relrowsecurity THEN 'enabled' END, CASE WHEN relforcerowsecurity THEN 'forced' END)
FROM pg_class WHERE EXISTS (SELECT FROM pg_policy WHERE polrelid = pg_class.oid AND polname ~ '_owner(_[0-9a-f]{8})?$')
UNION ALL
SELECT 'policy ' || polrelid::regclass || ' ' || quote_ident(polname),
	concat_ws(' ', CASE WHEN polpermissive THEN 'permissive' ELSE 'restrictive' END, 'for', polcmd, 'to', ARRAY(SELECT rolname FROM pg_roles WHERE oid = ANY (polroles)), 'using', pg_get_expr(polqual, polrelid), 'check', pg_get_expr(polwithcheck, polrelid))
FROM pg_policy WHERE polname ~ '_(owner|migrations|link)(_[0-9a-f]{8})?$'
UNION ALL
SELECT 'function ' || oid::regprocedure, pg_get_functiondef(oid)
FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND (prosecdef AND 'search_path=pg_catalog' = ANY (proconfig) OR proname ~ '_room(_[0-9a-f]{8})?$'
	OR proname = 'change_number' OR prorettype = 'trigger'::regtype AND proname ~ '_(changed|held)(_[0-9a-f]{8})?$')
UNION ALL
SELECT 'trigger ' || tgrelid::regclass || ' ' || quote_ident(tgname), pg_get_triggerdef(oid)
FROM pg_trigger WHERE NOT tgisinternal AND tgname ~ '_(changed|deleted|change_held)(_[0-9a-f]{8})?$'
UNION ALL
SELECT 'view ' || oid::regclass, pg_get_viewdef(oid)
FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'v' AND 'security_barrier=true' = ANY (reloptions)`

	// reread makes PostgreSQL parse its own text of a check. It may print the check
	// differently each time, but the text is stable after a few times.
	reread   = `ALTER TABLE %s ADD CONSTRAINT entask_reread %s`
	readBack = `SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'entask_reread'`
)

// desired reads the catalog that schema.sql describes.
func (c cli) desired(ctx context.Context) (catalog, error) {
	b, err := os.ReadFile(c.schema)
	if err != nil {
		return nil, err
	}
	return c.inNew(ctx, func(db *database.DB) error {
		if _, err := db.SQL().ExecContext(ctx, string(b)); err != nil {
			return fmt.Errorf("%s: %w", c.schema, err)
		}
		return nil
	})
}

// migrated reads the catalog that the migrations lead to, applied as entask does.
func (c cli) migrated(ctx context.Context) (catalog, error) {
	return c.inNew(ctx, func(db *database.DB) error {
		_, err := apply.Run(ctx, db, os.DirFS(c.dir), apply.Options{})
		return err
	})
}

func (c cli) inNew(ctx context.Context, fill func(*database.DB) error) (read catalog, err error) {
	return read, c.server.with(ctx, func(url string) error {
		db, err := database.Open(ctx, database.Options{URL: url, PoolMax: 2})
		if err != nil {
			return err
		}
		defer func() { _ = db.Close() }()
		if err := fill(db); err != nil {
			return err
		}
		read, err = readCatalog(ctx, db.SQL())
		return err
	})
}

func readCatalog(ctx context.Context, db *sql.DB) (catalog, error) {
	c := catalog{}
	rows, err := db.QueryContext(ctx, describe)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var name, what string
		if err := rows.Scan(&name, &what); err != nil {
			return nil, err
		}
		c[name] = what
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	return c, c.settle(ctx, db)
}

// settle replaces the text of each check with its stable form.
func (c catalog) settle(ctx context.Context, db *sql.DB) error {
	for _, name := range slices.Sorted(maps.Keys(c)) {
		table, _, ok := constraint(name)
		if !ok || !strings.HasPrefix(c[name], "CHECK ") {
			continue
		}
		for range 3 {
			again, err := rewritten(ctx, db, table, c[name])
			if err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			c[name] = again
		}
	}
	return nil
}

func rewritten(ctx context.Context, db *sql.DB, table, definition string) (again string, err error) {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return "", err
	}
	defer func() { _ = tx.Rollback() }()
	if _, err := tx.ExecContext(ctx, fmt.Sprintf(reread, table, definition)); err != nil {
		return "", err
	}
	err = tx.QueryRowContext(ctx, readBack).Scan(&again)
	return again, err
}

// constraint splits the key of a constraint into its table and name.
func constraint(key string) (table, name string, ok bool) {
	rest, ok := strings.CutPrefix(key, "constraint ")
	if !ok {
		return "", "", false
	}
	table, name, ok = strings.Cut(rest, " ")
	return table, name, ok
}

// differences lists how a catalog differs from the one that is wanted.
func (c catalog) differences(want catalog) (lines []string) {
	for _, key := range slices.Sorted(maps.Keys(want)) {
		if got, ok := c[key]; !ok {
			lines = append(lines, fmt.Sprintf("%s is missing: %s", key, want[key]))
		} else if got != want[key] {
			lines = append(lines, fmt.Sprintf("%s is %s, and should be %s", key, got, want[key]))
		}
	}
	for _, key := range slices.Sorted(maps.Keys(c)) {
		if _, ok := want[key]; !ok {
			lines = append(lines, fmt.Sprintf("%s should not be there: %s", key, c[key]))
		}
	}
	return lines
}

// changedChecks returns statements that replace the checks whose definition has
// changed. Atlas v0.13.1 compares only their names.
func (c catalog) changedChecks(want catalog) (stmts []statement) {
	for _, key := range slices.Sorted(maps.Keys(want)) {
		table, name, ok := constraint(key)
		if got, both := c[key]; ok && both && got != want[key] {
			stmts = append(stmts, statement{
				comment: fmt.Sprintf("Change %q of table: %q", bare(name), bare(table)),
				sql: fmt.Sprintf("ALTER TABLE %s DROP CONSTRAINT %s, ADD CONSTRAINT %s %s",
					quoted(bare(table)), quoted(bare(name)), quoted(bare(name)), want[key]),
			})
		}
	}
	return stmts
}
