package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// errUndecided is returned for a change that can mean two things, when one of them loses
// data.
var errUndecided = errors.New("say what is meant")

// decisions are a person's answers to such changes.
type decisions struct {
	renames map[string]string // "table.column" to a column, "table" to a table
	drops   map[string]bool   // "table.column" or "table"
	fills   map[string]string // "table.column" to an SQL expression

	questions io.Writer
	answers   *bufio.Scanner // nil where nobody can be asked
}

// question is one such change.
type question struct {
	gone string   // "table.column" or "table"; for a column without a value, the column itself
	new  []string // what it may have become
	fill bool
}

// open finds what the statements of Atlas leave undecided.
func (d *decisions) open(stmts []statement) (open []question) {
	var goneTables, newTables []string
	for _, s := range stmts {
		if m := dropTable.FindStringSubmatch(s.sql); m != nil {
			goneTables = append(goneTables, bare(m[1]))
		}
		if m := createTable.FindStringSubmatch(s.sql); m != nil {
			newTables = append(newTables, bare(m[1]))
		}
	}
	for _, gone := range goneTables {
		if len(newTables) > 0 && !d.drops[gone] {
			open = append(open, question{gone: gone, new: newTables})
		}
	}
	for _, s := range stmts {
		if m := alterTable.FindStringSubmatch(s.sql); m != nil {
			if table := bare(m[1]); !slices.Contains(newTables, table) {
				open = append(open, d.openColumns(table, commands(m[2]))...)
			}
		}
	}
	return open
}

func (d *decisions) openColumns(table string, list []string) (open []question) {
	var added, empty []string
	for _, c := range list {
		m := addColumn.FindStringSubmatch(c)
		if m == nil {
			continue
		}
		added = append(added, bare(m[1]))
		if _, ok := d.fills[table+"."+bare(m[1])]; !ok && mandatory.MatchString(m[2]) && !supplied.MatchString(m[2]) {
			empty = append(empty, table+"."+bare(m[1]))
		}
	}
	for _, c := range list {
		if m := dropColumn.FindStringSubmatch(c); m != nil && len(added) > 0 && !d.drops[table+"."+bare(m[1])] {
			open = append(open, question{gone: table + "." + bare(m[1]), new: added})
		}
	}
	if len(open) > 0 {
		return open // a new column may turn out to be an old one
	}
	for _, column := range empty {
		open = append(open, question{gone: column, fill: true})
	}
	return open
}

// decide answers the open questions, from earlier decisions or by asking. It returns the new
// renames.
func (d *decisions) decide(open []question) (renames []step, err error) {
	var undecided []string
	for _, q := range open {
		if q.fill {
			if !d.askFill(q.gone) {
				undecided = append(undecided, fmt.Sprintf("%s is new, must have a value and has no default, so that neither the rows that are there nor the release before can do without: give it a default in the database (entsql.Default), make it Optional, or say what those rows get: --fill %s=SQL", q.gone, q.gone))
			}
			continue
		}
		to, said := d.renames[q.gone]
		if !said {
			if to, said = d.ask(q); said && to == "" {
				d.drops[q.gone] = true
				continue
			}
		}
		if !said || !slices.Contains(q.new, to) {
			undecided = append(undecided, fmt.Sprintf("%s goes and %s comes: if it is the same under another name, --rename %s=%s keeps what is in it, and --drop %s deletes it", q.gone, strings.Join(q.new, ", "), q.gone, q.new[0], q.gone))
			continue
		}
		renames = append(renames, rename(q.gone, to))
	}
	if len(undecided) > 0 {
		return nil, fmt.Errorf("%w:\n  %s", errUndecided, strings.Join(undecided, "\n  "))
	}
	return renames, nil
}

func rename(from, to string) step {
	table, column, isColumn := cutLast(from)
	if !isColumn {
		return step{comment: fmt.Sprintf("Rename %q table to %q", from, to), sql: fmt.Sprintf("ALTER TABLE %s RENAME TO %s", quoted(from), quoted(to)), tables: []string{quoted(from)}}
	}
	return step{
		comment: fmt.Sprintf("Rename %q of table %q to %q", column, table, to),
		sql:     fmt.Sprintf("ALTER TABLE %s RENAME COLUMN %s TO %s", quoted(table), quoted(column), quoted(to)), tables: []string{quoted(table)},
	}
}

func cutLast(name string) (table, column string, ok bool) {
	i := strings.LastIndexByte(name, '.')
	if i < 0 {
		return name, "", false
	}
	return name[:i], name[i+1:], true
}

// ask asks whether something was renamed, and returns its new name; "" for no.
func (d *decisions) ask(q question) (to string, said bool) {
	if d.answers == nil {
		return "", false
	}
	fmt.Fprintf(d.questions, "%s goes. Is it the same under another name?\n", q.gone)
	for i, name := range q.new {
		fmt.Fprintf(d.questions, "  %d) yes: %s\n", i+1, name)
	}
	fmt.Fprintf(d.questions, "  d) no: delete it with what is in it\n> ")
	for d.answers.Scan() {
		answer := strings.TrimSpace(d.answers.Text())
		if answer == "d" {
			return "", true
		}
		for i, name := range q.new {
			if answer == fmt.Sprint(i+1) || answer == name {
				return name, true
			}
		}
		fmt.Fprintf(d.questions, "A number or d\n> ")
	}
	return "", false
}

func (d *decisions) askFill(column string) bool {
	if d.answers == nil {
		return false
	}
	fmt.Fprintf(d.questions, "%s must have a value. What do the rows get that are there already? An SQL expression, such as 'red' with its quotes\n> ", column)
	if !d.answers.Scan() || strings.TrimSpace(d.answers.Text()) == "" {
		return false
	}
	d.fills[column] = strings.TrimSpace(d.answers.Text())
	return true
}
