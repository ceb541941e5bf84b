package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"regexp"
)

const (
	// refused returns the shortest value that a check refuses.
	refused = `SELECT quote_literal(%[1]s) FROM %[2]s WHERE (%[3]s) AND length(%[1]s::text) <= 30 ORDER BY length(%[1]s::text), %[1]s::text COLLATE "C" LIMIT 1`
	// meets tries a value.
	meets = `UPDATE %[2]s SET %[1]s = %[4]s WHERE %[3]s`
)

var (
	firstValue = regexp.MustCompile(`(?:ARRAY\[\(?|= )('(?:[^']|'')*')`)
	atLeast    = regexp.MustCompile(`>= (?:\('?(-[\d.]+)'?\)|'?(-?[\d.]+)'?)`)
	atMost     = regexp.MustCompile(`<= (?:\('?(-[\d.]+)'?\)|'?(-?[\d.]+)'?)`)
	number     = regexp.MustCompile(`^(smallint|integer|bigint|numeric|real|double precision)\b`)
)

// suggest finds an example of a refused value, and SQL that corrects it.
func (r rehearsal) suggest(ctx context.Context, d *demand, all []*demand) error {
	if d.met || d.unique() || len(d.columns) == 0 {
		return nil
	}
	c := d.main()
	name := quoted(c.name)
	if d.column == "" {
		err := r.db.QueryRowContext(ctx, fmt.Sprintf(refused, name, d.table, d.refuses)).Scan(&d.example)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
	}
	for _, candidate := range candidates(c, d.refuses) {
		ok, err := r.meets(ctx, d, all, fmt.Sprintf(meets, name, d.table, d.refuses, candidate))
		if err != nil {
			return err
		}
		if ok {
			d.fill = candidate
			return nil
		}
	}
	return nil
}

// candidates returns SQL to try, the best first: a value that the check names, the value
// cut to its bounds, and common values.
func candidates(c column, refuses string) (list []string) {
	if m := firstValue.FindStringSubmatch(refuses); m != nil {
		list = append(list, m[1])
	}
	for _, name := range []string{c.name, quoted(c.name)} {
		list = append(list, within(c, name, refuses)...)
	}
	return append(list, "''", "'none'", "0", "1", "false", "now()")
}

// within returns expressions that cut a column to its bounds.
func within(c column, name, refuses string) (list []string) {
	if n := limit(limitCheck, refuses); n > 0 {
		list = append(list, fmt.Sprintf("left(%s, %d)", name, n))
	}
	if number.MatchString(c.kind) {
		least, most := bound(atLeast, refuses), bound(atMost, refuses)
		switch {
		case least != "" && most != "":
			list = append(list, fmt.Sprintf("greatest(least(%s, %s), %s)", name, most, least))
		case most != "":
			list = append(list, fmt.Sprintf("least(%s, %s)", name, most))
		case least != "":
			list = append(list, fmt.Sprintf("greatest(%s, %s)", name, least))
		}
	}
	return list
}

func bound(re *regexp.Regexp, text string) string {
	m := re.FindStringSubmatch(text)
	if m == nil {
		return ""
	}
	return m[1] + m[2]
}

// meets reports whether an update succeeds on rows that meet all other demands. It rolls
// the update back.
func (r rehearsal) meets(ctx context.Context, d *demand, all []*demand, update string) (bool, error) {
	tx, err := r.db.BeginTx(ctx, nil)
	if err != nil {
		return false, err
	}
	defer func() { _ = tx.Rollback() }()
	if _, err := tx.ExecContext(ctx, "SET LOCAL session_replication_role = replica"); err != nil {
		return false, err
	}
	for _, other := range all {
		if other != d && !other.met && other.table == d.table && !other.unique() {
			if _, err := tx.ExecContext(ctx, fmt.Sprintf("DELETE FROM %s WHERE %s", d.table, other.refuses)); err != nil {
				return false, err
			}
		}
	}
	_, err = tx.ExecContext(ctx, update)
	return err == nil, nil
}
