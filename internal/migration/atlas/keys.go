package main

import (
	"fmt"
	"regexp"
	"strings"
)

var (
	addPrimary  = regexp.MustCompile(`(?s)^ADD PRIMARY KEY (\(.*\))$`)
	dropPrimary = regexp.MustCompile(`^DROP CONSTRAINT (` + ident + `)$`)
	setsNull    = regexp.MustCompile(`CONSTRAINT (` + ident + `) FOREIGN KEY \([^)]*\) REFERENCES ` + relation + ` \([^)]*\)(?: ON UPDATE [A-Z ]+?)? ON DELETE SET NULL`)
	nullColumns = regexp.MustCompile(` ON DELETE SET NULL (\([^)]*\))`)
)

// setNulls names in the foreign keys of Atlas' statements the columns that a deletion sets to
// null. Atlas does not see them, and would have all of them set: the owner too.
func (c catalog) setNulls(stmts []statement) []statement {
	want := c.plain()
	for i, s := range stmts {
		table := ""
		for _, of := range []*regexp.Regexp{createTable, alterTable} {
			if m := of.FindStringSubmatch(s.sql); m != nil {
				table = bare(m[1])
			}
		}
		stmts[i].sql = setsNull.ReplaceAllStringFunc(s.sql, func(key string) string {
			name := setsNull.FindStringSubmatch(key)[1]
			m := nullColumns.FindStringSubmatch(want["constraint "+table+" "+bare(name)])
			if m == nil {
				return key
			}
			var columns []string
			for _, column := range strings.Split(strings.Trim(m[1], "()"), ", ") {
				columns = append(columns, quoted(bare(column)))
			}
			return key + " (" + strings.Join(columns, ", ") + ")"
		})
	}
	return stmts
}

// primary drafts a primary key that takes the place of another one: its index is built
// first, beside the one in use, and then changes places with it. What leads to the old one
// leads to that index before.
func (d *draft) primary(table string, list []string) (rest []string) {
	var columns, old string
	for _, c := range list {
		if m := addPrimary.FindStringSubmatch(c); m != nil {
			columns = m[1]
		}
	}
	if columns == "" {
		return list
	}
	for _, c := range list {
		switch m := dropPrimary.FindStringSubmatch(c); {
		case addPrimary.MatchString(c):
		case m != nil && d.have["index "+bare(m[1])] != "":
			old = m[1]
		default:
			rest = append(rest, c)
		}
	}
	if old == "" {
		return list // the table has had none
	}
	index := quoted(short(bare(old), "_new"))
	d.steps = append([]step{{
		comment: fmt.Sprintf("Build the next primary key of table: %q", bare(table)),
		sql:     fmt.Sprintf("CREATE UNIQUE INDEX CONCURRENTLY %s ON %s %s", index, table, columns), concurrent: true,
	}}, d.steps...)
	d.add(step{
		comment: fmt.Sprintf("The index becomes the primary key of table: %q", bare(table)),
		sql:     fmt.Sprintf("ALTER TABLE %s DROP CONSTRAINT %s, ADD CONSTRAINT %s PRIMARY KEY USING INDEX %s", table, old, old, index),
		stage:   finish, tables: []string{table},
	})
	return rest
}
