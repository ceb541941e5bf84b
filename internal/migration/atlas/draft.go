package main

import (
	"fmt"
	"slices"
	"strings"
)

// stage orders the steps of a migration.
type stage int

const (
	expand   stage = iota // quick changes that the other stages need
	correct               // changes of rows, in batches
	build                 // unique indexes over corrected rows
	validate              // reads of whole tables, under a lock that blocks nobody
	finish                // changes that a valid check makes quick
	rewrite               // rewrites of whole tables, under a lock that blocks everybody
)

// step is a statement of a migration.
type step struct {
	comment    string
	sql        string // without a semicolon
	concurrent bool   // it cannot run in a transaction
	stage      stage
	tables     []string // the existing tables that it locks
	needs      *demand  // what it asks of existing rows; nil for nothing
	guard      bool     // it only reads a table, and fails if it finds certain rows
}

// draft turns the statements of Atlas into steps that are safe on a database in use.
type draft struct {
	created  map[string]bool // tables that the same statements create
	dropped  map[string]bool // indexes
	replaced map[string]bool // indexes that are dropped and created again
	fills    map[string]string
	same     *moved
	have     catalog
	rewrites []string // "table.column" of each type that becomes narrower
	led      bool     // a foreign key gets an owner
	steps    []step
}

// newDraft drafts steps from the schema have. fills maps "table.column" of a new
// mandatory column to the SQL that existing rows get. Indexes and constraints in same
// only change their names, and are skipped.
func newDraft(stmts []statement, fills map[string]string, same *moved, have catalog) *draft {
	d := &draft{created: map[string]bool{}, dropped: map[string]bool{}, replaced: map[string]bool{}, fills: fills, same: same, have: have.plain()}
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
	d.later()
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

// replaces tells the review what becomes of a constraint that goes, by its kind.
var replaces = map[string]string{
	"CHECK":       "\n-- review:allow drop-check: another one takes its place in the same statement",
	"FOREIGN KEY": "\n-- review:allow drop-foreign-key: another one takes its place in the same statement",
}

// alter drafts the commands of an ALTER TABLE on an existing table.
func (d *draft) alter(comment, table string, list []string) {
	var now []string
	tables := []string{table}
	list = d.primary(table, list)
	for _, c := range list {
		if d.same.keeps(table, c) {
			continue
		}
		if m := addConstraint.FindStringSubmatch(c); m != nil {
			now = append(now, c+" NOT VALID")
			var needs *demand
			if m[2] == "CHECK" {
				needs = &demand{table: table, name: m[1]}
			}
			if slices.Contains(list, "DROP CONSTRAINT "+m[1]) {
				if !strings.Contains(comment, replaces[m[2]]) {
					comment += replaces[m[2]]
				}
				comment += d.carriesOwner(table, m[1], c)
			}
			d.validate(table, m[1], needs)
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
		if m := changeLength.FindStringSubmatch(c); len(m) > 0 && d.narrower(table, m[1], m[2]) {
			now = append(now, d.narrow(table, c, m, list)...)
			continue
		}
		if m := addColumn.FindStringSubmatch(c); m != nil {
			if fill, ok := d.fills[bare(table)+"."+bare(m[1])]; ok {
				c += " DEFAULT " + fill
				d.add(step{
					comment: fmt.Sprintf("The default of %q was for existing rows and for the previous release", bare(m[1])),
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

// notNull returns a check to add in place of SET NOT NULL, which would read the table
// under a lock. Once the check is valid, SET NOT NULL takes it as proof.
func (d *draft) notNull(table, column, command string) string {
	name := quoted(short(bare(table)+"_"+bare(column), "_not_null"))
	d.validate(table, name, &demand{table: table, name: name, column: column})
	// These are two statements, since within one PostgreSQL drops the check before it
	// looks for a proof.
	d.add(step{
		comment: "The valid check proves it, so the table is not read",
		sql:     fmt.Sprintf("ALTER TABLE %s %s", table, command), stage: finish, tables: []string{table},
	})
	d.add(step{sql: fmt.Sprintf("ALTER TABLE %s DROP CONSTRAINT %s", table, name), stage: finish, tables: []string{table}})
	return fmt.Sprintf("ADD CONSTRAINT %s CHECK (%s IS NOT NULL) NOT VALID", name, column)
}

func (d *draft) validate(table, constraint string, needs *demand) {
	d.add(step{
		comment: fmt.Sprintf("Validate %q of table: %q", bare(constraint), bare(table)),
		sql:     fmt.Sprintf("ALTER TABLE %s VALIDATE CONSTRAINT %s", table, constraint), stage: validate, tables: []string{table}, needs: needs,
	})
}

const dropReplaced = "DROP INDEX CONCURRENTLY IF EXISTS "

// index drafts a CREATE INDEX that does not block writes. An index that replaces
// another of its name is built first, under a temporary name.
func (d *draft) index(s statement, m []string) {
	head, name, rest, table := m[1], m[2], strings.TrimSuffix(m[3], ";"), m[4]
	var needs *demand
	if strings.HasPrefix(head, "CREATE UNIQUE") {
		needs = &demand{table: table, name: name}
		needs.keys, needs.where = uniqueKey(rest)
	}
	switch {
	case d.same.indexes[name]:
	case d.created[table]:
		d.add(step{comment: s.comment, sql: head + name + rest})
	case d.replaced[name]:
		draft := quoted(short(bare(name), "_new"))
		d.add(step{comment: s.comment, sql: head + "CONCURRENTLY " + draft + rest, concurrent: true, needs: needs})
		d.add(step{comment: fmt.Sprintf("Drop the %q that it replaces", bare(name)), sql: dropReplaced + name, concurrent: true})
		d.add(step{comment: fmt.Sprintf("Give it the name %q", bare(name)), sql: fmt.Sprintf("ALTER INDEX %s RENAME TO %s", draft, name), stage: finish, tables: []string{table}})
	default:
		d.add(step{comment: s.comment, sql: head + "CONCURRENTLY " + name + rest, concurrent: true, needs: needs})
	}
}

func (d *draft) add(s step) {
	s.sql = strings.TrimSuffix(s.sql, ";")
	d.steps = append(d.steps, s)
}

// existing returns the existing tables that a statement references.
func (d *draft) existing(sql string) (tables []string) {
	for _, m := range references.FindAllStringSubmatch(sql, -1) {
		if !d.created[m[1]] && !slices.Contains(tables, m[1]) {
			tables = append(tables, m[1])
		}
	}
	return tables
}

// short appends a suffix to a name, cutting the name to PostgreSQL's limit of 63 bytes.
func short(name, suffix string) string {
	const most = 63
	for len(name)+len(suffix) > most {
		r := []rune(name)
		name = string(r[:len(r)-1])
	}
	return name + suffix
}
