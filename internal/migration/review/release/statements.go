package release

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/entask/entask/internal/migration/catalog"
)

// A probe is a statement of the previous release.
type probe struct {
	table   *catalog.Relation
	verb    string
	sql     string
	before  string   // makes room for it
	row     string   // makes the row that it finds
	values  []string // of its row: a setting of the session may need one of them
	role    string   // "" is the superuser
	setting string   // the value of the session's settings
	finds   bool     // it must find, or make, a row
	edge    bool     // whether the release sends it depends on the values that it has
}

// table is a table with one of its rows, as texts; nil is NULL.
type table struct {
	*catalog.Relation
	columns  []catalog.Column
	row      []*string
	children []*catalog.Relation // whose foreign keys refer to it
}

// read reads a row of a table.
func (r *Release) read(ctx context.Context, t *catalog.Relation, columns []catalog.Column) (table, error) {
	tab := table{Relation: t, columns: columns}
	if len(columns) == 0 {
		return tab, nil
	}
	list := make([]string, len(columns))
	for i, c := range columns {
		list[i] = catalog.Quote(c.Name) + "::text"
	}
	rows, err := r.conn.Query(ctx, fmt.Sprintf("SELECT ARRAY[%s] FROM %s LIMIT 1", strings.Join(list, ", "), tab.sql()))
	if err != nil {
		return tab, err
	}
	tab.row, err = pgx.CollectExactlyOneRow(rows, pgx.RowTo[[]*string])
	if errors.Is(err, pgx.ErrNoRows) || refused(err) != nil { // such as a materialized view that holds nothing yet
		err = nil
	}
	return tab, err
}

func (t table) sql() string { return catalog.Quote(t.Schema, t.Name) }

// statements are those of the release, without a role.
func (t table) statements() (all []*probe) {
	add := func(verb, sql string) *probe {
		p := &probe{table: t.Relation, verb: verb, sql: sql, values: texts(t.row)}
		if verb != "INSERT" {
			p.row = t.again()
		}
		all = append(all, p)
		return p
	}
	where, keyed := t.where()
	add("SELECT", fmt.Sprintf("SELECT %s FROM %s%s", t.names(t.columns), t.sql(), where)).finds = keyed
	if !t.HoldsRows() || t.Kind == "m" || t.row == nil {
		return all
	}
	if keyed {
		add("UPDATE", fmt.Sprintf("UPDATE %s SET %s%s", t.sql(), t.assignments(), where)).finds = true
		p := add("DELETE", fmt.Sprintf("DELETE FROM %s%s", t.sql(), where))
		p.before, p.finds = t.orphan(), true
	}
	add("DELETE", fmt.Sprintf("DELETE FROM %s WHERE false", t.sql()))
	insert := func(keep func(catalog.Column) bool, value func(i int) *string, conflict string) *probe {
		var columns []catalog.Column
		var values []string
		for i, c := range t.columns {
			if !c.Generated && c.Identity != "a" && keep(c) {
				columns, values = append(columns, c), append(values, literal(value(i)))
			}
		}
		sql := fmt.Sprintf("INSERT INTO %s (%s) VALUES (%s)%s", t.sql(), t.names(columns), strings.Join(values, ", "), conflict)
		if len(columns) == 0 {
			sql = fmt.Sprintf("INSERT INTO %s DEFAULT VALUES%s", t.sql(), conflict)
		}
		p := add("INSERT", sql)
		p.finds = true
		if keyed {
			p.before = "DELETE FROM " + t.sql() + where
		}
		return p
	}
	every := func(catalog.Column) bool { return true }
	own := func(i int) *string { return t.row[i] }
	insert(every, own, "")
	insert(func(c catalog.Column) bool { return c.Default == "" && c.Identity == "" }, own, "")
	for _, k := range t.Constraints {
		if (k.Kind == "p" || k.Kind == "u") && t.has(k.Columns) {
			insert(every, own, fmt.Sprintf(" ON CONFLICT (%s) DO NOTHING", catalog.QuoteList(k.Columns)))
		}
	}
	insert(func(c catalog.Column) bool { return c.NotNull }, own, "").edge = true
	for j, c := range t.columns {
		if !c.NotNull {
			insert(every, func(i int) *string {
				if i == j {
					return nil
				}
				return t.row[i]
			}, "").edge = true
		}
	}
	return all
}

// where finds a row by the key of the table.
func (t table) where() (sql string, keyed bool) {
	if t.row == nil {
		return " LIMIT 1", false
	}
	for _, kind := range []string{"p", "u"} {
		for _, k := range t.Constraints {
			if k.Kind == kind && t.has(k.Columns) {
				return " WHERE " + t.equal(k.Columns), true
			}
		}
	}
	var all []string
	for _, c := range t.columns {
		if c.NotNull && !slices.Contains([]string{"json", "xml", "point"}, c.Base) { // which have no equality
			all = append(all, c.Name)
		}
	}
	if len(all) == 0 || t.Kind != "r" && t.Kind != "p" {
		return " LIMIT 1", false
	}
	return " WHERE " + t.equal(all), true
}

func (t table) equal(names []string) string {
	var all []string
	for i, c := range t.columns {
		if slices.Contains(names, c.Name) {
			if t.row[i] == nil {
				all = append(all, catalog.Quote(c.Name)+" IS NULL")
				continue
			}
			all = append(all, catalog.Quote(c.Name)+" = "+literal(t.row[i]))
		}
	}
	return strings.Join(all, " AND ")
}

// orphan deletes the rows that refer to the row.
func (t table) orphan() string {
	var all []string
	for _, child := range t.children {
		for _, k := range child.Constraints {
			if k.Kind == "f" && k.Target == t.OID && t.has(k.TargetCols) {
				var equal []string
				for i, c := range k.Columns {
					equal = append(equal, catalog.Quote(c)+" = "+literal(t.value(k.TargetCols[i])))
				}
				all = append(all, fmt.Sprintf("DELETE FROM %s WHERE %s", catalog.Quote(child.Schema, child.Name), strings.Join(equal, " AND ")))
			}
		}
	}
	return strings.Join(all, "; ")
}

// again makes the row, which no other row has in its place.
func (t table) again() string {
	if t.row == nil || t.Kind != "r" && t.Kind != "p" {
		return ""
	}
	var columns []catalog.Column
	var values []string
	for i, c := range t.columns {
		if !c.Generated {
			columns, values = append(columns, c), append(values, literal(t.row[i]))
		}
	}
	return fmt.Sprintf("INSERT INTO %s (%s) OVERRIDING SYSTEM VALUE VALUES (%s) ON CONFLICT DO NOTHING", t.sql(), t.names(columns), strings.Join(values, ", "))
}

func (t table) value(column string) *string {
	return t.row[slices.IndexFunc(t.columns, func(c catalog.Column) bool { return c.Name == column })]
}

func (t table) has(names []string) bool {
	return !slices.ContainsFunc(names, func(n string) bool {
		return !slices.ContainsFunc(t.columns, func(c catalog.Column) bool { return c.Name == n })
	})
}

func (t table) assignments() string {
	var all []string
	for i, c := range t.columns {
		if !c.Generated && c.Identity == "" {
			all = append(all, catalog.Quote(c.Name)+" = "+literal(t.row[i]))
		}
	}
	return strings.Join(all, ", ")
}

func (t table) names(columns []catalog.Column) string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.Name
	}
	return catalog.QuoteList(names)
}
