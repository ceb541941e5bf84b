package main

import (
	"fmt"
	"slices"
	"strings"
)

// unfilled returns the new mandatory columns that have neither a default nor an answer.
func (d *decisions) unfilled(stmts []statement) (columns []string, open []question) {
	for table, list := range altered(stmts) {
		for _, c := range list {
			m := addColumn.FindStringSubmatch(c)
			if len(m) == 0 || !mandatory.MatchString(m[2]) || supplied.MatchString(m[2]) {
				continue
			}
			name := table + "." + bare(m[1])
			if _, ok := d.fills[name]; ok {
				continue
			}
			columns = append(columns, name)
			open = append(open, question{
				text:   fmt.Sprintf("%s is new, must have a value and has no default: existing rows have none, and inserts of the previous release fail. Give it a default in the database (entsql.Default), make it Optional, or say what existing rows get: --fill %s=SQL", name, name),
				args:   []string{"--fill", name + "=" + usual(m, list)},
				prompt: fmt.Sprintf("%s must have a value. What do existing rows get? An SQL expression, such as 'red' with its quotes", name),
				take: func(answer string) bool {
					d.fills[name] = answer
					return true
				},
			})
		}
	}
	return columns, open
}

// usual proposes a value for a new column: one that its check names, or the zero of its
// type.
func usual(added, list []string) string {
	for _, c := range list {
		if m := firstValue.FindStringSubmatch(c); m != nil && addConstraint.MatchString(c) && strings.Contains(c, bare(added[1])) {
			return m[1]
		}
	}
	kind := added[2]
	switch {
	case textType.MatchString(kind):
		return "''"
	case number.MatchString(kind):
		return "0"
	case strings.HasPrefix(kind, "boolean"):
		return "false"
	case strings.HasPrefix(kind, "timestamp"):
		return "now()"
	}
	return "SQL"
}

// unanswered asks about the demands that rows may not meet.
func (d *decisions) unanswered(unmet []*demand) (open []question) {
	asked := map[string]int{} // the question about a column, which answers all its demands
	for _, u := range unmet {
		subject := u.subject(u.main())
		if u.met || d.settles(u) {
			continue
		}
		if u.unique() {
			open = append(open, d.aboutDuplicates(u, subject))
			continue
		}
		q := d.aboutRows(u, subject)
		if i, ok := asked[subject]; ok {
			open[i].text += "\n  " + q.text
			open[i].prompt = q.prompt
			continue
		}
		asked[subject] = len(open)
		open = append(open, q)
	}
	return open
}

func (d *decisions) aboutRows(u *demand, subject string) question {
	what := fmt.Sprintf("%s no longer takes every value that it took (%s)", subject, bare(u.name))
	if u.example != "" {
		what += ", such as " + u.example
	}
	what += ": rows that have one stop the migration."
	if u.column != "" {
		what = fmt.Sprintf("%s must have a value from now on: rows without one stop the migration.", subject)
	}
	args := []string{"--expect-none", subject}
	if u.fill != "" {
		args = []string{"--fill", subject + "=" + u.fill}
	}
	return question{
		text:   fmt.Sprintf("%s --fill %s=SQL says what such rows get, --expect-none %s that there are none", what, subject, subject),
		args:   args,
		prompt: what + " What do such rows get? An SQL expression, such as 'red' with its quotes, or none if there are no such rows",
		take: func(answer string) bool {
			if answer == "none" {
				d.none[subject] = true
			} else {
				d.fills[subject] = answer
			}
			return true
		},
	}
}

func (d *decisions) aboutDuplicates(u *demand, subject string) question {
	what := fmt.Sprintf("%s becomes unique (%s: %s): rows that are alike stop the migration.", subject, bare(u.name), u.said())
	say := fmt.Sprintf("--duplicates %s=delete deletes all but the first, --expect-none %s says that there are none", subject, subject)
	args := []string{"--expect-none", subject}
	ways := []string{"delete"}
	switch {
	case len(u.columns) < len(u.keys): // nobody can say which of several expressions are alike
		say, ways = fmt.Sprintf("--expect-none %s says that there are none", subject), nil
	case u.main().text():
		say = fmt.Sprintf("--duplicates %s=number puts a number behind all but the first, %s", subject, say)
		args = []string{"--duplicates", subject + "=number"}
		ways = []string{"number", "delete"}
	}
	return question{
		text: what + " " + say, args: args,
		prompt: fmt.Sprintf("%s What becomes of all but the first? %s, or none if there are no such rows", what, strings.Join(ways, ", ")),
		take: func(answer string) bool {
			if answer == "none" {
				d.none[subject] = true
				return true
			}
			if slices.Contains(ways, answer) {
				d.duplicates[subject] = answer
				return true
			}
			return false
		},
	}
}

// rewritten asks about the columns whose type becomes narrower.
func (d *decisions) rewritten(columns []string) (open []question) {
	for _, c := range columns {
		if d.rewrites[c] {
			continue
		}
		what := c + " gets a narrower type, and nobody reads or writes the table while PostgreSQL rewrites it for that."
		open = append(open, question{
			text:   fmt.Sprintf(`%s Keep its length in the check alone, with .SchemaType(map[string]string{dialect.Postgres: "varchar"}) in ent/schema, or accept it: --rewrite %s`, what, c),
			args:   []string{"--rewrite", c},
			prompt: what + " Is that acceptable? yes, or nothing to give up",
			take: func(answer string) bool {
				d.rewrites[c] = answer == "yes"
				return answer == "yes"
			},
		})
	}
	return open
}
