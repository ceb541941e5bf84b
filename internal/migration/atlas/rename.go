package main

import (
	"fmt"
	"iter"
	"slices"
	"strings"
)

// gone is a dropped table or column that may have been renamed to a new one.
type gone struct {
	name string   // "table" or "table.column"
	new  []string // its possible new names
}

// open finds possible renames in the statements of Atlas.
func (d *decisions) open(stmts []statement) (open []gone) {
	var goneTables, newTables []string
	for _, s := range stmts {
		if m := dropTable.FindStringSubmatch(s.sql); m != nil {
			goneTables = append(goneTables, bare(m[1]))
		}
		if m := createTable.FindStringSubmatch(s.sql); m != nil {
			newTables = append(newTables, bare(m[1]))
		}
	}
	for _, table := range goneTables {
		if len(newTables) > 0 && !d.drops[table] {
			open = append(open, gone{table, newTables})
		}
	}
	for table, list := range altered(stmts) {
		var dropped, added []string
		for _, c := range list {
			if m := addColumn.FindStringSubmatch(c); m != nil {
				added = append(added, bare(m[1]))
			}
			if m := dropColumn.FindStringSubmatch(c); len(m) > 0 && !d.drops[table+"."+bare(m[1])] {
				dropped = append(dropped, table+"."+bare(m[1]))
			}
		}
		for _, column := range dropped {
			if len(added) > 0 {
				open = append(open, gone{column, added})
			}
		}
	}
	return open
}

// altered yields the existing tables that statements alter, with the commands.
func altered(stmts []statement) iter.Seq2[string, []string] {
	return func(yield func(string, []string) bool) {
		created := map[string]bool{}
		for _, s := range stmts {
			if m := createTable.FindStringSubmatch(s.sql); m != nil {
				created[bare(m[1])] = true
			}
		}
		for _, s := range stmts {
			m := alterTable.FindStringSubmatch(s.sql)
			if len(m) > 0 && !created[bare(m[1])] && !yield(bare(m[1]), commands(m[2])) {
				return
			}
		}
	}
}

// rename decides possible renames by the flags, or by asking. It returns the steps of
// the renames.
func (d *decisions) rename(open []gone) (renames []step, err error) {
	var left []question
	for _, g := range open {
		to, said := d.renames[g.name]
		if !said {
			if to, said = d.askRename(g); said && to == "" {
				d.drops[g.name] = true
				continue
			}
		}
		if !said || !slices.Contains(g.new, to) {
			left = append(left, question{
				text: fmt.Sprintf("%s goes and %s comes: if it is the same under another name, --rename %s=%s keeps what is in it, and --drop %s deletes it", g.name, strings.Join(g.new, ", "), g.name, g.new[0], g.name),
				args: []string{"--rename", g.name + "=" + g.new[0]},
			})
			continue
		}
		renames = append(renames, rename(g.name, to))
	}
	return renames, d.refuse(left)
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

// askRename asks whether something was renamed, and to what. An empty name means that
// it was not.
func (d *decisions) askRename(g gone) (to string, said bool) {
	if d.answers == nil {
		return "", false
	}
	fmt.Fprintf(d.questions, "%s goes. Is it the same under another name?\n", g.name)
	for i, name := range g.new {
		fmt.Fprintf(d.questions, "  %d) yes: %s\n", i+1, name)
	}
	fmt.Fprintf(d.questions, "  d) no: delete it with what is in it\n> ")
	for d.answers.Scan() {
		answer := strings.TrimSpace(d.answers.Text())
		if answer == "d" {
			return "", true
		}
		for i, name := range g.new {
			if answer == fmt.Sprint(i+1) || answer == name {
				return name, true
			}
		}
		fmt.Fprintf(d.questions, "A number or d\n> ")
	}
	return "", false
}
