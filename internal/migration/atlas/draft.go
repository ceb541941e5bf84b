package main

import (
	"fmt"
	"slices"
	"strings"
)

// stage is when a step may be taken.
type stage int

const (
	expand   stage = iota // what the rest needs
	validate              // what reads whole tables, without a lock that others notice
	finish                // what is quick once that is done
)

// step is a statement that can stand in a migration.
type step struct {
	comment    string
	sql        string // without a semicolon
	concurrent bool   // it cannot be in a transaction
	stage      stage
	tables     []string // those that were there before, and that it locks
}

// draft turns the statements of Atlas into steps that are safe for a database in use.
type draft struct {
	created  map[string]bool // tables that are made by these very statements
	dropped  map[string]bool // indexes
	replaced map[string]bool // indexes that are dropped and made anew
	fills    map[string]string
	same     *moved
	steps    []step
}

// newDraft sorts statements into steps. Fills has, by table and column, the value that
// existing rows get in a new required column. It leaves what is in same alone.
func newDraft(stmts []statement, fills map[string]string, same *moved) *draft {
	d := &draft{created: map[string]bool{}, dropped: map[string]bool{}, replaced: map[string]bool{}, fills: fills, same: same}
	for _, s := range stmts {
		if m := createTable.FindStringSubmatch(s.sql); m != nil {
			d.created[m[1]] = true
		}
		if m := dropIndex.FindStringSubmatch(s.sql); m != nil {
			d.dropped[m[1]] = true
		}
		if m := createIndex.FindStringSubmatch(s.sql); m != nil {
			d.replaced[m[2]] = d.dropped[m[2]]
		}
	}
	for _, s := range stmts {
		d.take(s)
	}
	return d
}

func (d *draft) take(s statement) {
	if m := alterTable.FindStringSubmatch(s.sql); m != nil {
		if d.created[m[1]] {
			d.add(step{comment: s.comment, sql: "ALTER TABLE " + m[1] + " " + strings.Join(commands(m[2]), ", "), tables: d.existing(s.sql)})
			return
		}
		d.alter(s.comment, m[1], commands(m[2]))
		return
	}
	if m := createIndex.FindStringSubmatch(s.sql); m != nil {
		d.index(s, m)
		return
	}
	if m := dropIndex.FindStringSubmatch(s.sql); m != nil {
		if !d.replaced[m[1]] && !d.same.indexes[m[1]] { // else with the new one
			d.add(step{comment: s.comment, sql: "DROP INDEX CONCURRENTLY " + m[1], concurrent: true})
		}
		return
	}
	tables := d.existing(s.sql)
	if m := dropTable.FindStringSubmatch(s.sql); m != nil {
		tables = append(tables, m[1])
	}
	d.add(step{comment: s.comment, sql: s.sql, tables: tables})
}

// alter changes a table that was there before.
func (d *draft) alter(comment, table string, list []string) {
	var now []string
	tables := []string{table}
	for _, c := range list {
		if d.same.keeps(table, c) {
			continue
		}
		if m := addConstraint.FindStringSubmatch(c); m != nil {
			now = append(now, c+" NOT VALID")
			d.validate(table, m[1])
			for _, t := range d.existing(c) {
				if !slices.Contains(tables, t) {
					tables = append(tables, t)
				}
			}
			continue
		}
		if m := setNotNull.FindStringSubmatch(c); m != nil {
			now = append(now, d.notNull(table, m[1], c))
			continue
		}
		if m := addColumn.FindStringSubmatch(c); m != nil {
			if fill, ok := d.fills[bare(table)+"."+bare(m[1])]; ok {
				c += " DEFAULT " + fill
				d.add(step{
					comment: fmt.Sprintf("Nobody writes %q without a value any more: the default was for the rows before, and for the release before", bare(m[1])),
					sql:     fmt.Sprintf("ALTER TABLE %s ALTER COLUMN %s DROP DEFAULT", table, m[1]), stage: finish, tables: []string{table},
				})
			}
		}
		now = append(now, c)
	}
	if len(now) == 0 {
		return
	}
	d.add(step{comment: comment, sql: "ALTER TABLE " + table + " " + strings.Join(now, ", "), tables: tables})
}

// notNull returns a check that comes before NOT NULL. NOT NULL alone would read the table
// under a lock; with a valid check it does not.
func (d *draft) notNull(table, column, command string) string {
	name := quoted(short(bare(table)+"_"+bare(column), "_not_null"))
	d.validate(table, name)
	d.add(step{
		comment: "The check has read the table already",
		sql:     fmt.Sprintf("ALTER TABLE %s %s, DROP CONSTRAINT %s", table, command, name), stage: finish, tables: []string{table},
	})
	return fmt.Sprintf("ADD CONSTRAINT %s CHECK (%s IS NOT NULL) NOT VALID", name, column)
}

func (d *draft) validate(table, constraint string) {
	d.add(step{
		comment: fmt.Sprintf("Validate %q of table: %q", bare(constraint), bare(table)),
		sql:     fmt.Sprintf("ALTER TABLE %s VALIDATE CONSTRAINT %s", table, constraint), stage: validate, tables: []string{table},
	})
}

// index builds an index while others write. It replaces one of the same name only after the
// new one is built.
func (d *draft) index(s statement, m []string) {
	head, name, rest, table := m[1], m[2], strings.TrimSuffix(m[3], ";"), m[4]
	switch {
	case d.same.indexes[name]:
	case d.created[table]:
		d.add(step{comment: s.comment, sql: head + name + rest})
	case d.replaced[name]:
		draft := quoted(short(bare(name), "_new"))
		d.add(step{comment: s.comment, sql: head + "CONCURRENTLY " + draft + rest, concurrent: true})
		d.add(step{comment: fmt.Sprintf("Drop the %q that it replaces", bare(name)), sql: "DROP INDEX CONCURRENTLY IF EXISTS " + name, concurrent: true})
		d.add(step{comment: fmt.Sprintf("Give it the name %q", bare(name)), sql: fmt.Sprintf("ALTER INDEX %s RENAME TO %s", draft, name), stage: finish, tables: []string{table}})
	default:
		d.add(step{comment: s.comment, sql: head + "CONCURRENTLY " + name + rest, concurrent: true})
	}
}

func (d *draft) add(s step) {
	s.sql = strings.TrimSuffix(s.sql, ";")
	d.steps = append(d.steps, s)
}

// existing returns the tables of before that a statement refers to.
func (d *draft) existing(sql string) (tables []string) {
	for _, m := range references.FindAllStringSubmatch(sql, -1) {
		if !d.created[m[1]] && !slices.Contains(tables, m[1]) {
			tables = append(tables, m[1])
		}
	}
	return tables
}

// short is a name with a suffix that PostgreSQL does not cut off.
func short(name, suffix string) string {
	const most = 63
	for len(name)+len(suffix) > most {
		r := []rune(name)
		name = string(r[:len(r)-1])
	}
	return name + suffix
}
