package conformance_test

import (
	"database/sql"
	"fmt"
	"strings"
	"testing"

	"github.com/entask/entask/internal/database"
)

// grow copies the rows of a user, and what joins them, for so many other owners:
// an id becomes another for each, wherever it stands, so that links lead from copy
// to copy. Indexes are made anew afterwards, which is faster than keeping them.
func grow(t testing.TB, db *database.DB, user string, owners int) {
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
		WHERE i.relnamespace = 'public'::regnamespace AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = x.indexrelid)`)
	for _, index := range indexes {
		exec("DROP INDEX " + index[0])
	}
	for _, table := range texts(t, tx, tables) {
		var names, values []string
		for column := range strings.SplitSeq(table[1], ",") {
			names = append(names, strings.TrimSuffix(column, "*"))
			values = append(values, copied(column))
		}
		where, args := "true", []any{owners}
		if strings.Contains(table[1], owner) {
			where, args = "r."+owner+" = $2", append(args, user)
		}
		exec(fmt.Sprintf("INSERT INTO %s (%s) SELECT %s FROM %s AS r, generate_series(1, $1::int) AS o WHERE %s",
			table[0], strings.Join(names, ", "), strings.Join(values, ", "), table[0], where), args...)
	}
	for _, index := range indexes {
		exec(index[1])
	}
	exec("ANALYZE")
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
}

// tables are those with rows of owners, or of what joins those, with their columns;
// the name of one that holds an id is followed by an asterisk.
const tables = `SELECT quote_ident(c.relname),
		string_agg(quote_ident(a.attname) || CASE WHEN a.atttypid = 'uuid'::regtype THEN '*' ELSE '' END, ',' ORDER BY a.attnum)
	FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
	WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
	GROUP BY c.oid, c.relname
	HAVING bool_or(a.attname = 'user_id') AND bool_or(a.attname = 'id') OR bool_and(a.atttypid = 'uuid'::regtype)`

// copied is the value of a column in a copy. An id keeps the time that it begins
// with, so that those of all owners lie among each other.
func copied(column string) string {
	switch name, isID := strings.CutSuffix(column, "*"); {
	case isID:
		return "(left(r." + name + "::text, 14) || substr(md5(r." + name + "::text || o)::uuid::text, 15))::uuid"
	case name == owner:
		return "'owner ' || o"
	default:
		return "r." + name
	}
}

// texts are the rows of a query of two texts.
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
