package review

import (
	"context"
	"strconv"

	"github.com/jackc/pgx/v5"

	"github.com/entask/entask/internal/migration/review/rules"
)

// definitions are the functions and procedures as they are, by their OID.
type definitions map[uint32]string

// readDefinitions reads the functions when a statement may replace or alter one.
func (r *runner) readDefinitions(ctx context.Context, s *rules.Subject) (definitions, error) {
	for _, t := range s.Trees {
		if t.CreateFunctionStmt == nil && t.DoStmt == nil && (t.AlterFunctionStmt == nil || !t.AlterFunctionStmt.Behaves()) {
			continue
		}
		rows, err := r.conn.Query(ctx, `SELECT p.oid::bigint, p::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE nspname NOT IN ('pg_catalog', 'information_schema')`)
		if err != nil {
			return nil, err
		}
		all := definitions{}
		var oid uint32
		var text string
		_, err = pgx.ForEachRow(rows, []any{&oid, &text}, func() error {
			all[oid] = text
			return nil
		})
		return all, err
	}
	return nil, nil //nolint:nilnil // nothing that replaces one
}

const functionUsers = `SELECT DISTINCT pg_describe_object(d.classid, d.objid, d.objsubid),
	d.classid = 'pg_constraint'::regclass OR d.classid = 'pg_class'::regclass AND (SELECT relkind IN ('i', 'I') FROM pg_class WHERE oid = d.objid)
	OR d.classid = 'pg_attrdef'::regclass AND (SELECT attgenerated <> '' FROM pg_attrdef f JOIN pg_attribute a ON a.attrelid = f.adrelid AND a.attnum = f.adnum WHERE f.oid = d.objid)
FROM pg_depend d WHERE d.refclassid = 'pg_proc'::regclass AND d.refobjid = $1
	AND d.classid IN ('pg_trigger'::regclass, 'pg_policy'::regclass, 'pg_attrdef'::regclass, 'pg_constraint'::regclass, 'pg_class'::regclass, 'pg_rewrite'::regclass) ORDER BY 1`

// loose says whether a function runs with its owner's rights and the caller's search_path.
const loose = `SELECT prosecdef AND NOT EXISTS (SELECT FROM unnest(proconfig) AS set WHERE set LIKE 'search_path=%') FROM pg_proc WHERE oid = $1`

// replaced adds the functions that a statement changed, and who calls them.
func (r *runner) replaced(ctx context.Context, s *rules.Subject, before definitions) error {
	after, err := r.readDefinitions(ctx, s)
	if err != nil {
		return err
	}
	for oid, was := range before {
		is, still := after[oid]
		name := s.Original.Routines[strconv.FormatUint(uint64(oid), 10)]
		if !still || is == was || name == "" {
			continue
		}
		f := rules.Replaced{Line: s.Line, Function: name}
		if err := r.conn.QueryRow(ctx, loose, oid).Scan(&f.Loose); err != nil {
			return err
		}
		rows, err := r.conn.Query(ctx, functionUsers, oid)
		if err != nil {
			return err
		}
		var user string
		var stored bool
		_, err = pgx.ForEachRow(rows, []any{&user, &stored}, func() error {
			f.Users, f.Stored = append(f.Users, user), f.Stored || stored
			return nil
		})
		if err != nil {
			return err
		}
		r.functions = append(r.functions, f)
	}
	return nil
}
