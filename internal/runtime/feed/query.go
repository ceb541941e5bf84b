package feed

import (
	"context"
	"math"
	"slices"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"

	"github.com/entask/entask/internal/runtime/viewer"
)

// Source is a table with a feed.
type Source struct {
	Table, Owner, ID string
	Version          string // "" where there is none
	Columns          []string
}

// What identifies the history of a database. A standby that is promoted begins another
// timeline, and a restored one another or another database, whose oid is in the path of every
// table. Neon has timelines of its own. It reads no table: Citus would then split the statement
// into several, each with a snapshot of its own.
const (
	epochOfPostgres = `SELECT concat_ws('.', (pg_control_system()).system_identifier, ` +
		`CASE WHEN pg_is_in_recovery() THEN greatest((pg_control_checkpoint()).timeline_id, (pg_control_recovery()).min_recovery_end_timeline) ` +
		`ELSE ('x' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8))::bit(32)::integer END, ` +
		`substring(pg_relation_filepath('pg_class') FROM '([0-9]+)/[0-9]+$'), nullif(current_setting('neon.timeline_id', true), ''))`
	epochOfSQLite = `SELECT CAST("number" AS TEXT) FROM "change_counters" WHERE "user_id" = ''`
)

// query returns the statement that reads a page: a row for each change, and at least one, since
// each has the head. Rows and deletions are of one snapshot, as is the number of the latest
// change, so a page without more changes leads on from there.
func (p *Page) query(ctx context.Context, name string, of *Source, narrow []func(*sql.Selector)) (string, []any) {
	owner, _ := viewer.ID(ctx)
	rowsAfter, deletedAfter := p.after()
	epoch, open := epochOfPostgres, "("
	if name != dialect.Postgres {
		epoch, open = epochOfSQLite, "SELECT * FROM ("
	}
	b := &sql.Builder{}
	b.SetDialect(name)
	b.WriteString("SELECT (").WriteString(epoch).WriteString(`), "counter"."number", "counter"."floor", "counter"."began"`)
	for _, c := range slices.Concat(changeColumns, of.Columns) {
		b.WriteString(", ").Ident("page").WriteByte('.').Ident(c)
	}
	b.WriteString(` FROM (SELECT 1 AS "one") AS "asked" LEFT JOIN "change_counters" AS "counter" ON "counter"."user_id" = `).Arg(owner).
		WriteString(` LEFT JOIN (`).WriteString(open)
	of.deletions(b, owner, deletedAfter)
	b.WriteString(` LIMIT `).Arg(p.limit + 1).WriteString(") UNION ALL ").WriteString(open)
	of.rows(b, owner, rowsAfter, narrow)
	b.WriteString(` LIMIT `).Arg(p.limit + 1).WriteString(`) ORDER BY "feed_number", "feed_id", "feed_state" LIMIT `).Arg(p.limit + 1).
		WriteString(`) AS "page" ON 1 = 1 ORDER BY "page"."feed_number", "page"."feed_id", "page"."feed_state"`)
	return b.Query()
}

// changeColumns say what has changed; those of the row follow.
var changeColumns = []string{"feed_number", "feed_id", "feed_version", "feed_state"}

// deletions selects those after a cursor, with whether the id is there again. To leave those
// out here would read all of them for a page that has none.
func (of *Source) deletions(b *sql.Builder, owner string, after cursor) {
	b.WriteString(`SELECT "t"."number" AS "feed_number", "t"."id" AS "feed_id", "t"."version" AS "feed_version", CASE WHEN EXISTS (SELECT 1 FROM `).
		Ident(of.Table).WriteString(` AS "again" WHERE "again".`).Ident(of.Owner).WriteString(` = `).Arg(owner).
		WriteString(` AND "again".`).Ident(of.ID).WriteString(` = "t"."id") THEN 2 ELSE 0 END AS "feed_state"`)
	for _, c := range of.Columns {
		b.WriteString(", NULL AS ").Ident(c)
	}
	b.WriteString(` FROM "change_tombstones" AS "t" WHERE "t"."user_id" = `).Arg(owner).WriteString(` AND "t"."entity" = `).Arg(of.Table).
		WriteString(` AND ("t"."number", "t"."id") > (`).Arg(after.Number).WriteString(", ").Arg(after.ID).
		WriteString(`) ORDER BY "t"."number", "t"."id"`)
}

// rows selects those rows that have changed, with whether they pass the filters.
func (of *Source) rows(b *sql.Builder, owner string, after cursor, narrow []func(*sql.Selector)) {
	table := sql.Table(of.Table)
	column := func(c string) { b.Ident(of.Table).WriteByte('.').Ident(c) }
	b.WriteString("SELECT ")
	column("change_number")
	b.WriteString(` AS "feed_number", `)
	column(of.ID)
	b.WriteString(` AS "feed_id", `)
	if of.Version == "" {
		b.WriteString("NULL")
	} else {
		column(of.Version)
	}
	b.WriteString(` AS "feed_version", `)
	s := sql.Dialect(b.Dialect()).Select().From(table)
	for _, f := range narrow {
		f(s)
	}
	if where := s.P(); where != nil {
		b.WriteString("CASE WHEN ").Join(where).WriteString(" THEN 1 ELSE 0 END")
	} else {
		b.WriteString("1")
	}
	b.WriteString(` AS "feed_state"`)
	for _, c := range of.Columns {
		b.WriteString(", ")
		column(c)
	}
	b.WriteString(" FROM ").Ident(of.Table).WriteString(" WHERE ")
	column(of.Owner)
	b.WriteString(" = ").Arg(owner).WriteString(" AND (")
	column("change_number")
	b.WriteString(", ")
	column(of.ID)
	b.WriteString(") > (").Arg(after.Number).WriteString(", ").Arg(after.ID).WriteString(") ORDER BY ")
	column("change_number")
	b.WriteString(", ")
	column(of.ID)
}

// after says from where on rows are read, and deletions. A client that loads everything is not
// told of what was deleted before it began.
func (p *Page) after() (rows, deletions cursor) {
	none := cursor{Number: math.MaxInt64, ID: last}
	switch c := p.since; {
	case p.now:
		return none, none
	case c == nil:
		return cursor{Number: -1}, none
	case c.Begun != nil && *c.Begun >= c.Number:
		return *c, cursor{Number: *c.Begun, ID: last}
	default:
		return *c, *c
	}
}
