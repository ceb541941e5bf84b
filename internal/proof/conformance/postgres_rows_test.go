package conformance_test

import (
	"database/sql"
	"fmt"
	"strings"
	"testing"

	"github.com/entask/entask/internal/database"
)

// copyRows copies the rows of a user, with their join rows, once for each number of a
// series. For other owners it replaces all ids consistently, so that copies link to
// copies; for the same owner it replaces only unique values. It builds the other indexes
// afterwards, which is faster than maintaining them.
func copyRows(t testing.TB, db *database.DB, user, series string, times int, others bool) {
	t.Helper()
	tx, err := db.SQL().BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback() }()
	exec := func(sql string, args ...any) {
		t.Helper()
		if _, err := tx.ExecContext(t.Context(), sql, args...); err != nil {
			t.Fatalf("%v\n%s", err, sql)
		}
	}
	for _, set := range []string{"session_replication_role = replica", "maintenance_work_mem = '256MB'", "synchronous_commit = off"} {
		exec("SET LOCAL " + set)
	}
	indexes := texts(t, tx, `SELECT quote_ident(i.relname), pg_get_indexdef(x.indexrelid) FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
		WHERE i.relnamespace = 'public'::regnamespace AND NOT x.indisunique`)
	for _, index := range indexes {
		exec("DROP INDEX " + index[0])
	}
	all := texts(t, tx, tables)
	var ids []string
	for _, table := range all {
		if strings.Contains(table[1], owner) {
			ids = append(ids, "SELECT id FROM "+table[0]+" WHERE "+owner+" = $2")
		}
	}
	for _, table := range all { // join rows come first, before copies have ids
		var names, values []string
		for column := range strings.SplitSeq(table[1], ",") {
			names = append(names, strings.TrimRight(column, "*!"))
			values = append(values, copied(column, others))
		}
		where := "r." + names[0] + " IN (" + strings.Join(ids, " UNION ALL ") + ")"
		if strings.Contains(table[1], owner) {
			where = "r." + owner + " = $2"
		}
		exec(fmt.Sprintf("INSERT INTO %s (%s) SELECT %s FROM %s AS r, %s AS o WHERE %s ON CONFLICT DO NOTHING",
			table[0], strings.Join(names, ", "), strings.Join(values, ", "), table[0], series, where), times, user)
	}
	for _, index := range indexes {
		exec(index[1])
	}
	exec("ANALYZE")
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
}

// tables are the owned tables and their join tables, with their columns. An asterisk
// follows the name of a column with an id, and an exclamation mark that of a unique
// column.
const tables = `SELECT quote_ident(c.relname),
		string_agg(quote_ident(a.attname) || CASE WHEN a.atttypid = 'uuid'::regtype THEN '*' ELSE '' END
			|| CASE WHEN a.attnum = ANY (u.columns) AND a.atttypid IN ('uuid'::regtype, 'varchar'::regtype) THEN '!' ELSE '' END, ',' ORDER BY a.attnum)
	FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '',
		LATERAL (SELECT array_agg(k) AS columns FROM pg_index x, unnest(x.indkey) k WHERE x.indrelid = c.oid AND x.indisunique) u
	WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
	GROUP BY c.oid, c.relname
	HAVING bool_or(a.attname = 'user_id') AND bool_or(a.attname = 'id') OR bool_and(a.atttypid = 'uuid'::regtype)
	ORDER BY bool_or(a.attname = 'user_id')`

// copied is the value of a column in a copy. An id keeps its time, so that the ids of all
// owners are interleaved.
func copied(column string, others bool) string {
	name := strings.TrimRight(column, "*!")
	isID, isUnique := strings.Contains(column, "*"), strings.Contains(column, "!")
	switch {
	case isID && (others || isUnique):
		return "(left(r." + name + "::text, 14) || substr(md5(r." + name + "::text || o)::uuid::text, 15))::uuid"
	case name == owner && others:
		return "'owner ' || o"
	case isUnique && name != owner && !others:
		return "left(md5(r." + name + " || o), 5)"
	default:
		return "r." + name
	}
}

// texts are the rows of a query for two texts.
func texts(t testing.TB, tx *sql.Tx, query string) [][2]string {
	t.Helper()
	rows, err := tx.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	var all [][2]string
	for rows.Next() {
		var row [2]string
		if err := rows.Scan(&row[0], &row[1]); err != nil {
			t.Fatal(err)
		}
		all = append(all, row)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}
