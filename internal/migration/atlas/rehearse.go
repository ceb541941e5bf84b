package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/migration/review"
)

// rehearse takes steps over rows such as somebody may have. It returns the demands
// that those do not meet, or that no row could try, and all that a key is unique. A
// column that is named in empty has no value yet, and gets NULL.
func (c cli) rehearse(ctx context.Context, steps []step, empty []string) (found []*demand, err error) {
	if !slices.ContainsFunc(steps, func(s step) bool { return s.needs != nil }) {
		return nil, nil
	}
	return found, c.server.with(ctx, func(url string) error {
		db, err := database.Open(ctx, database.Options{URL: url, PoolMax: 1})
		if err != nil {
			return err
		}
		defer func() { _ = db.Close() }()
		if _, err := database.Migrate(ctx, db, os.DirFS(c.dir), database.MigrateOptions{}); err != nil {
			return err
		}
		if _, err := review.MakeRows(ctx, url, 0); err != nil {
			return err
		}
		r := rehearsal{db: db.SQL(), tried: map[string]bool{}}
		if err := r.look(ctx, steps); err != nil {
			return err
		}
		for _, s := range inOrder(steps) {
			d, err := r.take(ctx, s, empty)
			if err != nil {
				return err
			}
			if d != nil {
				found = append(found, d)
			}
		}
		for _, d := range found {
			if err := r.suggest(ctx, d, found); err != nil {
				return err
			}
		}
		return nil
	})
}

// rehearsal is a database with rows.
type rehearsal struct {
	db    *sql.DB
	tried map[string]bool // the tables that have rows
}

// look finds the tables that have rows, before anything deletes some.
func (r rehearsal) look(ctx context.Context, steps []step) error {
	for _, s := range steps {
		if s.needs == nil {
			continue
		}
		var has bool
		if err := r.db.QueryRowContext(ctx, "SELECT EXISTS (SELECT FROM "+s.needs.table+")").Scan(&has); err != nil {
			return err
		}
		r.tried[s.needs.table] = has
	}
	return nil
}

// take takes a step as far as rows can stop it, and returns what they do not meet.
func (r rehearsal) take(ctx context.Context, s step, empty []string) (*demand, error) {
	switch {
	case s.needs != nil:
		return r.demanded(ctx, s)
	case s.guard:
		_, err := r.db.ExecContext(ctx, unexpected(s.comment))
		return nil, err
	case s.stage == correct:
		if _, err := r.db.ExecContext(ctx, s.sql); err != nil {
			what, _, _ := strings.Cut(s.comment, ",")
			return nil, fmt.Errorf("the answers do not do: %s: %w", what, err)
		}
		return nil, nil
	case s.stage > expand || s.concurrent:
		return nil, nil
	}
	query := nullable(s.sql, empty)
	_, err := r.db.ExecContext(ctx, query)
	if violated(err) { // by what is not asked about, which check says
		for _, table := range s.tables {
			if _, err := r.db.ExecContext(ctx, "TRUNCATE "+table+" CASCADE"); err != nil {
				return nil, err
			}
		}
		_, err = r.db.ExecContext(ctx, query)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.sql, err)
	}
	return nil, nil
}

// demanded takes a step that makes a demand, and returns the demand.
func (r rehearsal) demanded(ctx context.Context, s step) (*demand, error) {
	d := *s.needs
	if d.unique() {
		if err := r.describe(ctx, &d); err != nil {
			return nil, err
		}
		var alike bool
		err := r.db.QueryRowContext(ctx, "SELECT EXISTS ("+d.offending()+")").Scan(&alike)
		d.met = r.tried[d.table] && !alike
		return &d, err
	}
	_, err := r.db.ExecContext(ctx, s.sql)
	if err == nil && r.tried[d.table] || err != nil && !violated(err) {
		return nil, err
	}
	return &d, r.describe(ctx, &d)
}

const (
	// checked are the columns of a check, and what it says.
	checked = `SELECT a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(k.conbin, k.conrelid)
FROM pg_constraint k JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = ANY (k.conkey)
WHERE k.conrelid = $1::regclass AND quote_ident(k.conname) IN ($2, trim('"' FROM $2)) ORDER BY a.attnum`
	// columnsOf are all columns of a table.
	columnsOf = `SELECT attname, format_type(atttypid, atttypmod), attnotnull, '' FROM pg_attribute
WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum`
	// primaryKey is the key of a table; ctid where it has none.
	primaryKey = `SELECT coalesce(string_agg(quote_ident(attname), ', ' ORDER BY array_position(indkey::int2[], attnum)), 'ctid')
FROM pg_index JOIN pg_attribute ON attrelid = indrelid AND attnum = ANY (indkey) WHERE indrelid = $1::regclass AND indisprimary`
	// longestText is the length that checks leave a column.
	longestText = `SELECT coalesce(string_agg(pg_get_constraintdef(k.oid), ' '), '') FROM pg_constraint k JOIN pg_attribute a ON a.attrelid = k.conrelid
WHERE k.conrelid = $1::regclass AND k.contype = 'c' AND k.conkey = ARRAY[a.attnum] AND a.attname = $2`
)

// describe fills in what a demand that is not met says of which columns.
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

// violated says whether rows are what a statement failed on.
func violated(err error) bool {
	pgErr, ok := errors.AsType[*pgconn.PgError](err)
	return ok && (strings.HasPrefix(pgErr.Code, "22") || strings.HasPrefix(pgErr.Code, "23"))
}

// nullable lets new columns be NULL that have no value yet.
func nullable(sql string, columns []string) string {
	m := alterTable.FindStringSubmatch(sql)
	if m == nil {
		return sql
	}
	list := commands(m[2])
	for i, c := range list {
		if a := addColumn.FindStringSubmatch(c); a != nil && slices.Contains(columns, bare(m[1])+"."+bare(a[1])) {
			list[i] = mandatory.ReplaceAllString(c, "NULL")
		}
	}
	return "ALTER TABLE " + m[1] + " " + strings.Join(list, ", ")
}

var lineBreak = regexp.MustCompile(`\s*\n\s*`)

func oneLine(sql string) string { return lineBreak.ReplaceAllString(sql, " ") }
