package main

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// demand is what a step requires of the rows of a table: a check holds, a column has a
// value, or a key is unique.
type demand struct {
	table  string   // quoted
	name   string   // of the constraint or the index, quoted
	column string   // the column that must have a value, quoted; "" for other demands
	keys   []string // of a unique index, as SQL
	where  string   // the rows that a unique index covers; "" for all

	// A rehearsal fills in the rest.
	met     bool     // all rows of the rehearsal meet it
	untried bool     // the rehearsal has no rows for it
	columns []column // in the order of the table, or of the key
	refuses string   // the condition of the rows that do not meet it
	order   string   // the columns that decide which of equal rows is the first
	example string   // a refused value, as SQL; "" if none is short enough
	fill    string   // SQL that meets it; "" if none was found
}

// column is a column of a demand.
type column struct {
	name, kind string // kind is its type with its length
	mandatory  bool
	longest    int // the longest text that fits; 0 for no limit
}

// text reports whether the column holds texts, to which a number can be appended.
func (c column) text() bool { return textType.MatchString(c.kind) }

func (d *demand) unique() bool { return len(d.keys) > 0 }

// subject names a column as a flag does.
func (d *demand) subject(c column) string { return bare(d.table) + "." + c.name }

// main is the column to propose an answer for: the last text of a unique key, which is
// the part that people read, and otherwise the last column.
func (d *demand) main() column {
	for _, c := range slices.Backward(d.columns) {
		if !d.unique() || c.text() {
			return c
		}
	}
	if len(d.columns) == 0 { // a key of expressions alone
		return column{name: bare(d.name)}
	}
	return d.columns[len(d.columns)-1]
}

// offending is a query of the rows that do not meet the demand. The first of equal rows
// does.
func (d *demand) offending() string {
	if !d.unique() {
		return fmt.Sprintf("SELECT ctid FROM %s WHERE %s", d.table, d.refuses)
	}
	return fmt.Sprintf("SELECT ctid, n FROM (SELECT ctid, row_number() OVER (PARTITION BY %s ORDER BY %s) AS n FROM %s%s) numbered WHERE n > 1",
		strings.Join(d.keys, ", "), d.order, d.table, d.covered())
}

// listed is the query of such rows for a person.
func (d *demand) listed() string {
	if !d.unique() {
		return fmt.Sprintf("SELECT * FROM %s WHERE %s", d.table, d.refuses)
	}
	keys := strings.Join(d.keys, ", ")
	return fmt.Sprintf("SELECT %s, count(*) FROM %s%s GROUP BY %s HAVING count(*) > 1", keys, d.table, d.covered(), keys)
}

// covered is the WHERE of the rows that a unique index compares. A NULL is equal to
// nothing.
func (d *demand) covered() string {
	var all []string
	if d.where != "" {
		all = append(all, d.where)
	}
	for _, c := range d.columns {
		if !c.mandatory {
			all = append(all, quoted(c.name)+" IS NOT NULL")
		}
	}
	if len(all) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(all, " AND ")
}

var (
	textType   = regexp.MustCompile(`^(text|character varying)\b`)
	limitType  = regexp.MustCompile(`^character varying\((\d+)\)`)
	limitCheck = regexp.MustCompile(`length\(.*<= (\d+)`)
	partOfKey  = regexp.MustCompile(`(?s)^(` + ident + `)`)
	indexTail  = regexp.MustCompile(`(?s)^\s*WHERE (.*)$`)
)

// limit is the largest length that a type or a check allows; 0 for no limit.
func limit(re *regexp.Regexp, text string) int {
	m := re.FindStringSubmatch(text)
	if m == nil {
		return 0
	}
	n, _ := strconv.Atoi(m[1])
	return n
}

// uniqueKey parses the keys and the WHERE of a unique index. rest is the part of the
// statement after the name of the index.
func uniqueKey(rest string) (keys []string, where string) {
	from := strings.Index(rest, "(")
	depth := 0
	for i, r := range rest[max(from, 0):] {
		switch r {
		case '(':
			depth++
		case ')':
			depth--
		}
		if depth == 0 {
			keys = commands(rest[from+1 : from+i])
			if m := indexTail.FindStringSubmatch(rest[from+i+1:]); m != nil {
				where = strings.TrimSuffix(m[1], ";")
			}
			break
		}
	}
	for i, k := range keys {
		if m := partOfKey.FindStringSubmatch(k); m != nil {
			keys[i] = m[1] // without the order and the class of operators
		}
	}
	return keys, where
}
