package main

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
)

// narrower reports whether a column's present type allows longer texts than the new
// one. PostgreSQL rewrites the table only then.
func (d *draft) narrower(table, name, length string) bool {
	was := d.have["column "+bare(table)+"."+bare(name)]
	n, _ := strconv.Atoi(length)
	if textType.MatchString(was) {
		most := limit(limitType, was)
		return most == 0 || most > n
	}
	return false
}

// narrow drafts the change of type as the last stage, after a check has proven that all
// rows fit. It returns the command that adds this check, unless the schema has one.
func (d *draft) narrow(table, command string, m, list []string) (now []string) {
	d.rewrites = append(d.rewrites, bare(table)+"."+bare(m[1]))
	own := regexp.MustCompile(`length\(.*` + regexp.QuoteMeta(bare(m[1])) + `.*\b` + m[2] + `\b`)
	d.add(step{
		comment: fmt.Sprintf("Nobody reads or writes %q while PostgreSQL rewrites it for the narrower type\n-- review:allow change-type: make migration was told to, by --rewrite %s.%s", bare(table), bare(table), bare(m[1])),
		sql:     fmt.Sprintf("ALTER TABLE %s %s", table, command), stage: rewrite, tables: []string{table},
	})
	if !slices.ContainsFunc(list, func(c string) bool { return addConstraint.MatchString(c) && own.MatchString(c) }) {
		name := quoted(short(bare(table)+"_"+bare(m[1]), "_fits"))
		d.validate(table, name, &demand{table: table, name: name})
		now = []string{fmt.Sprintf("ADD CONSTRAINT %s CHECK (length(%s) <= %s) NOT VALID", name, m[1], m[2])}
		d.add(step{
			comment: "review:allow drop-check: the type says it from now on",
			sql:     fmt.Sprintf("ALTER TABLE %s DROP CONSTRAINT %s", table, name), stage: rewrite, tables: []string{table},
		})
	}
	return now
}
