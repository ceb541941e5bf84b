package drift

import (
	"context"
	"database/sql"
	"slices"

	"github.com/entask/entask/internal/migration/catalog"
)

// elsewhere finds the schema of tables that a single other schema has.
const elsewhere = `SELECT c.relname, min(n.nspname) FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relname = ANY ($1::text[]) AND c.relkind IN ('r', 'p') AND n.nspname NOT IN ('public', 'information_schema') AND n.nspname NOT LIKE 'pg\_%'
GROUP BY c.relname HAVING count(*) = 1`

// moved gives missing tables their schema back, where a single other schema has a table of
// the name with the same columns. The sequences that it owns come along.
func moved(ctx context.Context, tx *sql.Tx, all []Difference, want Schema) ([]Difference, error) {
	schemas, err := schemasOf(ctx, tx, all)
	if err != nil {
		return nil, err
	}
	found, sequences := map[string]string{}, map[[3]string]bool{}
	for i, d := range all {
		schema := schemas[d.On]
		if schema == "" || !d.missingTable() {
			continue
		}
		there, err := objects(ctx, tx, want.names(), schema)
		if err != nil {
			return nil, err
		}
		if there.columns()[d.On] != want.columns()[d.On] {
			continue
		}
		all[i].Mend = "ALTER TABLE " + catalog.Quoted(schema) + "." + catalog.Quoted(d.On) + " SET SCHEMA public;"
		found[d.On] = d.On
		for _, o := range there {
			sequences[o.key()] = o.Kind == sequence
		}
	}
	return slices.DeleteFunc(without(all, found), func(d Difference) bool { return sequences[d.key()] }), nil
}

// schemasOf returns the schemas of missing tables.
func schemasOf(ctx context.Context, tx *sql.Tx, all []Difference) (schemas map[string]string, err error) {
	var names []string
	for _, d := range all {
		if d.missingTable() {
			names = append(names, d.On)
		}
	}
	rows, err := tx.QueryContext(ctx, elsewhere, names)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	schemas = map[string]string{}
	for rows.Next() {
		var table, schema string
		if err := rows.Scan(&table, &schema); err != nil {
			return nil, err
		}
		schemas[table] = schema
	}
	return schemas, rows.Err()
}
