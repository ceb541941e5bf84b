package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/entask/entask/internal/database"
	"github.com/entask/entask/internal/migration/apply"
	"github.com/entask/entask/internal/migration/rows"
)

// rehearse runs steps over all kinds of rows that the present schema allows. It returns
// the demands that some row does not meet or that no row could test, and every demand of
// a unique key. The columns in empty have no answer yet, and are NULL.
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
		if _, err := apply.Run(ctx, db, os.DirFS(c.dir), apply.Options{}); err != nil {
			return err
		}
		if _, err := rows.Make(ctx, url, 0); err != nil {
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

// rehearsal is a database with the present schema and rows.
type rehearsal struct {
	db    *sql.DB
	tried map[string]bool // tables that have rows
}

// look finds the tables that have rows, before guards delete some.
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

// take runs a step as far as rows can stop it, and returns its demand if there is
// something to say.
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
	if violated(err) { // nothing asks about it: check reports it
		for _, table := range s.tables {
			if _, err := r.db.ExecContext(ctx, "TRUNCATE "+table+" CASCADE"); err != nil {
				return nil, err
			}
			r.tried[table] = false
		}
		_, err = r.db.ExecContext(ctx, query)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.sql, err)
	}
	return nil, nil
}

// demanded runs a step that has a demand.
func (r rehearsal) demanded(ctx context.Context, s step) (*demand, error) {
	d := *s.needs
	if d.unique() {
		if err := r.describe(ctx, &d); err != nil {
			return nil, err
		}
		var alike bool
		err := r.db.QueryRowContext(ctx, "SELECT EXISTS ("+d.offending()+")").Scan(&alike)
		if err != nil {
			return nil, err
		}
		d.met = r.tried[d.table] && !alike
		d.untried = !r.tried[d.table]
		return &d, r.build(ctx, &d, s.sql)
	}
	_, err := r.db.ExecContext(ctx, s.sql)
	d.untried = err == nil && !r.tried[d.table]
	if err == nil && r.tried[d.table] || err != nil && !violated(err) {
		return nil, err
	}
	return &d, r.describe(ctx, &d)
}

// build builds a unique index, which a later foreign key may need. What else than equal
// rows can stop that, such as a text too long for an index, check reports.
func (r rehearsal) build(ctx context.Context, d *demand, sql string) error {
	if _, err := r.db.ExecContext(ctx, unexpected(d.expectation())); err != nil {
		return err
	}
	_, err := r.db.ExecContext(ctx, strings.Replace(sql, "INDEX CONCURRENTLY ", "INDEX ", 1))
	if sqlState(err) == "54000" {
		return nil
	}
	return err
}

// violated reports whether a statement failed on the values of rows.
func violated(err error) bool {
	return strings.HasPrefix(sqlState(err), "22") || strings.HasPrefix(sqlState(err), "23")
}

// sqlState is the code of an error of the server, or nothing.
func sqlState(err error) string {
	var refused interface{ SQLState() string }
	if errors.As(err, &refused) {
		return refused.SQLState()
	}
	return ""
}

// nullable makes new columns without an answer nullable.
func nullable(sql string, columns []string) string {
	m := alterTable.FindStringSubmatch(sql)
	if m == nil {
		return sql
	}
	list := commands(m[2])
	for i, c := range list {
		if a := addColumn.FindStringSubmatch(c); len(a) > 0 && slices.Contains(columns, bare(m[1])+"."+bare(a[1])) {
			list[i] = mandatory.ReplaceAllString(c, "NULL")
		}
	}
	return "ALTER TABLE " + m[1] + " " + strings.Join(list, ", ")
}
