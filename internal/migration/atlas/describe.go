package main

import (
	"context"
	"errors"
	"regexp"
	"slices"
)

const (
	// checked returns the columns and the expression of a check.
	checked = `SELECT a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(k.conbin, k.conrelid)
FROM pg_constraint k JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = ANY (k.conkey)
WHERE k.conrelid = $1::regclass AND quote_ident(k.conname) IN ($2, trim('"' FROM $2)) ORDER BY a.attnum`
	// columnsOf returns the columns of a table.
	columnsOf = `SELECT attname, format_type(atttypid, atttypmod), attnotnull, '' FROM pg_attribute
WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum`
	// primaryKey returns the columns of a primary key, or ctid if there is none.
	primaryKey = `SELECT coalesce(string_agg(quote_ident(attname), ', ' ORDER BY array_position(indkey::int2[], attnum)), 'ctid')
FROM pg_index JOIN pg_attribute ON attrelid = indrelid AND attnum = ANY (indkey) WHERE indrelid = $1::regclass AND indisprimary`
	// longestText returns the checks of a column.
	longestText = `SELECT coalesce(string_agg(pg_get_constraintdef(k.oid), ' '), '') FROM pg_constraint k JOIN pg_attribute a ON a.attrelid = k.conrelid
WHERE k.conrelid = $1::regclass AND k.contype = 'c' AND k.conkey = ARRAY[a.attnum] AND a.attname = $2`
)

// describe fills in the columns and the rule of a demand.
func (r rehearsal) describe(ctx context.Context, d *demand) (err error) {
	if !d.unique() {
		var expression string
		d.columns, expression, err = r.columns(ctx, checked, d.table, d.name)
		d.refuses = "NOT (" + oneLine(expression) + ")"
		if d.column != "" {
			d.refuses = d.column + " IS NULL"
		}
		return err
	}
	all, _, err := r.columns(ctx, columnsOf, d.table)
	if err != nil {
		return err
	}
	for _, k := range d.keys {
		if i := slices.IndexFunc(all, func(c column) bool { return quoted(c.name) == k }); i >= 0 {
			c := all[i]
			var checks string
			if err := r.db.QueryRowContext(ctx, longestText, d.table, c.name).Scan(&checks); err != nil {
				return err
			}
			c.longest = limit(limitType, c.kind)
			if n := limit(limitCheck, checks); n > 0 && (c.longest == 0 || n < c.longest) {
				c.longest = n
			}
			d.columns = append(d.columns, c)
		}
	}
	return r.db.QueryRowContext(ctx, primaryKey, d.table).Scan(&d.order)
}

func (r rehearsal) columns(ctx context.Context, query string, args ...any) (all []column, expression string, err error) {
	rows, err := r.db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, "", err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var c column
		if err := rows.Scan(&c.name, &c.kind, &c.mandatory, &expression); err != nil {
			return nil, "", err
		}
		all = append(all, c)
	}
	return all, expression, rows.Err()
}

var lineBreak = regexp.MustCompile(`\s*\n\s*`)

func oneLine(sql string) string { return lineBreak.ReplaceAllString(sql, " ") }
